from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from callcore.call.happened import ANY_TURN, Happened
from callcore.dialog.machine import Event


def test_an_event_without_a_turn_belongs_to_every_turn():
    assert Happened(Event.CALLER_STARTED).turn == ANY_TURN
    assert ANY_TURN not in range(10_000)


def test_what_happened_is_not_changed_afterwards():
    happened = Happened(Event.FAILED, reason="stt-late")
    with pytest.raises(FrozenInstanceError):
        happened.reason = "other"  # type: ignore[misc]
