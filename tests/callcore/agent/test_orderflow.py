from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.orderflow import (
    MAY_CONFIRM,
    STEPS,
    OrderEvent,
    OrderStep,
    step,
)

EVENTS: tuple[OrderEvent, ...] = get_args(OrderEvent)


def run(*events: OrderEvent) -> OrderStep:
    now: OrderStep = "draft"
    for event in events:
        now = step(now, event)
    return now


def test_the_straight_way() -> None:
    assert run("read_back", "heard", "yes", "ask", "done") == "confirmed"


def test_a_confirmed_order_stays_confirmed() -> None:
    assert all(step("confirmed", event) == "confirmed" for event in EVENTS)


def test_every_cell_names_known_steps_and_events() -> None:
    for (now, event), then in STEPS.items():
        assert now in get_args(OrderStep)
        assert event in EVENTS
        assert then in get_args(OrderStep)


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_a_confirmation_needs_a_heard_read_back_and_then_a_yes(
    events: list[OrderEvent],
) -> None:
    now: OrderStep = "draft"
    since_draft: list[OrderEvent] = []
    for event in events:
        now = step(now, event)
        since_draft.append(event)
        if now == "draft":
            since_draft = []
        if now in MAY_CONFIRM:
            read, rest = since_draft.index("read_back"), since_draft
            heard = rest.index("heard", read)
            assert "yes" in rest[heard:]


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_the_turn_right_after_the_read_back_decides(events: list[OrderEvent]) -> None:
    assert run("read_back", "heard", "no", "yes") not in MAY_CONFIRM
    assert run(*events, "no") not in MAY_CONFIRM
