"""Retention with a book and an archive in memory, in virtual time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import trio

from callcore.archive.figures import Figures
from callcore.archive.oldbook import BATCH
from callcore.archive.retention import AGAIN_S, DAILY_S, DELETE_S, Policy, Retention
from callcore.shared.database.errors import DatabaseDown
from callcore.shared.offload import run_inline
from callcore.shared.recordings.memory import MemoryRecordings

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def name_of(number):
    return f"2026-01-01/{UUID(int=number)}.opus"


class FakeBook:
    def __init__(self, recordings=(), words=0) -> None:
        self.rows = {((BEGAN + timedelta(minutes=n)), UUID(int=n)): name_of(n) for n in recordings}  # fmt: skip
        self.words = words
        self.tasks: list[int] = []
        self.free = True
        self.down = False
        self.leases = 0
        self.counts: list[dict[str, int]] = []
        self.order: list[str] = []

    async def lease(self):
        await trio.lowlevel.checkpoint()
        if self.down:
            raise DatabaseDown("unreachable")
        self.leases += 1
        return self.free

    async def done(self, counts):
        self.counts.append(counts)

    async def recordings(self, days, after):
        assert days == 90
        return [(k, v) for k, v in sorted(self.rows.items()) if k > after][:BATCH]

    async def recordings_gone(self, call_ids):
        self.order += [f"row {each.int}" for each in call_ids]
        self.rows = {k: v for k, v in self.rows.items() if k[1] not in call_ids}

    async def forget_tasks(self, days):
        return self.tasks.pop() if self.tasks else 0

    async def forget_words(self, days):
        assert days == 365
        count, self.words = min(self.words, BATCH), max(0, self.words - BATCH)
        return count

    async def lose_old(self):
        return 0


class Noting(MemoryRecordings):
    """Notes in the book's list what was deleted."""

    def __init__(self, book) -> None:
        super().__init__()
        self.book = book

    async def delete(self, name):
        await super().delete(name)
        self.book.order.append(f"object {name[-15:]}")


def a_house(tmp_path, **rows):
    book = FakeBook(**rows)
    recordings, figures = Noting(book), Figures()
    place = book, recordings, tmp_path, run_inline, figures
    return book, recordings, Retention(*place, Policy(90, 365)), figures


async def test_everything_old_goes_in_batches_and_is_counted(autojump_clock, tmp_path):
    book, _, retention, figures = a_house(tmp_path, recordings=range(1, 251), words=230)
    assert await retention.round()
    assert not book.rows
    assert book.counts == [{"calls_lost": 0, "recordings": 250, "transcripts": 230}]
    assert (figures.recordings_deleted, figures.transcripts_deleted) == (250, 230)
    assert book.leases >= 6


async def test_the_object_and_its_waveform_go_before_the_row(autojump_clock, tmp_path):
    book, _, retention, _ = a_house(tmp_path, recordings=[7])
    await retention.round()
    assert [each.split()[0] for each in book.order] == ["object", "object", "row"]
    assert book.order[0].endswith("peaks.json")


@pytest.mark.parametrize("trouble", ["503", "hang"])
async def test_one_that_cannot_be_deleted_stays_on_the_books_and_stops_no_other(
    autojump_clock, tmp_path, trouble
):
    book, recordings, retention, _ = a_house(
        tmp_path, recordings=range(1, 151), words=5
    )
    recordings.sick = {name_of(3): trouble}
    with pytest.raises(Exception, match="1 recordings"):
        await retention.round()
    assert [each[1].int for each in book.rows] == [3]
    assert book.words == 0
    assert trio.current_time() < DELETE_S + 5


async def test_a_place_that_is_down_is_not_asked_for_each(autojump_clock, tmp_path):
    book, recordings, retention, _ = a_house(tmp_path, recordings=range(1, 1001))
    recordings.sick = dict.fromkeys(map(name_of, range(1, 1001)), "503")
    with pytest.raises(Exception, match=f"{BATCH} recordings"):
        await retention.round()
    assert len(book.rows) == 1000


async def test_a_name_that_is_none_does_not_stay_for_ever(autojump_clock, tmp_path):
    book, _, retention, _ = a_house(tmp_path, recordings=[1])
    book.rows = dict.fromkeys(book.rows, "../etc/passwd")
    await retention.round()
    assert not book.rows
    assert [each for each in book.order if "object" in each] == []


async def test_it_runs_at_the_start_and_every_day(autojump_clock, tmp_path):
    book, _, retention, _ = a_house(tmp_path)
    with trio.move_on_after(3 * DAILY_S + 60):
        await retention.run()
    assert len(book.counts) == 4


async def test_what_fails_is_tried_again_sooner(autojump_clock, tmp_path):
    book, _, retention, _ = a_house(tmp_path)
    book.down = True
    with trio.move_on_after(AGAIN_S + 60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(retention.run)
            await trio.sleep(60)
            book.down = False
    assert len(book.counts) == 1


async def test_another_machine_at_it_leaves_nothing_to_do(autojump_clock, tmp_path):
    book, _, retention, _ = a_house(tmp_path, recordings=[1], words=3)
    book.free = False
    assert not await retention.round()
    assert book.rows
    assert book.words == 3
