from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import trio

from callcore.shared import stamps
from chaos.dev import furnishing
from chaos.dev.furnishing import Past, furnish, wait_tables
from tests.kit.keys import DATA_KEYS

pytestmark = pytest.mark.integration


def head_of(path: str) -> bytes:
    return Path(path).read_bytes()[:4]


async def test_a_house_without_a_past_has_users_only(database_url, tmp_path):
    told: list[str] = []
    people = await furnish(Past(database_url, tmp_path, DATA_KEYS, 0), told.append)
    assert set(people) == {"viewer", "operator", "supervisor", "admin"}
    assert told == []
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM calls").fetchone() == (0,)


async def test_a_past_has_calls_recordings_on_the_disk_and_an_office(
    database_url, tmp_path
):
    await furnish(Past(database_url, tmp_path, DATA_KEYS, 40), lambda _text: None)
    with psycopg.connect(database_url) as connection:

        def count(table: str) -> int:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            return -1 if row is None else int(row[0])

        assert count("calls") == 40
        assert count("recordings_due") == furnishing.RECORDED
        for table in (
            "operators",
            "prompts",
            "price_tables",
            "rollout_plan",
            "worklist",
        ):
            assert count(table) > 0, table
        late = connection.execute(
            "SELECT count(*) FROM calls WHERE ended_at > to_timestamp(%s)",
            (stamps.now_s(),),
        ).fetchone()
        paths = connection.execute("SELECT path FROM recordings_due").fetchall()
    assert late == (0,)
    assert {head_of(path) for (path,) in paths} == {b"RIFF"}


async def test_who_waits_for_tables_waits_until_they_are_there(empty_database_url):
    with trio.move_on_after(0.5) as waited:
        await wait_tables(empty_database_url)
    assert waited.cancelled_caught


async def test_tables_that_are_there_need_no_waiting(database_url):
    with trio.fail_after(20):
        await wait_tables(database_url)
