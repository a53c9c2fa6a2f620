"""The shipper over real spool files and books in memory, in virtual time."""

from __future__ import annotations

import json
import logging
import random
import uuid
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
import trio

from callcore.archive.rejects import NAME, Rejects
from callcore.archive.ship import LONGEST_WAIT_S, Shipper
from callcore.shared.offload import run_inline
from callcore.shared.spool.reader import SpoolReader
from callcore.shared.spool.spoolfolder import spools
from callcore.shared.spool.writer import open_spool
from tests.callcore.archive.fakebooks import FakeBooks
from tests.callcore.archive.records import AT_S, closed, handover, new_id, opened

MOST = 50_000_000


class Yard:
    """A folder with spools, a shipper and its books."""

    def __init__(self, folder) -> None:
        self.root, self.folder = folder / "spool", folder
        self.books = FakeBooks()
        self.told: list[object] = []
        self.start()

    def start(self) -> None:
        reader = SpoolReader(self.root, lambda: AT_S)
        rejects = Rejects(self.folder)
        place = reader, self.books, run_inline, rejects, uuid.uuid4()
        self.shipper = Shipper(*place, self._tell)

    def _tell(self, records, lost) -> None:
        self.told += [record.kind for record in records] + [*lost]

    def writer(self, name="w1"):
        return open_spool(self.root, name, MOST, run_inline, lambda: AT_S)

    @asynccontextmanager
    async def running(self):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.shipper.run)
            yield
            nursery.cancel_scope.cancel()

    def rejected(self):
        path = self.folder / NAME
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []  # fmt: skip


@pytest.fixture
def yard(tmp_path):
    return Yard(tmp_path)


def ids(count):
    return [new_id() for _ in range(count)]


async def test_records_arrive_in_order_and_once(autojump_clock, yard):
    calls = ids(1200)  # more than two batches
    async with yard.writer() as spool, yard.running():
        for call_id in calls:
            assert spool.put(*opened(call_id))
        await trio.sleep(5)
        late = new_id()
        spool.put(*opened(late))
        await trio.sleep(1)
    assert [str(each) for each in yard.books.taken] == [*calls, late]
    assert yard.shipper.figures.delivered == 1201


async def test_a_dead_writer_s_spool_is_delivered_closed_and_deleted(
    autojump_clock, yard
):
    async with yard.writer() as spool:
        spool.put(*opened(new_id()))
        spool_id = UUID(spool.spool_id)
    async with yard.running():
        await trio.sleep(5)
    assert yard.books.finished == [spool_id]
    assert not spools(yard.root)
    assert yard.told == ["call.opened", UUID(int=7)]
    assert yard.shipper.figures.calls_lost == 1


async def test_a_living_writer_s_spool_stays(autojump_clock, yard):
    async with yard.writer() as spool, yard.running():
        spool.put(*opened(new_id()))
        await trio.sleep(5)
        assert not yard.books.finished
        assert spools(yard.root)


async def test_while_the_database_is_away_nothing_is_lost_and_it_is_asked_less_often(
    autojump_clock, yard, caplog
):
    caplog.set_level(logging.INFO)
    calls = ids(30)
    yard.books.down = True
    async with yard.writer() as spool, yard.running():
        for call_id in calls:
            spool.put(*opened(call_id))
            await trio.sleep(10)
        assert 30 < yard.books.tries < 300 / LONGEST_WAIT_S + 10
        assert yard.shipper.figures.trouble == "unreachable"
        yard.books.down = False
        await trio.sleep(LONGEST_WAIT_S + 1)
        assert yard.shipper.figures.trouble == ""
    assert [str(each) for each in yard.books.taken] == calls
    told = [r.message for r in caplog.records if "delivered" in r.message]
    assert told == ["records are not delivered", "records are delivered"]


async def test_a_commit_whose_answer_was_lost_is_not_repeated(autojump_clock, yard):
    calls = ids(700)
    yard.books.loses_answers = 2
    async with yard.writer() as spool, yard.running():
        for call_id in calls:
            spool.put(*opened(call_id))
        await trio.sleep(20)
    assert [str(each) for each in yard.books.taken] == calls


async def test_a_position_that_somebody_else_moved_is_asked_for_again(
    autojump_clock, yard
):
    calls = ids(10)
    async with yard.writer() as spool, yard.running():
        for n, call_id in enumerate(calls):
            spool.put(*opened(call_id))
            await trio.sleep(1)
            if n == 4:  # a backup of the database was played back
                yard.books.positions[UUID(spool.spool_id)] = 2
    taken = [str(each) for each in yard.books.taken]
    assert taken[:5] == calls[:5]
    assert taken[-5:] == calls[-5:]


async def test_a_poisoned_record_stops_no_other(autojump_clock, yard):
    calls = ids(64)
    bad = set(random.Random(7).sample(calls, 5))
    async with yard.writer() as spool, yard.running():
        for call_id in calls:
            did = "poison" if call_id in bad else "100"
            spool.put(*opened(call_id, did=did))
        yard.books.poison = {"poison"}
        await trio.sleep(5)
    assert [str(each) for each in yard.books.taken] == [c for c in calls if c not in bad]  # fmt: skip
    assert {each["body"]["call_id"] for each in yard.rejected()} == bad
    assert (yard.shipper.figures.rejected, yard.books.damaged) == (5, 5)
    assert (yard.folder / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("takes", range(12))
async def test_a_database_that_dies_in_the_middle_of_the_search_loses_nothing(
    autojump_clock, yard, takes
):
    calls = ids(32)
    async with yard.writer() as spool:
        for call_id in calls:
            spool.put(*opened(call_id, did="poison" if call_id == calls[20] else "100"))
        yard.books.poison, yard.books.dies_after = {"poison"}, takes
        async with yard.running():
            await trio.sleep(5)
    assert [str(each) for each in yard.books.taken] == calls[:20] + calls[21:]
    assert len(yard.rejected()) == 1


async def test_an_unfit_record_is_put_aside_once_however_long_the_database_is_away(
    autojump_clock, yard
):
    good = new_id()
    yard.books.down = True
    async with yard.writer() as spool, yard.running():
        spool.put("call.opened", {"call_id": "none"})
        spool.put(*opened(good))
        yard.books.positions[UUID(spool.spool_id)] = 0
        yard.shipper._positions[spool.spool_id] = 0
        await trio.sleep(60)
        yard.books.down = False
        await trio.sleep(10)
    assert [str(each) for each in yard.books.taken] == [good]
    assert [each["why"] for each in yard.rejected()] == ["unfit: call_id"]
    assert yard.books.damaged == 1


async def test_a_kind_of_a_newer_version_is_counted_and_passed_over(
    autojump_clock, yard
):
    good = new_id()
    async with yard.writer() as spool, yard.running():
        spool.put("call.dreamt", {"call_id": new_id()})
        spool.put(*opened(good))
        await trio.sleep(2)
    assert [str(each) for each in yard.books.taken] == [good]
    assert yard.shipper.figures.unknown == 1
    assert not yard.rejected()


async def test_one_busy_spool_does_not_hold_up_the_others(autojump_clock, yard):
    async with yard.writer("w1") as busy, yard.writer("w2") as quiet:
        for call_id in ids(12_000):
            busy.put(*opened(call_id))
        last = new_id()
        quiet.put(*handover(new_id()))
        quiet.put(*closed(last))
        await yard.shipper.round()
        assert str(yard.books.taken[-1]) == last
        assert len(yard.books.taken) == 10_001
        await yard.shipper.look()
    assert sum(each.records for each in yard.shipper.figures.spools) == 2_000


async def test_what_waits_is_shown_with_its_age(autojump_clock, yard):
    async with yard.writer() as spool:
        spool.put(*opened(new_id()))
        yard.shipper._reader._now_s = lambda: AT_S + 90
        await yard.shipper.look()
    (figures,) = yard.shipper.figures.spools
    assert (figures.writer, figures.records, figures.oldest_s) == ("w1", 1, 90.0)
    assert yard.shipper.figures.as_json()["oldest_s"] == 90.0


async def test_a_restarted_shipper_goes_on_where_the_books_stand(autojump_clock, yard):
    calls = ids(40)
    async with yard.writer() as spool:
        for call_id in calls:
            spool.put(*opened(call_id))
            if random.random() < 0.3:
                yard.start()
                await yard.shipper.round()
        await yard.shipper.round()
    assert [str(each) for each in yard.books.taken] == calls
