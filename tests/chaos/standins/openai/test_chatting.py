"""Chat of the OpenAI stand-in, through OpenAI's own client."""

from __future__ import annotations

import json

import openai
import pytest
import trio

from chaos.standins.openai.server import openai_standin
from chaos.standins.trouble import Trouble
from tests.chaos.standins.openai.client import (
    MESSAGES,
    THEIR_GENERATORS,
    chat,
    open_client,
    text_of,
    until,
)
from tests.kit.llmserver import Reply

pytestmark = [pytest.mark.integration, THEIR_GENERATORS]

HELLO = "Hello, how can I help you?"


async def test_a_reply_streams_text_finish_and_usage(standin, client):
    chunks = await chat(client)
    assert text_of(chunks) == HELLO
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-2].choices[0].finish_reason == "stop"
    usage = chunks[-1].usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 0
    seen = standin.seen[-1]
    assert (seen.model, seen.ended) == ("gpt-6-luna", "done")
    assert seen.body["messages"] == MESSAGES


async def test_tool_calls_come_in_fragments_with_ids_of_their_own():
    arguments = json.dumps({"query": "зимові шини 205/55 R16"})
    script = [Reply(tool_calls=(("search", arguments), ("hang_up", "{}")))]
    with openai_standin(replies=script) as standin:
        async with open_client(standin) as client:
            chunks = await chat(client)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    calls = [call for delta in deltas for call in delta.tool_calls or ()]
    first = [call for call in calls if call.index == 0]
    assert "".join(call.function.arguments for call in first) == arguments
    assert len({call.id for call in calls if call.id}) == 2
    assert chunks[-2].choices[0].finish_reason == "tool_calls"


async def test_a_long_prompt_that_is_asked_again_is_cached(client):
    messages = [{"role": "system", "content": "be kind. " * 1000}, *MESSAGES]
    first = (await chat(client, messages=messages))[-1].usage
    again = (await chat(client, messages=[*messages, *MESSAGES]))[-1].usage
    assert first.prompt_tokens_details.cached_tokens == 0
    cached = again.prompt_tokens_details.cached_tokens
    assert cached % 128 == 0
    assert first.prompt_tokens - 128 <= cached <= first.prompt_tokens


async def test_without_a_stream_the_reply_comes_whole(client):
    reply = await client.chat.completions.create(messages=MESSAGES, model="gpt-6-luna")
    assert reply.choices[0].message.content == HELLO
    assert reply.usage.total_tokens > 0


async def test_replies_may_come_from_a_function_of_the_request():
    async def replies(body):
        await trio.lowlevel.checkpoint()
        return Reply(body["messages"][-1]["content"].upper())

    with openai_standin(replies=replies, models=["mine"]) as standin:
        async with open_client(standin) as client:
            assert text_of(await chat(client, model="mine")) == "HELLO"


async def test_a_scripted_reply_misbehaves_by_itself():
    script = [
        Reply(HELLO, status=503),
        Reply(HELLO, reset_after=1),
        Reply(raw=("data: [DONE]",)),
        Reply(HELLO),
    ]
    with openai_standin(replies=script) as standin:
        async with open_client(standin) as client:
            with pytest.raises(openai.InternalServerError):
                await chat(client)
            with pytest.raises(Exception, match=r"peer|read|[Cc]onnection"):
                await chat(client)
            assert await chat(client) == []
            assert text_of(await chat(client)) == HELLO


async def test_what_it_cannot_read_is_refused(standin, client):
    with pytest.raises(openai.NotFoundError):
        await chat(client, model="gpt-1")
    with pytest.raises(openai.BadRequestError):
        await chat(client, messages=[])
    with pytest.raises(openai.BadRequestError):
        await client.post("/chat/completions", body=[1], cast_to=object)
    with pytest.raises(openai.NotFoundError):
        await client.get("/nothing", cast_to=object)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("limit", openai.RateLimitError),
        ("unauthorised", openai.AuthenticationError),
        ("forbidden", openai.PermissionDeniedError),
        ("missing", openai.NotFoundError),
        ("refuse", openai.BadRequestError),
        ("error", openai.InternalServerError),
        ("reset", openai.APIConnectionError),
    ],
)
async def test_a_trouble_strikes_once_and_then_all_is_well(
    standin, client, kind, error
):
    standin.trouble = Trouble(kind, times=1)
    with pytest.raises(error):
        await chat(client)
    assert text_of(await chat(client)) == HELLO


@pytest.mark.parametrize("kind", ["reset", "error", "rubbish"])
async def test_a_stream_breaks_after_as_many_deltas_as_asked(standin, client, kind):
    standin.trouble = Trouble(kind, after=2)
    chunks: list[object] = []
    with pytest.raises(
        Exception, match=r"peer|read|[Cc]onnection|error|codec|Expecting"
    ):
        await chat(client, chunks)
    assert text_of(chunks) == HELLO[:16]


async def test_a_cut_stream_has_neither_reason_nor_end(standin, client):
    standin.trouble = Trouble("cut", after=2)
    chunks = await chat(client)
    assert text_of(chunks) == HELLO[:16]
    assert {chunk.choices[0].finish_reason for chunk in chunks} == {None}
    assert standin.seen[-1].ended == "cut"


async def test_garbage_holds_half_a_tool_call_and_wrong_shapes(standin, client):
    standin.trouble = Trouble("garbage")
    chunks = await chat(client)
    half = chunks[0].choices[0].delta.tool_calls[0]
    assert half.function.arguments == '{"quantity": '
    assert chunks[1].choices is None


async def test_what_ends_a_reply_is_no_answer_that_trouble_strikes(standin, client):
    standin.trouble = Trouble("error", after=4)  # as many deltas as it has
    chunks = await chat(client)
    assert text_of(chunks) == HELLO
    assert standin.seen[-1].answers == 4


async def test_huge_is_100_000_characters(standin, client):
    standin.trouble = Trouble("huge", times=1)
    assert len(text_of(await chat(client))) >= 100_000


async def test_a_delay_comes_before_the_headers(standin, client):
    standin.trouble = Trouble("delay", delay_s=0.4)
    began = trio.current_time()
    stream = await client.chat.completions.create(
        messages=MESSAGES, model="gpt-6-luna", stream=True
    )
    assert trio.current_time() - began >= 0.4
    async with stream:
        assert [chunk async for chunk in stream]


async def test_leaving_ends_the_stream(standin, client):
    standin.trouble = Trouble("hang", after=1)
    stream = await client.chat.completions.create(
        messages=MESSAGES, model="gpt-6-luna", stream=True
    )
    async with stream:
        async for chunk in stream:
            assert chunk.choices
            break
        assert standin.open_streams == 1
    await until(lambda: standin.open_streams == 0)
    assert standin.seen[-1].ended == "cancelled"
