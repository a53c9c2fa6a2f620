from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from adminapi.calls import finding
from adminapi.calls.filters import conditions
from adminapi.calls.finding import Listing, cursor_of, find, place_of
from adminapi.calls.shapes import CallsFilter, Sort
from adminapi.edges.cursor import encode
from adminapi.edges.problem import Problem
from tests.kit.callrecords import FIRST, add_call
from tests.kit.keys import RING

pytestmark = pytest.mark.integration

SORTS: list[Sort] = ["time", "cost", "turn", "duration"]


@pytest.fixture
def many(database_url: str) -> Any:
    """Yield a connection to 120 calls that differ in everything."""
    with psycopg.connect(
        database_url, row_factory=dict_row, autocommit=True
    ) as connection:
        for number in range(120):
            live = number == 119
            add_call(
                connection,
                number,
                caller=f"+38067{number % 7:07d}",
                language=["uk", "ru", "en"][number % 3],
                outcome="live" if live else ["ended", "human"][number % 2],
                ended_at=None if live else FIRST,
                duration_ms=None if live else 1_000 * (number % 10),
                worst_turn_ms=None if number % 5 == 0 else 100 * (number % 13),
                cost_micros=number % 11,
                degradations=int(number % 4 == 0),
                tool_errors=int(number % 6 == 0),
                order_ids=[f"A-{number}"] if number % 9 == 0 else [],
                recording="x" if number % 2 else "",
                said="winter tyres" if number % 8 == 0 else "summer oil",
            )
        connection.execute("ANALYZE calls")
        yield connection


def all_pages(
    connection: Any, asked: CallsFilter, sort: Sort, order: Any, limit: int
) -> list[Any]:
    rows: list[Any] = []
    after = None
    for _ in range(1_000):
        with connection.transaction():
            found = find(connection, asked, Listing(sort, order, after, limit), RING)
        rows += found.rows
        after = found.after
        if after is None:
            return rows
    raise AssertionError("the list has no end")


def expected(connection: Any, asked: CallsFilter) -> set[UUID]:
    """Return what a plain query finds."""
    where = " AND ".join(c.sql for c in conditions(asked, RING)) or "true"
    values = [value for c in conditions(asked, RING) for value in c.values]
    found = connection.execute(f"SELECT call_id FROM calls WHERE {where}", values)
    return {row["call_id"] for row in found}


ASKED = st.fixed_dictionaries(
    {},
    optional={
        "since": st.just(FIRST + timedelta(minutes=20)),
        "until": st.just(FIRST + timedelta(minutes=90)),
        "caller": st.sampled_from(["+380670000001", "+380679999999"]),
        "caller_prefix": st.sampled_from(["+38067", "+3806700000", "12345"]),
        "language": st.sampled_from(["uk", "ru", "de"]),
        "outcome": st.sampled_from(["ended", "human", "lost"]),
        "min_duration_ms": st.sampled_from([0, 5_000]),
        "max_duration_ms": st.sampled_from([3_000, 90_000]),
        "min_cost_micros": st.sampled_from([0, 5]),
        "max_cost_micros": st.sampled_from([4, 100]),
        "min_turn_ms": st.sampled_from([0, 500]),
        "max_turn_ms": st.sampled_from([800]),
        "degraded": st.booleans(),
        "tool_errors": st.booleans(),
        "recorded": st.booleans(),
        "live": st.booleans(),
        "order_id": st.sampled_from(["A-9", "A-10"]),
        "q": st.sampled_from(
            ["winter", "oil", "winter or oil", "-winter", '"winter tyres"', "*"]
        ),
    },
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    asked=ASKED,
    sort=st.sampled_from(SORTS),
    order=st.sampled_from(["desc", "asc"]),
    limit=st.sampled_from([1, 7, 50]),
    few=st.booleans(),
    walked=st.sampled_from([10, 30_000]),
)
def test_the_pages_of_a_list_hold_each_call_of_its_filter_once_and_in_order(
    many: Any,
    asked: dict[str, Any],
    sort: Sort,
    order: str,
    limit: int,
    few: bool,
    walked: int,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "FEW", finding.FEW if few else -1)
        patch.setattr(finding, "MOST_WALKED", dict.fromkeys(SORTS, walked))
        patch.setattr(finding, "TRIED", walked)
        wanted = CallsFilter.model_validate(asked)
        rows = all_pages(many, wanted, sort, order, limit)
    ids = [row["call_id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert set(ids) == expected(many, wanted)
    name = {"time": "started_at", "cost": "cost_micros", "turn": "worst_turn_ms"}
    keys = [(row[name.get(sort, "duration_ms")], row["call_id"]) for row in rows]
    keys = [(-1 if key is None else key, call_id) for key, call_id in keys]
    assert keys == sorted(keys, reverse=order == "desc")


def test_a_walk_that_finds_little_returns_a_short_page_and_where_to_go_on(
    many: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", -1)
    monkeypatch.setitem(finding.MOST_WALKED, "time", 20)
    with many.transaction():
        found = find(many, CallsFilter(order_id="A-9"), Listing(limit=5), RING)
    assert found.rows == []
    assert found.after is not None
    assert not found.exact


def test_few_calls_are_counted_and_many_are_guessed(
    many: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with many.transaction():
        found = find(many, CallsFilter(order_id="A-9"), Listing(limit=5), RING)
    assert (found.count, found.exact) == (1, True)
    monkeypatch.setattr(finding, "MOST_GATHERED", 3)
    with many.transaction():
        found = find(
            many, CallsFilter(language="uk", degraded=True), Listing(limit=5), RING
        )
    assert not found.exact
    assert len(found.rows) == 5


def test_a_plan_that_costs_too_much_is_never_gathered(
    many: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_COST", 0.0)
    monkeypatch.setattr(finding, "_gather", lambda *_: pytest.fail("gathered"))
    with many.transaction():
        found = find(many, CallsFilter(q="winter"), Listing(limit=50), RING)
    assert len(found.rows) == 15


@pytest.mark.parametrize("sort", SORTS)
def test_a_cursor_survives_its_way_over_the_wire(sort: Sort) -> None:
    key = FIRST if sort == "time" else 17
    place = (key, UUID(int=5))
    assert place_of(cursor_of(Listing(sort), place), sort, "desc") == place


@given(st.text(max_size=60))
def test_no_text_is_a_cursor_by_chance(text: str) -> None:
    with pytest.raises(Problem, match="invalid"):
        place_of(text, "time", "desc")


@pytest.mark.parametrize(
    ("sort", "order", "key"),
    [
        ("cost", "desc", 5),
        ("time", "asc", 5),
        ("time", "desc", 2**61),
        ("time", "desc", -(2**61)),
    ],
)
def test_a_cursor_of_another_list_or_century_is_refused(
    sort: Sort, order: Any, key: int
) -> None:
    cursor = encode([sort, order, key, str(UUID(int=1))])
    with pytest.raises(Problem, match="invalid"):
        place_of(cursor, "time", "desc")


def test_a_short_walk_that_finds_too_little_is_followed_by_gathering(
    many: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "TRIED", 12)
    monkeypatch.setattr(finding, "guess_of", lambda *_: finding.Guess(1_000, 1.0))
    with many.transaction():
        found = find(
            many, CallsFilter(order_id="A-9", recorded=True), Listing(limit=5), RING
        )
    assert [row["order_ids"] for row in found.rows] == [["A-9"]]
    assert (found.after, found.exact) == (None, True)
