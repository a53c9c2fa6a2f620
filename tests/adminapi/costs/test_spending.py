from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from callcore.shared.database.pool import Connection
from tests.kit.adminhouse import admin_house
from tests.kit.callrecords import add_call

pytestmark = pytest.mark.integration

NOW = datetime.now(tz=UTC)


def add_line(
    connection: Connection, amount: int | None, component: str = "stt", days: int = 0
) -> None:
    connection.execute(
        "INSERT INTO ledger (line_id, at, component, provider, model, amount_micros, units, record) "
        "VALUES (%s, %s, %s, 'google', 'v2', %s, '{}', '{}')",
        (uuid4(), NOW - timedelta(days=days), component, amount),
    )


async def test_costs_are_told_by_day_and_component(database_url: str) -> None:
    async with admin_house(database_url) as house:
        for amount, component, days in (
            (5, "stt", 0),
            (7, "stt", 1),
            (None, "llm", 0),
            (9, "stt", 90),
        ):
            await house.database.run(
                partial(add_line, amount=amount, component=component, days=days)
            )
        told = await house.get("/costs", role="viewer")
        long_ago = {
            "since": str((NOW - timedelta(days=100)).date()),
            "until": str(NOW.date()),
        }
        more = await house.get("/costs", role="viewer", query=long_ago)
    assert told.json["total_micros"] == 12
    assert told.json["currency"] == "USD"
    assert told.json["by_component_micros"] == {"stt": 12, "llm": 0}
    assert told.json["unpriced"] == 1
    assert more.json["total_micros"] == 21
    assert not more.json["cut"]


async def test_the_spread_of_calls_is_told(database_url: str) -> None:
    async with admin_house(database_url) as house:
        for number in range(20):
            await house.database.run(
                partial(add_call, started_at=NOW, cost_micros=1_000 * (number + 1))
            )
        told = await house.get("/costs/calls", role="viewer")
        none = await house.get(
            "/costs/calls",
            role="viewer",
            query={"since": "2020-01-01", "until": "2020-01-02"},
        )
    found = told.json
    assert (found["calls"], found["p50_micros"], found["p95_micros"]) == (
        20,
        10_000,
        19_000,
    )
    assert (found["most_micros"], found["currency"]) == (20_000, "USD")
    assert sum(bar["calls"] for bar in found["histogram"]) == 20
    assert found["histogram"][-1]["to_micros"] is None
    assert (none.json["calls"], none.json["p95_micros"]) == (0, 0)


async def test_what_else_it_would_have_cost_is_told(database_url: str) -> None:
    call_id = str(uuid4())
    record: dict[str, Any] = {
        "kind": "usage", "id": str(uuid4()), "call_id": call_id, "at": "2026-11-23T00:00:00.000Z",
        "arm": "", "aside": False, "component": "stt", "provider": "google", "model": "v2/latest_long",
        "mode": "stream", "unit": "audio_ms", "quantity": 60_000, "facts": {}, "billed": 60_000,
        "price_id": "google-stt-v2.1", "amount_micros": 16_000,
    }  # fmt: skip

    def write(connection: Connection) -> None:
        add_call(connection, call_id=UUID(call_id), started_at=NOW, ended_at=NOW)
        connection.execute(
            "INSERT INTO ledger (line_id, at, call_id, component, provider, model, amount_micros, "
            "units, record) VALUES (%s, %s, %s, 'stt', 'google', 'v2/latest_long', 16000, '{}', %s::jsonb)",
            (record["id"], NOW, call_id, json.dumps(record)),
        )

    async with admin_house(database_url) as house:
        await house.database.run(write)
        told = await house.get("/costs/what-if", role="viewer")
    assert told.status == 200, told.body
    assert told.json["calls"] == 1
    assert told.json["rows"][0]["amount_micros"] == 16_000
    assert len(told.json["rows"]) > 3


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-02-01", "until": "2026-01-01"},
        {"since": "2020-01-01", "until": "2026-01-01"},
        {"since": "x"},
    ],
)
@pytest.mark.parametrize("path", ["/costs", "/costs/calls", "/costs/what-if"])
async def test_a_time_that_is_none_or_too_long_is_refused(
    database_url: str, path: str, query: dict[str, str]
) -> None:
    async with admin_house(database_url) as house:
        assert (await house.get(path, role="viewer", query=query)).problem == "invalid"


@pytest.mark.parametrize(
    "query",
    [
        {"since": "0001-01-01", "until": "0001-01-02"},
        {"until": "9999-12-31"},
        {"until": "0001-01-01"},
    ],
)
async def test_the_ends_of_the_calendar_are_days_too(
    database_url: str, query: dict[str, str]
) -> None:
    async with admin_house(database_url) as house:
        for path in ("/costs", "/costs/calls"):
            assert (await house.get(path, role="viewer", query=query)).status in (
                200,
                422,
            )
