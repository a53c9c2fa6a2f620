from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.observe import events
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place
from chaos.dev.past.chances import Chance, draw
from chaos.dev.past.telling import Teller, Told
from tests.kit.keys import DATA_KEYS

NOW_S = 1_795_420_000.0
RING = KeyRing.of(DATA_KEYS)
TELLER = Teller(RING, packaged_prices(), NOW_S)
PLAIN = replace(
    draw(Random(1), NOW_S), tale="order", fate="told", language="en", vendor="google",
    interrupts=False, degraded=False, tool_fails=False, unpriced=False, withheld=False,
)  # fmt: skip


def tell(**changes: object) -> Told:
    chance: Chance = replace(PLAIN, **changes)  # type: ignore[arg-type]
    return TELLER.tell(chance, Random(7))


def fields(told: Told, event: str) -> list[dict[str, object]]:
    bodies = [r.body for r in told.records if r.kind == "call.event"]
    return [dict(body["fields"]) for body in bodies if body["event"] == event]  # type: ignore[call-overload]


def usage(told: Told) -> list[dict[str, object]]:
    return [dict(r.body["record"]) for r in told.records if r.kind == "usage"]  # type: ignore[call-overload]


def test_a_call_is_opened_first_and_closed_last():
    kinds = [record.kind for record in tell().records]
    assert kinds[0] == "call.opened"
    assert kinds[-1] == "call.closed"
    assert kinds.count("call.opened") == kinds.count("call.closed") == 1


def test_the_number_is_sealed_for_its_call():
    told = tell(number=42)
    opened = told.records[0].body
    assert (
        RING.open(str(opened["sealed"]), caller_place(told.call_id)) == "+380672000042"
    )
    assert "sealed" not in tell(withheld=True).records[0].body


def test_an_order_tells_the_key_under_which_the_shop_was_asked():
    returned = fields(tell(), events.TOOL_RETURNED)
    assert [one["tool"] for one in returned] == [
        "search_products", "create_order", "confirm_order",
    ]  # fmt: skip
    assert ["idempotency_key" in one for one in returned] == [False, True, True]


def test_the_stages_of_a_turn_add_up_to_what_the_caller_waited_for():
    told = tell()
    turn = fields(told, events.CALL_TURN)[0]
    stages = [float(str(v)) for k, v in turn.items() if k.endswith("_ms")]
    total_ms = float(str(turn["total_ms"]))
    assert sum(stages) == pytest.approx(2 * total_ms, abs=0.5)
    asked, answered = told.speech[1], told.speech[2]
    waited_ms = 1000 * (answered.begin_s - asked.end_s)
    wire_ms = float(str(turn["wire_ms"]))
    assert waited_ms == pytest.approx(total_ms - wire_ms, abs=1)


def test_a_caller_who_interrupts_hears_half_a_sentence():
    told = tell(interrupts=True)
    cut = [one for one in fields(told, events.AGENT_SAID) if one["cut"]]
    assert len(cut) == 1
    assert str(cut[0]["planned"]).startswith(str(cut[0]["text"]))
    assert len(fields(told, events.AGENT_UNSAID)) == 1
    assert len(fields(told, events.CALL_BARGE_IN)) == 1


def test_a_tool_that_fails_says_so():
    returned = fields(tell(tool_fails=True), events.TOOL_RETURNED)
    assert not any(one["ok"] for one in returned)


def test_costs_are_rated_with_the_packaged_prices():
    assert all(line["amount_micros"] is not None for line in usage(tell()))
    unknown = [
        one for one in usage(tell(unpriced=True)) if one["amount_micros"] is None
    ]
    assert {one["component"] for one in unknown} == {"llm"}


def test_every_vendor_has_a_price():
    for vendor in ("google", "openai", "local"):
        lines = usage(tell(vendor=vendor))
        assert all(line["amount_micros"] is not None for line in lines), vendor


def test_who_is_handed_over_is_reported_by_the_dialplan():
    told = tell(tale="human")
    assert told.records[-1].kind == "handover"
    assert len(fields(told, events.CALL_TRANSFERRED)) == 1


def test_a_lost_call_has_no_end_and_its_worker_is_gone():
    kinds = [record.kind for record in tell(fate="lost").records]
    assert "call.closed" not in kinds
    assert kinds[-1] == "worker.gone"


def test_speech_lies_inside_of_the_call_and_nobody_speaks_twice_at_once():
    told = tell()
    ends = [side.end_s for side in told.speech]
    begins = [side.begin_s for side in told.speech]
    assert all(end <= begin for end, begin in zip(ends, begins[1:], strict=False))
    assert begins[0] >= 0
    assert ends[-1] <= told.duration_s
