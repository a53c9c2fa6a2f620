"""The shapes of the board are those of the shared state."""

from dataclasses import fields

from adminapi.live.shapes import LiveCallTold, WorkerTold
from callcore.shared.state.port import LiveCall, WorkerState


def test_a_call_is_told_with_every_field_of_the_state():
    names = {each.name for each in fields(LiveCall)}
    assert set(LiveCallTold.model_fields) == {*names, "gone"}


def test_a_worker_is_told_with_every_field_of_the_state():
    assert set(WorkerTold.model_fields) == {each.name for each in fields(WorkerState)}
