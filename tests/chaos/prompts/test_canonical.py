from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.chat import Message, ToolCall, ToolSpec
from chaos.prompts.canonical import Asked, digest, normalised, request_of

ASKED = Asked("offline", "m", {"t": 0}, "v2", 0)
TOOLS = (ToolSpec("search", "Find.", {"type": "object"}),)


def talk(call_id="a", said="Hello  there", prompt="Be kind."):
    return [
        Message("system", prompt),
        Message("user", said),
        Message("assistant", "", (ToolCall(call_id, "search", "{}"),)),
        Message("tool", "[]", tool_call_id=call_id),
    ]


def key(asked=ASKED, messages=None, tools=TOOLS, language="en"):
    return request_of(asked, messages or talk(), tools, language)


@given(st.text(min_size=1), st.text(min_size=1))
def test_ids_of_tool_calls_change_nothing(one, other):
    assert key(messages=talk(one)) == key(messages=talk(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a  b\n", "a b"),
        ("at 2026-11-22T10:00:00Z", "at 2027-01-02T03:04:05Z"),
        (
            "00000000-0000-4000-8000-000000000001",
            "00000000-0000-4000-8000-000000000002",
        ),
    ],
)
def test_times_ids_and_white_space_change_nothing(one, other):
    assert key(messages=talk(said=one)).key == key(messages=talk(said=other)).key


@pytest.mark.parametrize(
    "other",
    [
        key(replace(ASKED, provider="x")),
        key(replace(ASKED, model="x")),
        key(replace(ASKED, params={})),
        key(replace(ASKED, trial=1)),
        key(messages=talk(said="Goodbye")),
        key(language="uk"),
    ],
    ids=["provider", "model", "params", "trial", "words", "language"],
)
def test_another_question_has_another_key(other):
    assert other.key != key().key
    assert other.talk != key().talk


@pytest.mark.parametrize(
    "other",
    [
        key(messages=talk(prompt="Be quick.")),
        key(tools=()),
        key(replace(ASKED, prompt_version="v3")),
    ],
    ids=["prompt", "tools", "version"],
)
def test_the_same_talk_with_another_prompt_or_tools_is_known_as_such(other):
    assert other.key != key().key
    assert other.talk == key().talk


def test_the_order_of_keys_does_not_matter():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_messages_are_lines_one_can_read():
    assert normalised(talk()[1:]) == [
        "user: Hello there",
        "assistant:  c1:search({})",
        "toolc1: []",
    ]
