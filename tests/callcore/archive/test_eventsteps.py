"""Events in SQL; what the statements do is in test_books."""

from __future__ import annotations

import uuid

import pytest

from callcore.archive.bodies import Unfit
from callcore.archive.eventsteps import event
from callcore.archive.steps import Origin
from callcore.shared.spool.port import SpoolRecord
from tests.callcore.archive.records import AT_S, new_id
from tests.callcore.archive.records import event as an_event

ORIGIN = Origin(uuid.uuid4(), uuid.uuid4())


def made(name, **fields):
    kind, body = an_event(new_id(), 3, 2.5, name, **fields)
    (step,) = event(SpoolRecord(1, kind, AT_S, body), ORIGIN).steps
    return step


def test_an_event_of_no_table_of_its_own_is_only_kept():
    assert "turns" not in made("call:line", finding="echo", text="x").sql


def test_an_aside_is_no_turn():
    assert "turns" not in made("caller:said", text="mhm", aside=True).sql
    assert "turns" in made("caller:said", text="yes").sql


@pytest.mark.parametrize(
    ("tool", "ok", "result", "order_id"),
    [
        ("confirm_order", True, '{"say": "x", "order_id": "A-1"}', "A-1"),
        ("create_order", True, '{"order_id":"A-2", "cut', "A-2"),
        ("confirm_order", False, '{"order_id": "A-1"}', None),
        ("order_status", True, '{"order_id": "A-1"}', None),
        ("create_order", True, '{"error": "x"}', None),
    ],
)
def test_orders_that_the_call_made_or_changed_are_noted(tool, ok, result, order_id):
    step = made("tool:returned", turn=1, tool=tool, ok=ok, result=result, took_ms=1.0)
    assert step.values[-3:] == (order_id,) * 3


def test_the_call_began_so_long_before_the_event():
    step = made("call:state", state="listening")
    assert step.values[1].timestamp() == AT_S - 2.5


@pytest.mark.parametrize(
    "wrong",
    [{"seq": None}, {"seq": -1}, {"t": "soon"}, {"event": ""}, {"fields": []}, {"call_id": "x"}],
)  # fmt: skip
def test_an_event_that_is_none_is_unfit(wrong):
    kind, body = an_event(new_id(), 3, 2.5, "call:state")
    with pytest.raises(Unfit):
        event(SpoolRecord(1, kind, AT_S, body | wrong), ORIGIN)
