"""The offline agent behind OpenAI's format."""

from __future__ import annotations

import json

import pytest

from callcore.agent.prompts.loader import load_prompt
from callcore.agent.tools import SPECS
from callcore.engines.chat import Message, ToolCall
from callcore.shared.ids import LANGUAGES
from chaos.standins.openai.offline import (
    OfflineReplies,
    ThreadSimilarity,
    language_of_prompt,
    read_messages,
    read_tools,
)
from chaos.standins.openai.refusal import Refusal

SHOWN = [
    {"type": "function", "function": {"name": spec.name, "parameters": spec.parameters}}
    for spec in SPECS
]


def body(*messages, language="en"):
    system = {"role": "system", "content": load_prompt(language).text}
    return {"messages": [system, *messages], "tools": SHOWN}


async def test_it_answers_in_the_language_of_the_prompt():
    replies = OfflineReplies()
    for language in LANGUAGES:
        hello = {"en": "hello", "ru": "здравствуйте", "uk": "добрий день"}[language]
        said = body({"role": "user", "content": hello}, language=language)
        reply = await replies(said)
        assert reply.text
        assert (language == "en") is reply.text.isascii()


async def test_it_calls_a_tool_that_was_shown_and_takes_its_result():
    replies = OfflineReplies()
    ask = {"role": "user", "content": "I need winter tyres 205/55 R16"}
    reply = await replies(body(ask))
    (name, arguments) = reply.tool_calls[0]
    assert name in {spec.name for spec in SPECS}
    assert "205/55" in json.dumps(json.loads(arguments))
    call = {"id": "c1", "function": {"name": name, "arguments": arguments}}
    result = {"role": "tool", "tool_call_id": "c1", "content": '{"products": []}'}
    after = await replies(
        body(ask, {"role": "assistant", "content": None, "tool_calls": [call]}, result)
    )
    assert after.text


async def test_without_tools_it_calls_none():
    ask = {"role": "user", "content": "I need winter tyres 205/55 R16"}
    assert (await OfflineReplies()({"messages": [ask]})).tool_calls == ()


def test_a_history_is_read_back_whole():
    call = {
        "id": "c1",
        "type": "function",
        "function": {"name": "f", "arguments": "{}"},
    }
    assert read_messages(
        [
            {"role": "developer", "content": [{"type": "text", "text": "be kind"}]},
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "{}"},
        ]
    ) == [
        Message("system", "be kind"),
        Message("user", "hello"),
        Message("assistant", "", (ToolCall("c1", "f", "{}"),)),
        Message("tool", "{}", tool_call_id="c1"),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        ["hello"],
        [{"role": "robot"}],
        [{"role": "assistant", "tool_calls": [{"id": "c1"}]}],
    ],
)
def test_what_is_no_history_is_refused(bad):
    with pytest.raises(Refusal):
        read_messages(bad)


@pytest.mark.parametrize("bad", ["f", [1], [{"function": {"name": 5}}]])
def test_what_are_no_tools_is_refused(bad):
    with pytest.raises(Refusal):
        read_tools(bad)


def test_without_any_text_the_language_is_english():
    assert language_of_prompt([]) == "en"


@pytest.mark.native
@pytest.mark.integration
async def test_the_native_similarity_works_on_its_own_thread():
    scores = await ThreadSimilarity().similarity("where is my order", ("order status",))
    assert scores[0] > 0.5
