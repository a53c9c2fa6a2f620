"""What a model that has lost its mind does to a call: bounded, counted, handed over."""

from __future__ import annotations

import pytest

from callcore.call.proposals import MAX_CALLS
from callcore.engines.chat import Finished, TextDelta, ToolCall
from callcore.engines.scripted import ScriptedLanguageModel
from callcore.store.port import Product
from tests.kit.hall import Hall, wait_until
from tests.kit.phone.result import Outcome
from tests.kit.talker import in_call

TYRE = Product(
    id="p1",
    sku="T-1",
    names={"en": "Nokian winter tyre"},
    category="tyre",
    brand="Nokian",
    attributes={"season": "winter"},
    price_kopiykas=100_00,
    stock=10,
)


async def outcome_with(*replies):
    """Say one thing to a model that answers so, and return the hall when it is over."""
    hall = Hall(ScriptedLanguageModel(lambda *_: [*replies, Finished("tools")]), [TYRE])
    async with in_call(hall) as caller:
        await caller.say("winter tyres please")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    assert hall.store.orders == {}
    return hall


@pytest.mark.parametrize(
    ("calls", "counted"),
    [
        ([ToolCall("1", "search_products", '{"query": "win')], "bad-arguments"),
        ([ToolCall("1", "no_such_tool", "{}")], "unknown-tool"),
        ([ToolCall("", "create_order", "[]")], "bad-arguments"),
        ([ToolCall("1", "create_order", "x" * 1_000_000)], "bad-arguments"),
        ([ToolCall(str(n), "search_products", "{}") for n in range(300)], "flood"),
    ],
)
async def test_a_model_that_only_calls_nonsense_leaves_him_to_a_human(
    autojump_clock, calls, counted
):
    hall = await outcome_with(*calls)
    assert hall.tally.blocked[counted] > 0
    # 300 calls take longer to stream than a caller waits
    assert hall.tally.outcomes[-1].reason in ("llm-empty", "llm-late")
    asked = [call for m in hall.heard_by_model() for call in m.tool_calls]
    assert len(asked) <= 6 * MAX_CALLS
    assert len({call.id for call in asked}) == len(asked)
    assert max(len(call.arguments) for call in asked) <= 8_000


async def test_empty_text_leaves_him_to_a_human(autojump_clock):
    hall = await outcome_with(TextDelta(""))
    assert hall.tally.outcomes[-1].reason == "llm-empty"


async def test_a_model_that_says_only_what_it_must_not_leaves_him_to_a_human(
    autojump_clock,
):
    hall = await outcome_with(TextDelta("Your order is placed."))
    assert hall.tally.outcomes[-1].reason == "guard-speech"
    assert sum(hall.tally.blocked.values()) > 0


async def test_one_bad_sentence_costs_one_more_question(autojump_clock):
    replies = iter(["Your order is placed.", "What size do you need?"])
    hall = Hall(ScriptedLanguageModel(replies), [TYRE])
    async with in_call(hall) as caller:
        await caller.say("winter tyres please")
        await wait_until(lambda: "What size do you need?" in caller.words)
    assert "placed" not in caller.words
    assert len(hall.last.of("agent:withheld")) == 1
