from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adminapi.calls import facets
from adminapi.calls.facets import COLUMNS, GOOD_S, Menus
from adminapi.calls.filters import conditions
from adminapi.calls.shapes import CallsFilter, Facets, FacetsQuery
from callcore.shared.database.pool import open_database
from tests.kit.adminhouse import admin_house
from tests.kit.callrecords import add_call
from tests.kit.keys import RING


def test_there_is_a_menu_for_every_column_that_is_asked_for_by_equality() -> None:
    asked = CallsFilter.model_validate(dict.fromkeys(COLUMNS, "uk") | {"outcome": "ended"})  # fmt: skip
    assert {each.sql for each in conditions(asked, RING)} == {f"{c} = %s" for c in COLUMNS}  # fmt: skip
    assert set(Facets.model_fields) == set(COLUMNS)


@pytest.mark.integration
async def test_values_are_told_once_and_those_of_old_calls_are_not(
    database_url: str,
) -> None:
    since = datetime(2026, 11, 1, tzinfo=UTC)

    def add(connection: Any) -> Facets:
        for language in ("uk", "ru", "uk", ""):
            add_call(connection, language=language)
        add_call(connection, language="en", started_at=since - timedelta(seconds=1))
        return facets.facets(connection, since)

    async with open_database(database_url) as database:
        told = await database.run(add)
    assert told.language == ["ru", "uk"]
    assert told.outcome == ["ended"]


@pytest.mark.integration
async def test_no_calls_are_empty_menus(database_url: str) -> None:
    async with admin_house(database_url) as house:
        told = await house.get("/calls/facets", role="viewer")
    assert told.json == {column: [] for column in COLUMNS}


@pytest.mark.integration
async def test_a_menu_is_longer_than_no_page(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST_VALUES", 3)

    def add(connection: Any) -> list[str]:
        for number in range(5):
            add_call(connection, worker=f"w{number}")
        return facets.values(connection, "worker", datetime(2026, 1, 1, tzinfo=UTC))

    async with open_database(database_url) as database:
        assert await database.run(add) == ["w0", "w1", "w2"]


class House:
    """An office with a clock, and a database that counts how often it is asked."""

    def __init__(self) -> None:
        self.now, self.asked, self.database = 1000.0, 0, self

    def now_s(self) -> float:
        return self.now

    async def run(self, _work: object) -> Facets:
        self.asked += 1
        return Facets(**{column: [str(self.asked)] for column in COLUMNS})

    def query(self, _shape: object) -> FacetsQuery:
        return FacetsQuery(days=7)


async def test_an_answer_is_good_for_a_minute_whatever_the_clock_does() -> None:
    house: Any = House()
    menus = Menus(house)
    for moved_s, asked in ((0, 1), (GOOD_S - 1, 1), (1, 2), (-500, 3)):
        house.now += moved_s
        await menus.facets(house)
        assert house.asked == asked
