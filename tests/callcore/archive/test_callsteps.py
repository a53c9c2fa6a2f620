"""Calls in SQL; what the statements do is in test_books."""

from __future__ import annotations

import uuid

import pytest

from callcore.archive import callsteps
from callcore.archive.bodies import Unfit
from callcore.archive.steps import Origin
from callcore.shared.spool.port import SpoolRecord
from tests.callcore.archive.records import AT_S, closed, new_id

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


def test_a_worker_without_a_name_loses_nobody_s_calls():
    with pytest.raises(Unfit):
        callsteps.worker_gone(SpoolRecord(1, "worker.gone", AT_S, {"at": 1}), ORIGIN)


def test_a_recording_without_a_path_is_unfit():
    body = {"call_id": new_id(), "ms": 5}
    with pytest.raises(Unfit):
        callsteps.recorded(SpoolRecord(1, "recording", AT_S, body), ORIGIN)


def _turned(record):
    return record[0], AT_S, record[1]
