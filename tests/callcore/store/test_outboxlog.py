from __future__ import annotations

from pathlib import Path

import pytest

from callcore.shared.offload import run_inline
from callcore.shared.recordlog import Record
from callcore.store.outboxbook import begin_record
from callcore.store.outboxlog import (
    MAX_ENTRIES,
    Change,
    FileLog,
    book_of,
    dead_records,
    refuse_too_many,
)
from callcore.store.outboxport import Entry
from tests.callcore.store.outboxcontract import CALL, OTHER

BEGIN = begin_record(Entry("op", "key", 1.0, CALL, "create", ""))
THEIRS = begin_record(Entry("other", "key", 2.0, OTHER, "create", ""))


async def test_only_what_is_new_is_written(tmp_path: Path) -> None:
    log = FileLog(tmp_path, "w1", run_inline)
    await log.open()
    await log.write(Change(CALL, [BEGIN], [BEGIN, BEGIN]), durable=True)
    assert log.lines == 1
    await log.aclose()


async def test_who_opens_it_finds_calls_whose_process_has_died(tmp_path: Path) -> None:
    log = FileLog(tmp_path, "w1", run_inline)
    await log.open()
    await log.write(Change(CALL, [BEGIN], [BEGIN]), durable=True)
    await log.aclose()
    (call,) = book_of(await FileLog(tmp_path, "w1", run_inline).open()).calls()
    assert (call.call_id, call.how) == (CALL, "died")


async def test_a_call_that_is_known_is_not_taken_over_again(tmp_path: Path) -> None:
    for name, record in (("a", BEGIN), ("b", THEIRS)):
        dead = FileLog(tmp_path, name, run_inline)
        await dead.open()
        await dead.write(Change(CALL, [record], [record]), durable=True)
        await dead.aclose()
    log, kept = FileLog(tmp_path, "w1", run_inline), list[Record]()
    await log.open()
    await log.adopt(lambda call_id: call_id == CALL, kept)
    assert [call.call_id for call in book_of(kept).calls()] == [OTHER]
    assert list(await log.claim()) == []
    await log.aclose()


def test_the_dead_are_marked_once() -> None:
    once = dead_records([BEGIN])
    assert once == dead_records(once)
    assert once[-1] == {"over": CALL, "how": "died", "at": 1.0}


def test_there_is_an_end_to_what_is_taken_over() -> None:
    refuse_too_many(MAX_ENTRIES // 2)
    with pytest.raises(OSError, match="too much"):
        refuse_too_many(MAX_ENTRIES // 2 + 1)
