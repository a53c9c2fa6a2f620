from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from adminapi.calls.telling import fields_of, live_row, stamp
from callcore.shared.state.port import LiveCall


def test_times_are_told_in_utc() -> None:
    at = datetime(2026, 11, 23, 3, 0, tzinfo=timezone(timedelta(hours=2)))
    assert stamp(at) == "2026-11-23T01:00:00.000Z"
    assert stamp(at.astimezone(UTC)) == stamp(at)
    assert stamp(None) is None


def test_numbers_in_the_journal_are_masked_for_who_may_not_see_them() -> None:
    fields = {"caller": "+380671234567", "did": "100"}
    assert fields_of(fields, clear=True) == fields
    assert fields_of(fields, clear=False) == {"caller": "+380•••67", "did": "100"}


def test_a_live_call_has_not_ended() -> None:
    row = live_row(LiveCall("id", "w1", 0.0))
    assert (row.outcome, row.ended_at, row.worst_turn_ms) == ("live", None, None)
