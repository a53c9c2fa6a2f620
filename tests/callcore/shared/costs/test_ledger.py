from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest

from callcore.shared.costs import ledger
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.report import report_of
from callcore.shared.costs.usageread import Recorded
from tests.callcore.shared.costs.inledger import call_uuid, put, put_call
from tests.callcore.shared.costs.madeup import (
    AT,
    ended,
    llm,
    spent,
    stt,
    tts,
    usual_call,
)
from tests.kit.inlinedatabase import InlineDatabase, open_inline

pytestmark = pytest.mark.integration
TABLE = packaged_prices()
AT_S = datetime.fromisoformat(AT).timestamp()
DAY_S = 86_400.0
SINCE_S, UNTIL_S = AT_S - DAY_S, AT_S + DAY_S
TODAY = date(2026, 11, 22)


@pytest.fixture
async def database(database_url: str):
    async with open_inline(database_url) as database:
        yield database


async def test_what_was_spent_by_day_and_engine(database: InlineDatabase) -> None:
    first = spent(stt(15_000), TABLE)
    aside = spent(stt(15_000), TABLE, 2, aside=True)
    unpriced = spent(tts(10, "nobody", "none"), TABLE, 3)
    later = spent(llm(1_000), TABLE, 4, at="2026-11-23T00:00:00.000Z")
    await database.run(lambda found: put(found, first, aside, unpriced, later))
    days = await database.run(lambda found: ledger.by_day(found, SINCE_S, UNTIL_S))
    assert [(day.day, day.component) for day in days] == [
        (date(2026, 11, 23), "llm"),
        (date(2026, 11, 22), "stt"),
        (date(2026, 11, 22), "tts"),
    ]
    price = first.line.amount_micros
    assert (days[1].lines, days[1].amount_micros, days[1].aside_micros) == (
        (2, 2 * price, price)
    )
    assert (days[2].unpriced, days[2].amount_micros) == (1, 0)
    assert days[1].provider == "google"


async def test_how_the_costs_of_calls_are_spread(database: InlineDatabase) -> None:
    for number, micros in enumerate([0, 1_000, 1_001, 5_000_000]):
        facts = ended(f"call {number}")
        unpriced = number == 3
        await database.run(
            partial(put_call, facts=facts, cost_micros=micros, unpriced=int(unpriced))
        )
    costs = await database.run(lambda found: ledger.by_call(found, SINCE_S, UNTIL_S))
    assert (costs.calls, costs.unpriced, costs.total) == (4, 1, 5_002_001)
    assert (costs.p50, costs.p99, costs.most) == (1_000, 5_000_000, 5_000_000)
    assert costs.histogram == (2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1)


async def test_no_calls_have_no_costs(database: InlineDatabase) -> None:
    costs = await database.run(lambda found: ledger.by_call(found, SINCE_S, UNTIL_S))
    assert (costs.calls, costs.total, costs.p99, sum(costs.histogram)) == (0, 0, 0, 0)


async def test_what_if_from_postgresql_is_what_if_from_files(
    database: InlineDatabase,
) -> None:
    records = usual_call(TABLE)
    await database.run(lambda found: put(found, *records))
    found = await database.run(lambda found: ledger.recorded(found, SINCE_S, UNTIL_S))
    files = Recorded([*records[:-1]], [records[-1]])
    assert report_of(found, TABLE, TODAY).rows == report_of(files, TABLE, TODAY).rows


async def test_the_newest_come_first_and_the_rest_is_counted(
    database: InlineDatabase,
) -> None:
    lines = [
        spent(llm(1), TABLE, number, at=f"2026-11-22T10:00:0{number}.000Z")
        for number in range(5)
    ]
    await database.run(lambda found: put(found, *lines))
    found = await database.run(
        lambda found: ledger.recorded(found, SINCE_S, UNTIL_S, most=2)
    )
    assert [item.at for item in found.spent] == [lines[4].at, lines[3].at]
    assert found.left == 3


@pytest.mark.parametrize("page", [1, 2, 3, 5_000])
async def test_whatever_the_page_everything_is_read_once(
    database: InlineDatabase, page: int
) -> None:
    lines = [spent(llm(1), TABLE, number) for number in range(5)]  # at the same moment
    calls = [ended(f"call {number}") for number in range(4)]
    await database.run(lambda found: put(found, *lines, *calls))
    found = await ledger.read_ledger(database, page=page)
    assert sorted(item.event.id for item in found.spent) == sorted(
        item.event.id for item in lines
    )
    assert {facts.call_id for facts in found.calls} == {
        call_uuid(facts.call_id) for facts in calls
    }
    assert len(found.calls) == 4


async def test_what_is_read_is_bounded(database: InlineDatabase) -> None:
    lines = [spent(llm(1), TABLE, number) for number in range(9)]
    await database.run(lambda found: put(found, *lines))
    found = await ledger.read_ledger(database, most=4, page=2)
    assert len(found.spent) == 4


async def test_a_line_that_makes_no_sense_is_counted(database: InlineDatabase) -> None:
    await database.run(lambda found: put(found, spent(llm(1), TABLE)))
    await database.run(lambda found: found.execute("UPDATE ledger SET record = '{}'"))
    found = await ledger.read_ledger(database)
    assert (found.garbage, found.spent) == (1, [])


async def test_a_call_that_is_live_or_in_no_known_language_harms_nothing(
    database: InlineDatabase,
) -> None:
    await database.run(lambda found: put(found, replace(ended("a"), language="")))
    await database.run(
        lambda found: found.execute(
            "INSERT INTO calls (call_id, started_at) VALUES (gen_random_uuid(), now())"
        )
    )
    found = await ledger.read_ledger(database)
    assert [facts.language for facts in found.calls] == ["en"]
    assert datetime.now(UTC).timestamp() > AT_S
