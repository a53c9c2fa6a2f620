"""A foreign tool in the toolbox: same schema check, same guard, same budgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from callcore.agent.extra import ExtraToolError
from callcore.agent.toolbox import MAX_RESULT_CHARS
from callcore.agent.tools import SPECS
from callcore.engines.chat import ToolCall, ToolSpec
from tests.callcore.agent.conftest import Desk, Sit

SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "phone": {"type": "string"},
        "product_id": {"type": "string"},
        "quantity": {"type": "integer"},
    },
    "required": ["phone"],
    "additionalProperties": False,
}


@dataclass
class Loyalty:
    """Counts points; ``answer`` or an error."""

    answer: dict[str, object] = field(default_factory=lambda: {"points": 12})
    error: str = ""
    name: str = "loyalty_points"
    effects: bool = False
    asked: list[Mapping[str, object]] = field(default_factory=list)

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(self.name, "Points of a caller.", SCHEMA)

    async def call(self, arguments: Mapping[str, object]) -> dict[str, object]:
        self.asked.append(arguments)
        if self.error:
            raise ExtraToolError(self.error)
        return self.answer


async def test_it_is_shown_and_carried_out_with_a_number_in_one_form(sit: Sit) -> None:
    tool = Loyalty()
    desk = sit(more=[tool])
    assert desk.toolbox.specs[-1] == tool.spec
    assert await desk.ask("loyalty_points", phone="067 123 45 67") == {"points": 12}
    assert tool.asked == [{"phone": "+380671234567"}]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({}, "bad-arguments"),
        ({"phone": "0671234567", "x": 1}, "bad-arguments"),
        ({"phone": "0900123456"}, "premium-number"),
        ({"phone": "me"}, "bad-phone"),
        ({"phone": "0671234567", "product_id": "t99"}, "unknown-product"),
        ({"phone": "0671234567", "quantity": 99}, "too-many-pieces"),
    ],
)
async def test_it_passes_the_same_guard(
    sit: Sit, arguments: dict[str, object], reason: str
) -> None:
    tool = Loyalty()
    desk = sit(more=[tool])
    assert "error" in await desk.ask("loyalty_points", **arguments)
    assert desk.guard.blocked == {reason: 1}
    assert tool.asked == []


async def test_its_failure_is_an_answer(sit: Sit) -> None:
    desk = sit(more=[Loyalty(error="unavailable")])
    answer = await desk.ask("loyalty_points", phone="0671234567")
    assert answer["error"] == "tool_failed"
    assert "unavailable" in answer["message"]


async def test_one_that_was_cut_off_has_an_unknown_outcome(sit: Sit) -> None:
    desk = sit(more=[Loyalty(error="late")])
    assert (await desk.ask("loyalty_points", phone="0671234567"))["error"] == "late"


@pytest.mark.parametrize(
    "answer", [{"text": "x" * MAX_RESULT_CHARS}, {"text": object()}, {"text": {1, 2}}]
)
async def test_what_is_too_long_or_no_json_is_a_failure(
    sit: Sit, answer: dict[str, object]
) -> None:
    desk = sit(more=[Loyalty(answer)])
    assert (await desk.ask("loyalty_points", phone="0671234567"))[
        "error"
    ] == "tool_failed"


@pytest.mark.parametrize("effects", [True, False])
def test_its_effects_are_its_own(sit: Sit, effects: bool) -> None:
    desk = sit(more=[Loyalty(effects=effects)])
    call = ToolCall("c", "loyalty_points", "{}")
    assert desk.toolbox.has_effects(call) is effects


async def test_its_answer_has_no_effect_on_the_call(sit: Sit) -> None:
    desk = sit(more=[Loyalty({"say": "Goodbye", "state": "ending"})])
    result = await desk.run("loyalty_points", phone="0671234567")
    assert (result.effect, result.say) == (None, "")


async def test_one_that_is_called_like_ours_is_left_out(desk: Desk, sit: Sit) -> None:
    fake = Loyalty(name="confirm_order")
    assert tuple(sit(more=[fake]).toolbox.specs) == SPECS
    assert fake.asked == []
