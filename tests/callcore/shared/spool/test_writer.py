from __future__ import annotations

import errno
import logging
import os
import shutil
import threading

import pytest
import trio

from callcore.shared.offload import OneThread, run_inline
from callcore.shared.spool.reader import SpoolReader
from callcore.shared.spool.segment import MAX_LINE_BYTES, Segment
from callcore.shared.spool.writer import SEGMENT_S, open_spool
from tests.callcore.shared.spool.writing import MOST, WALL_S, bodies, opened, put
from tests.kit.leaks import no_leaks
from tests.kit.until import until


@pytest.fixture
def syncs(monkeypatch) -> list[float]:
    """When the data of segments were brought to the disk."""
    times = []
    real = Segment.sync

    def sync(self: Segment) -> None:
        times.append(trio.current_time())
        real(self)

    monkeypatch.setattr(Segment, "sync", sync)
    return times


class FullDisk:
    """While it is on, a write breaks off half-way and nothing new can be made."""

    def __init__(self) -> None:
        self.is_on = True
        self._write, self._mkdir, self._open = os.write, os.mkdir, os.open

    def __call__(self, is_on: bool) -> None:
        self.is_on = is_on

    def write(self, fd: int, data: bytes) -> int:
        is_ours = self.is_on and b" call.event " in data
        return self._write(fd, data[:20] if is_ours else data)

    def mkdir(self, path: str, mode: int = 0o777) -> None:
        self._refuse()
        self._mkdir(path, mode)

    def open(self, path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            self._refuse()
        return self._open(path, flags, mode)

    def _refuse(self) -> None:
        if self.is_on:
            raise OSError(errno.ENOSPC, "no space left on device")


@pytest.fixture
def no_room(monkeypatch) -> FullDisk:
    full = FullDisk()
    for name in ("write", "mkdir", "open"):
        monkeypatch.setattr(os, name, getattr(full, name))
    return full


async def test_records_are_there_at_once_and_in_order(tmp_path, autojump_clock) -> None:
    async with opened(tmp_path) as spool:
        assert all(put(spool, number) for number in range(5))
        assert bodies(tmp_path) == [0, 1, 2, 3, 4]
        assert spool.dropped == 0
        assert spool.trouble == ""


async def test_the_wall_clock_is_in_the_record(tmp_path, autojump_clock) -> None:
    async with opened(tmp_path) as spool:
        put(spool, 1)
    reader = SpoolReader(tmp_path)
    record = reader.read(reader.spools()[0], 0).records[0]
    assert (record.number, record.kind, record.at_s) == (1, "call.event", WALL_S)


async def test_many_records_share_one_sync_within_200_ms(
    tmp_path, autojump_clock, nursery, syncs
) -> None:
    async with opened(tmp_path) as spool:
        nursery.start_soon(spool.run)
        await trio.sleep(10.3)
        began_s = trio.current_time()
        syncs.clear()
        for number in range(50):
            put(spool, number)
            await trio.sleep(0.001)
        await trio.sleep(0.1)
        assert len(syncs) == 1
        assert syncs[0] - began_s <= 0.2
        nursery.cancel_scope.cancel("done")


async def test_a_put_during_a_sync_is_synced_by_the_next(
    tmp_path, autojump_clock, nursery, syncs
) -> None:
    async with opened(tmp_path) as spool:
        nursery.start_soon(spool.run)
        put(spool, 1)
        syncs.clear()
        await until(lambda: syncs)
        put(spool, 2)
        await trio.sleep(0.2)
        assert len(syncs) == 2
        nursery.cancel_scope.cancel("done")


async def test_the_last_records_are_synced_at_the_end(
    tmp_path, autojump_clock, syncs
) -> None:
    async with opened(tmp_path) as spool:
        put(spool, 1)
        syncs.clear()
    assert len(syncs) == 1


async def test_it_is_closed_afterwards_and_dead(tmp_path, autojump_clock) -> None:
    async with opened(tmp_path) as spool:
        folder = SpoolReader(tmp_path).spools()[0]
        assert folder.is_live()
    assert not folder.is_live()
    assert not put(spool, 1)
    assert (spool.dropped, spool.trouble) == (1, "closed")


async def test_a_segment_that_is_large_is_followed_by_another(
    tmp_path, autojump_clock
) -> None:
    async with opened(tmp_path) as spool:
        for number in range(8):
            put(spool, number, filler=5_000)
            await spool.look_after()
        folder = SpoolReader(tmp_path).spools()[0]
        assert (
            len(folder.segments()) == 3
        )  # 12,500 bytes each, at an eighth of the bound
    assert bodies(tmp_path) == list(range(8))


async def test_a_segment_that_is_old_is_followed_by_another_but_an_empty_one_is_not(
    tmp_path, autojump_clock, nursery
) -> None:
    async with opened(tmp_path) as spool:
        nursery.start_soon(spool.run)
        folder = SpoolReader(tmp_path).spools()[0]
        await trio.sleep(SEGMENT_S * 3)
        assert len(folder.segments()) == 1
        put(spool, 1)
        await trio.sleep(2)
        assert len(folder.segments()) == 2
        put(spool, 2)
        await trio.sleep(SEGMENT_S - 5)
        assert len(folder.segments()) == 2
        nursery.cancel_scope.cancel("done")
    assert bodies(tmp_path) == [1, 2]


async def test_beyond_the_bound_new_records_are_dropped_and_counted(
    tmp_path, autojump_clock
) -> None:
    async with opened(tmp_path, 10_000) as spool:
        kept = [number for number in range(20) if put(spool, number, filler=900)]
        assert kept == list(range(10))
        assert spool.dropped == 10
        assert spool.trouble == "bound"
        assert spool.undelivered_bytes <= 10_000
    assert bodies(tmp_path) == kept


async def test_what_was_delivered_makes_room_again(tmp_path, autojump_clock) -> None:
    reader = SpoolReader(tmp_path)
    async with opened(tmp_path, 10_000) as spool:
        for number in range(10):
            put(spool, number, filler=900)
            await spool.look_after()
        assert not put(spool, 10, filler=900)
        reader.forget(reader.spools()[0], 10)
        await spool.look_after()
        assert spool.undelivered_bytes < 2_000  # the segment that grew last
        assert put(spool, 11, filler=900)
        assert spool.trouble == ""


async def test_a_body_that_is_no_json_or_endless_is_dropped_and_the_next_is_kept(
    tmp_path, autojump_clock, caplog
) -> None:
    async with opened(tmp_path, 10**6) as spool:
        assert not spool.put("call.event", {"n": object()})
        assert not put(spool, 1, filler=MAX_LINE_BYTES)
        assert put(spool, 2)
        assert spool.dropped == 2
        assert spool.trouble == ""
    assert bodies(tmp_path) == [2]
    assert [each.message for each in caplog.records] == ["record unfit for the spool"]


async def test_a_full_disk_drops_whole_records_and_it_heals(
    tmp_path, autojump_clock, no_room
) -> None:
    no_room(False)
    async with opened(tmp_path) as spool:
        put(spool, 1)
        no_room(True)
        assert not put(spool, 2)
        assert not put(spool, 3)
        assert (spool.dropped, spool.trouble) == (2, "ENOSPC")
        no_room(False)
        assert put(spool, 4)
        assert spool.trouble == ""
    assert bodies(tmp_path) == [1, 4]


async def test_a_disk_that_is_full_at_the_start_does_not_stop_the_start(
    tmp_path, autojump_clock, no_room, nursery
) -> None:
    async with opened(tmp_path / "spool") as spool:
        nursery.start_soon(spool.run)
        assert not put(spool, 1)
        assert spool.trouble == "ENOSPC"
        await trio.sleep(5)
        no_room(False)
        await trio.sleep(2)
        assert put(spool, 2)
        nursery.cancel_scope.cancel("done")
    assert bodies(tmp_path / "spool") == [2]
    assert len(list((tmp_path / "spool").iterdir())) == 1


async def test_a_disk_that_is_full_at_the_turn_of_a_segment_leaves_the_old_one_in_use(
    tmp_path, autojump_clock, no_room
) -> None:
    no_room(False)
    async with opened(tmp_path) as spool:
        put(spool, 1, filler=20_000)
        no_room(True)
        await spool.look_after()
        no_room(False)
        assert put(spool, 2)
        await spool.look_after()
        assert len(SpoolReader(tmp_path).spools()[0].segments()) == 2
        assert put(spool, 3)
    assert bodies(tmp_path) == [1, 2, 3]


async def test_a_turn_that_is_cancelled_half_way_is_finished_later(
    tmp_path, autojump_clock, syncs
) -> None:
    turning = False
    scope = trio.CancelScope()

    async def run_sync(work):
        await trio.lowlevel.checkpoint()
        done = work()
        if turning and isinstance(done, Segment):
            scope.cancel("between the new segment and the end of the old one")
        return done

    async with no_leaks(), open_spool(tmp_path, "w1", MOST, run_sync) as spool:
        put(spool, 1, filler=20_000)
        turning = True
        with scope:
            await spool.look_after()
        assert scope.cancelled_caught
        turning = False
        put(spool, 2)
        syncs.clear()
        await spool.look_after()
        assert len(syncs) == 2  # the old one and the new one
    assert bodies(tmp_path) == [1, 2]


async def test_after_it_is_closed_a_round_makes_nothing_new(
    tmp_path, autojump_clock
) -> None:
    async with opened(tmp_path) as spool:
        put(spool, 1)
    before = sorted(tmp_path.rglob("*"))
    await spool.look_after()
    assert sorted(tmp_path.rglob("*")) == before


async def test_nothing_stays_open(tmp_path, autojump_clock) -> None:
    async with no_leaks(), opened(tmp_path) as spool:
        for number in range(10):
            put(spool, number, filler=5_000)
            await spool.look_after()


async def test_a_spool_that_somebody_deletes_is_begun_anew(
    tmp_path, autojump_clock, nursery
) -> None:
    root = tmp_path / "spool"
    async with opened(root) as spool:
        nursery.start_soon(spool.run)
        before = spool.spool_id
        put(spool, 1)
        shutil.rmtree(root)
        await trio.sleep(2)
        assert spool.spool_id not in ("", before)
        assert put(spool, 2)
        nursery.cancel_scope.cancel("done")
    assert bodies(root) == [2]


async def test_trouble_is_logged_once_when_it_begins_and_once_when_it_ends(
    tmp_path, autojump_clock, no_room, caplog
) -> None:
    caplog.set_level(logging.INFO)
    no_room(False)
    async with opened(tmp_path) as spool:
        no_room(True)
        for number in range(100):
            put(spool, number)
            await spool.look_after()
        no_room(False)
        put(spool, 100)
        await spool.look_after()
        await spool.look_after()
    said = [(each.message, each.dropped) for each in caplog.records]
    assert said == [("spool in trouble", 1), ("spool is well", 100)]


async def test_a_name_that_is_none_stops_the_start(tmp_path, autojump_clock) -> None:
    with pytest.raises(ValueError, match="no name"):
        async with open_spool(tmp_path, "W 1", MOST, run_inline):
            pass


@pytest.mark.integration
async def test_the_disk_is_waited_for_on_a_thread(tmp_path, monkeypatch) -> None:
    threads = set()
    real = os.fsync

    def fsync(fd: int) -> None:
        threads.add(threading.current_thread())
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    with trio.fail_after(30):
        async with (
            open_spool(tmp_path, "w1", MOST, OneThread()) as spool,
            trio.open_nursery() as nursery,
        ):
            nursery.start_soon(spool.run)
            put(spool, 1)
            await trio.sleep(0.3)
            nursery.cancel_scope.cancel("done")
    assert threads
    assert threading.main_thread() not in threads
