"""Waiting for the tables."""

from __future__ import annotations

import logging

import trio

from callcore.archive.schema import AGAIN_S, ASK_S, wait_schema
from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.migrate import MigrationError


def answers(*given):
    rest = list(given)

    async def missing():
        await trio.lowlevel.checkpoint()
        answer = rest.pop(0)
        if answer == "hang":
            await trio.sleep_forever()
        if isinstance(answer, Exception):
            raise answer
        return answer

    return missing


async def test_it_returns_at_once_when_all_is_there(autojump_clock):
    told: list[str] = []
    await wait_schema(answers([]), told.append)
    assert told == [""]
    assert trio.current_time() == 0


async def test_it_waits_with_one_line_for_each_reason(autojump_clock, caplog):
    caplog.set_level(logging.INFO)
    told: list[str] = []
    down = DatabaseDown("unreachable")
    newer = MigrationError("The database is newer than this program.")
    await wait_schema(answers(down, down, ["0001"], ["0001"], newer, []), told.append)
    words = ["unreachable", "schema-old", "schema-other"]
    assert [record.reason for record in caplog.records] == words
    assert "callcore db migrate" in caplog.records[1].hint
    assert told == [words[0], words[0], words[1], words[1], words[2], ""]
    assert trio.current_time() == 5 * AGAIN_S


async def test_a_database_that_hangs_is_asked_again(autojump_clock):
    told: list[str] = []
    await wait_schema(answers("hang", []), told.append)
    assert told == ["late", ""]
    assert trio.current_time() == ASK_S + AGAIN_S
