from __future__ import annotations

import pytest
from pydantic import ValidationError

from adminapi.calls.filters import conditions, joined
from adminapi.calls.shapes import CallsFilter
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.keytext import new_key
from tests.kit.keys import DATA_KEYS, RING

EVERY = {
    "since": "2026-11-01T00:00:00Z",
    "until": "2026-12-01T00:00:00Z",
    "caller": "'; DROP TABLE calls; --",
    "caller_prefix": "+38067",
    "did": "100%",
    "language": "uk",
    "outcome": "ended",
    "reason": "x' OR '1'='1",
    "worker": "w",
    "prompt": "v2",
    "stt_arm": "control",
    "min_duration_ms": 1,
    "max_duration_ms": 2,
    "min_cost_micros": 3,
    "max_cost_micros": 4,
    "min_turn_ms": 5,
    "max_turn_ms": 6,
    "degraded": True,
    "tool_errors": False,
    "recorded": True,
    "order_id": "A'",
    "live": False,
    "q": "'; --",
}


def test_every_field_of_the_filter_is_a_condition_of_its_own() -> None:
    assert set(EVERY) == set(CallsFilter.model_fields)
    for name, value in EVERY.items():
        assert len(conditions(CallsFilter.model_validate({name: value}), RING)) == 1, (
            name
        )


def test_no_value_ever_stands_in_the_text_of_a_query() -> None:
    sql, values = joined(conditions(CallsFilter.model_validate(EVERY), RING))
    assert "DROP" not in sql
    assert "'1'" not in sql
    assert sql.count("%s") == len(values)
    assert "100%" in values


def test_no_filter_is_a_condition_that_holds() -> None:
    assert joined(conditions(CallsFilter(), RING)) == ("true", ())


def test_only_what_an_index_answers_in_the_order_of_time_drives_a_walk() -> None:
    driving = {
        c.sql for c in conditions(CallsFilter.model_validate(EVERY), RING) if c.driver
    }
    assert "worker = %s" in driving
    assert "degradations > 0" in driving
    assert "tool_errors = 0" not in driving
    assert not any("search" in sql or "duration" in sql for sql in driving)


def test_a_number_is_asked_for_by_marks_and_never_told_to_the_database() -> None:
    asked = CallsFilter(caller="+380671234567", caller_prefix="38067")
    sql, values = joined(conditions(asked, RING))
    whole = RING.marks.whole("380671234567")
    assert values == (whole, [RING.marks.prefix("38067")])
    assert "67" not in sql


def test_while_keys_are_changed_marks_of_all_of_them_are_asked_for() -> None:
    text = f"{new_key()},{DATA_KEYS}"
    found = conditions(CallsFilter(caller="+380671234567"), KeyRing.of(text))
    assert [each.driver for each in found] == [False]
    assert RING.marks.whole("+380671234567") in found[0].values[0]  # type: ignore[operator]


@pytest.mark.parametrize(
    "given",
    [
        {"since": "2026-11-01T00:00:00"},
        {"caller_prefix": "%"},
        {"caller_prefix": "+3806"},
        {"outcome": "any"},
        {"x": "1"},
        {"q": ""},
    ],
)
def test_what_is_no_filter_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        CallsFilter.model_validate(given)
