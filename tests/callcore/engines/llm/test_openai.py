"""The OpenAI-compatible model against a real HTTP server that streams from a script."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial
from types import SimpleNamespace

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
)
from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.llm.openai import (
    MAX_ARGUMENTS_CHARS,
    MAX_TEXT_CHARS,
    MAX_TOOL_CALLS,
    OpenAIModel,
    _Reply,
    capabilities,
)
from callcore.engines.vendors.openai import open_openai
from callcore.shared.costs.usage import Unit, Usage
from tests.callcore.engines.contracts import LanguageModelContract
from tests.callcore.engines.llm.talking import (
    FAST,
    HELLO,
    all_of,
    collect,
    talking,
    text_of,
)
from tests.kit.llmserver import Reply
from tests.kit.until import until

pytestmark = [
    pytest.mark.integration,
    # Trio warns of the SDK's own async generators even when all is read (STACK.md 4).
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]


class TestContract(LanguageModelContract):
    @pytest.fixture
    def clock(self) -> None:
        return None

    @pytest.fixture
    async def engine(self) -> AsyncIterator[OpenAIModel]:
        async with talking([Reply("Hello, caller.")]) as (model, _):
            yield model


async def test_text_arrives_in_pieces_and_ends_with_the_token_counts() -> None:
    async with talking([Reply("Good morning, caller.")]) as (model, _):
        deltas = await all_of(model)
    assert text_of(deltas) == "Good morning, caller."
    assert len(deltas) == 4
    assert deltas[-1] == Finished("stop", 7, 5)


async def test_the_first_words_arrive_while_the_model_still_speaks() -> None:
    async with talking([Reply("First. Second.", piece=6, hang_after=2)]) as (model, _):
        async with model.reply(HELLO, [], "en") as deltas:
            assert await anext(aiter(deltas)) == TextDelta("First.")


async def test_tool_calls_in_fragments_are_put_together_in_order() -> None:
    calls = (("search", '{"query": "зимові шини"}'), ("search", '{"query": "oil"}'))
    async with talking([Reply("Wait.", calls, piece=3)]) as (model, _):
        deltas = await all_of(model)
    assert [(d.name, d.arguments) for d in deltas if isinstance(d, ToolCall)] == [
        *calls
    ]
    assert deltas[-1] == Finished("tool_calls", 7, 5)


async def test_the_request_shows_the_history_as_the_api_wants_it() -> None:
    call = ToolCall("c1", "search", '{"query": "x"}')
    broken = ToolCall("c2", "search", '{"query": ')
    history = [
        *HELLO,
        Message("assistant", "", (call, broken)),
        Message("tool", "{}", tool_call_id="c1"),
        Message("tool", "{}", tool_call_id="c2"),
    ]
    async with talking([Reply("Done.")]) as (model, server):
        await all_of(model, history)
    sent = server.requests[0]
    assert sent["model"] == "scripted"
    assert sent["stream"] is True
    assert sent["tools"][0]["function"]["name"] == "search"  # type: ignore[index]
    messages = sent["messages"]
    assert isinstance(messages, list)
    assert [m["role"] for m in messages] == [
        "system", "user", "assistant", "tool", "tool",
    ]  # fmt: skip
    assert messages[2]["content"] is None
    shown = [c["function"]["arguments"] for c in messages[2]["tool_calls"]]
    assert shown == ['{"query": "x"}', "{}"]


@pytest.mark.parametrize(
    ("status", "kind", "reason", "retryable"),
    [
        (429, EngineLost, "rate-limited", False),
        (500, EngineLost, "server-error", True),
        (503, EngineLost, "server-error", True),
        (400, EngineRefused, "bad-request", False),
        (401, EngineRefused, "unauthorised", False),
        (403, EngineRefused, "forbidden", False),
        (404, EngineRefused, "no-such-model", False),
        (422, EngineRefused, "bad-request", False),
    ],
)
async def test_each_status_becomes_our_error_and_is_not_retried(
    status: int, kind: type[EngineError], reason: str, retryable: bool
) -> None:
    async with talking([Reply(status=status)]) as (model, server):
        with pytest.raises(EngineError) as caught:
            await all_of(model)
    assert type(caught.value) is kind
    assert (caught.value.reason, caught.value.retryable) == (reason, retryable)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [Reply("Never said.", delay_s=60), Reply("Half a sent", piece=4, hang_after=2)],
)
async def test_a_server_that_hangs_is_lost_within_the_deadline(reply: Reply) -> None:
    async with talking([reply], FAST) as (model, _):
        with pytest.raises(EngineLost) as caught:
            await all_of(model)
    assert caught.value.reason == "timeout"


async def test_a_server_that_is_not_there_is_lost() -> None:
    listener = await trio.open_tcp_listeners(0, host="127.0.0.1")
    port = listener[0].socket.getsockname()[1]
    await listener[0].aclose()
    async with open_openai(f"http://127.0.0.1:{port}/v1", key="") as client:
        with pytest.raises(EngineLost) as caught:
            await all_of(OpenAIModel(client, "m"))
    assert caught.value.reason == "connection"


async def test_a_connection_lost_in_mid_sentence_is_lost_after_what_was_said() -> None:
    said: list[Delta] = []
    reply = Reply("One two three", piece=4, reset_after=3)
    async with talking([reply]) as (model, _):
        with pytest.raises(EngineLost) as caught:
            await collect(model, said)
    assert caught.value.reason == "cut"
    assert text_of(said) == "One two "


async def test_a_stream_that_ends_without_a_finish_reason_is_cut() -> None:
    line = 'data: {"choices": [{"index": 0, "delta": {"content": "Hal"}}]}'
    async with talking([Reply(raw=(line,))]) as (model, _):
        with pytest.raises(EngineLost, match="cut"):
            await all_of(model)


async def test_a_tail_that_never_comes_does_not_spoil_a_finished_reply() -> None:
    reply = Reply("Hi.", hang_after=3)  # before the usage chunk
    async with talking([reply], FAST) as (model, _):
        deltas = await all_of(model)
    assert deltas == [TextDelta("Hi."), Finished("stop")]


@pytest.mark.parametrize(
    "line",
    [
        "data: {not json",
        "data: \x00\x01",
        'data: {"error": {"message": "overloaded"}}',
        "data: []",
        "data: 17",
        "data: null",
        'data: {"choices": null}',
        'data: {"choices": [null]}',
        'data: {"choices": [{"delta": 5}]}',
        'data: {"choices": [{"delta": {"content": {"a": 1}, "tool_calls": [7]}}]}',
        "<html>bad gateway</html>",
    ],
)
async def test_garbage_is_an_engine_error_and_nothing_else(line: str) -> None:
    async with talking([Reply(raw=(line,))]) as (model, _):
        with pytest.raises(EngineLost):
            await all_of(model)


async def test_an_empty_reply_is_a_reply_without_text() -> None:
    async with talking([Reply("")]) as (model, _):
        assert await all_of(model) == [Finished("stop", 7, 5)]


async def test_half_a_json_and_an_impossible_name_are_handed_on_harmless() -> None:
    calls = (("search", '{"query": "win'), ("drop table; --", "{}"))
    async with talking([Reply(tool_calls=calls)]) as (model, _):
        deltas = await all_of(model)
    made = [delta for delta in deltas if isinstance(delta, ToolCall)]
    assert [call.name for call in made] == ["search", "invalid_name"]
    assert made[0].arguments == '{"query": "win'


async def test_three_hundred_tool_calls_are_cut_to_a_few() -> None:
    calls = tuple(("search", "{}") for _ in range(300))
    async with talking([Reply(tool_calls=calls)]) as (model, _):
        deltas = await all_of(model)
    made = [delta for delta in deltas if isinstance(delta, ToolCall)]
    assert len(made) == MAX_TOOL_CALLS
    assert len({call.id for call in made}) == MAX_TOOL_CALLS


async def test_an_endless_talker_is_cut_off() -> None:
    async with talking([Reply("bla " * 5000, piece=500)]) as (model, _):
        deltas = await all_of(model)
    assert len(text_of(deltas)) == MAX_TEXT_CHARS
    assert isinstance(deltas[-1], Finished)
    assert deltas[-1].reason == "length"


async def test_leaving_the_reply_early_stops_the_server() -> None:
    reply = Reply("word " * 1000, piece=5, gap_s=0.01)
    async with talking([reply]) as (model, server):
        async with model.reply(HELLO, [], "en") as deltas:
            await anext(aiter(deltas))
        await server.wait_hung_up()
        assert server.streams_open == 0


async def test_cancelling_a_reply_stops_the_server_and_spares_the_next() -> None:
    script = [Reply("word " * 1000, piece=5, gap_s=0.01), Reply("Still here.")]
    async with talking(script) as (model, server):
        with trio.move_on_after(math.inf) as scope:
            async with model.reply(HELLO, [], "en") as deltas:
                async for _ in deltas:
                    scope.cancel()
        await server.wait_hung_up()
        assert text_of(await all_of(model)) == "Still here."


def counted(unit: Unit, quantity: int, *, estimated: bool = False) -> Usage:
    facts = {"estimated": 1} if estimated else {}
    return Usage("llm", "openai", "scripted", "stream", unit, quantity, facts)


async def test_the_tokens_of_a_whole_reply_are_reported_as_the_service_counts_them() -> (
    None
):
    spent: list[Usage] = []
    async with talking([Reply("Good morning.")], spend=spent.append) as (model, _):
        await all_of(model)
    assert spent == [counted("tokens_in", 7), counted("tokens_out", 5)]


async def test_the_tokens_of_a_reply_that_was_left_are_estimated() -> None:
    spent: list[Usage] = []
    reply = Reply("word " * 1000, piece=30, gap_s=0.01)
    async with talking([reply], spend=spent.append) as (model, _):
        async with model.reply(HELLO, [], "en") as deltas:
            await anext(aiter(deltas))
    assert spent[0] == counted("tokens_in", 5, estimated=True)  # "Be brief.Hello?"
    assert spent[1].unit == "tokens_out"
    assert spent[1].quantity >= 10
    assert spent[1].facts == {"estimated": 1}


async def test_a_question_that_was_cancelled_before_the_answer_is_paid_for() -> None:
    spent: list[Usage] = []
    async with talking([Reply(delay_s=60)], spend=spent.append) as (model, server):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(all_of, model)
            await until(lambda: server.requests)
            nursery.cancel_scope.cancel()
    assert [one.unit for one in spent] == ["tokens_in"]


@pytest.mark.parametrize(
    ("reply", "paid"),
    [
        (Reply(status=401), False),
        (Reply(status=429), False),
        (Reply(status=500), False),
        (Reply(delay_s=60), True),
        (Reply("One two three", piece=4, reset_after=3), True),
        (Reply(raw=("data: {not json",)), True),
    ],
)
async def test_what_failed_is_paid_for_if_the_service_had_begun(
    reply: Reply, paid: bool
) -> None:
    spent: list[Usage] = []
    async with talking([reply], FAST, spent.append) as (model, _):
        with pytest.raises(EngineError):
            await all_of(model)
    assert bool(spent) is paid


async def test_half_a_character_does_not_come_through() -> None:
    line = 'data: {"choices": [{"delta": {"content": "Hi \\ud83d"}}]}'
    end = 'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}'
    async with talking([Reply(raw=(line, end))]) as (model, _):
        assert text_of(await all_of(model)) == "Hi ?"


def test_a_model_speaks_what_its_prompt_says() -> None:
    assert capabilities().languages == {"en", "ru", "uk"}


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "delta",
                    "content",
                    "tool_calls",
                    "function",
                    "name",
                    "arguments",
                    "index",
                    "id",
                    "usage",
                    "prompt_tokens",
                    "finish_reason",
                ]
            ),
            inner,
            max_size=4,
        ).map(lambda fields: SimpleNamespace(**fields))
    ),
    max_leaves=20,
)


@given(st.lists(_ANYTHING, max_size=30))
def test_no_shape_of_chunk_is_dangerous(chunks: list[object]) -> None:
    reply = _Reply()
    for chunk in chunks:
        assert isinstance(reply.take_untrusted(chunk), str)
    for call in reply.assembly.finished():
        assert call.id
        assert len(call.arguments) <= MAX_ARGUMENTS_CHARS


async def test_the_server_runs_as_a_process_too(tmp_path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps([{"text": "From a file."}]), encoding="utf-8")
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            command = [sys.executable, "-m", "tests.kit.llmserver", "--script", script]
            process: trio.Process = await nursery.start(
                partial(
                    trio.run_process,
                    command,
                    stdout=subprocess.PIPE,
                    capture_stdout=False,
                    check=False,
                )
            )
            assert process.stdout is not None
            port = json.loads(await process.stdout.receive_some())["port"]
            url = f"http://127.0.0.1:{port}/v1"
            async with open_openai(url, key="") as client:
                model = OpenAIModel(client, "m")
                assert text_of(await all_of(model)) == "From a file."
            process.terminate()
    assert process.returncode == 0
