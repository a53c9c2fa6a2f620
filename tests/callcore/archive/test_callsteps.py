"""Calls in SQL; what the statements do is in test_books."""

from __future__ import annotations

import uuid

import pytest

from callcore.archive import callsteps
from callcore.archive.bodies import Unfit
from callcore.archive.steps import Origin
from callcore.shared.sealed.places import caller_place
from callcore.shared.spool.port import SpoolRecord
from tests.callcore.archive.records import AT_S, closed, new_id, opened
from tests.kit.keys import RING

CALL = "11111111-1111-4111-8111-111111111111"
ORIGIN = Origin(uuid.uuid4(), uuid.uuid4())


@pytest.mark.parametrize(
    ("following", "outcome"),
    [("end", "ended"), ("human", "human"), ("sales,s,1", "target"), ("", "target")],
)
def test_where_a_call_went_is_its_outcome(following, outcome):
    assert callsteps.outcome_of(following) == outcome


def stamp(value) -> float:
    return float(value.timestamp())


def test_a_call_began_before_it_ended():
    record = SpoolRecord(1, *_turned(closed(new_id(), AT_S + 60)))
    (step,) = callsteps.closed(record, ORIGIN).steps
    _, started_at, ended_at, duration_ms, *_ = step.values
    assert (stamp(started_at), stamp(ended_at)) == (AT_S, AT_S + 60)
    assert duration_ms == 60_000


def test_a_number_is_kept_apart_and_as_it_came() -> None:
    call_id = CALL
    sealed = RING.seal("+380671234567", caller_place(call_id))
    marks = RING.marks.prefixes("+380671234567")
    body = {"mark": RING.marks.whole("+380671234567"), "marks": marks, "sealed": sealed}
    call, caller = _steps_of(call_id, **body)
    assert call.values[-2:] == (body["mark"], marks)
    assert "+380671234567" not in str(call.values)
    assert caller.values == (uuid.UUID(call_id), sealed)


@pytest.mark.parametrize("sealed", ["", "+380671234567", None])
def test_what_is_not_sealed_is_not_kept_as_sealed(sealed) -> None:
    (call,) = _steps_of(CALL, sealed=sealed)
    assert call.values[-2:] == (None, [])


@pytest.mark.parametrize(
    "marks",
    [
        {"mark": "1"},
        {"mark": 2**63},
        {"mark": True},
        {"marks": [1.5]},
        {"marks": "12"},
        {"marks": list(range(99))},
    ],
    ids=["text", "large", "truth", "fraction", "no-list", "many"],
)
def test_marks_that_are_none_are_unfit(marks) -> None:
    with pytest.raises(Unfit):
        _steps_of(CALL, **marks)


def test_a_worker_without_a_name_loses_nobody_s_calls():
    with pytest.raises(Unfit):
        callsteps.worker_gone(SpoolRecord(1, "worker.gone", AT_S, {"at": 1}), ORIGIN)


def test_a_recording_without_a_path_is_unfit():
    body = {"call_id": new_id(), "ms": 5}
    with pytest.raises(Unfit):
        callsteps.recorded(SpoolRecord(1, "recording", AT_S, body), ORIGIN)


def _steps_of(call_id, **more):
    kind, body = opened(call_id, caller="", **more)
    return callsteps.opened(SpoolRecord(1, kind, AT_S, body), ORIGIN).steps


def _turned(record):
    return record[0], AT_S, record[1]
