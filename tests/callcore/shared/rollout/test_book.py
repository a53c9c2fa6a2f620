from __future__ import annotations

import fcntl
import multiprocessing
import stat
from contextlib import contextmanager

import pytest
import trio

from callcore.shared.offload import OneThread, run_inline
from callcore.shared.rollout.audit import MemoryAudit
from callcore.shared.rollout.book import (
    ANY,
    BookError,
    Conflict,
    FileBook,
    MemoryBook,
)
from callcore.shared.rollout.changes import stopped, widened
from tests.callcore.shared.rollout.bookcontract import RolloutBookContract
from tests.callcore.shared.rollout.plans import ANN, plan_in, running


class MemoryDesk:
    def __init__(self):
        self.audit = MemoryAudit()
        self.book = MemoryBook(self.audit)

    def break_audit(self):
        self.audit.broken = True

    @contextmanager
    def broken(self):
        self.book.broken = True
        yield
        self.book.broken = False


class FileDesk:
    def __init__(self, folder):
        self.folder = folder
        self.book = FileBook(folder, run_inline)

    def break_audit(self):
        path = self.folder / "audit.jsonl"
        path.unlink()
        path.mkdir()

    @contextmanager
    def broken(self):
        path = self.folder / "plan.json"
        good = path.read_bytes()
        path.write_bytes(good[: len(good) // 2])
        yield
        path.write_bytes(good)


class TestMemoryBook(RolloutBookContract):
    @pytest.fixture
    def desk(self):
        return MemoryDesk()


class TestFileBook(RolloutBookContract):
    @pytest.fixture
    def desk(self, tmp_path):
        return FileDesk(tmp_path / "new" / "rollout")


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def book(folder):
    return FileBook(folder, run_inline)


async def test_the_files_are_private(autojump_clock, book, folder):
    await book.change(running(), 0)
    assert {path.name for path in folder.iterdir()} == {
        "plan.json",
        "plan.lock",
        "audit.jsonl",
    }
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_two_processes_read_the_same_book(autojump_clock, book, folder):
    await book.change(running(), 0)
    assert await FileBook(folder, run_inline).read() == running()


async def test_a_crash_before_the_rename_leaves_the_old_plan(
    autojump_clock, book, folder
):
    await book.change(running(), 0)
    (folder / "plan.json.new").write_bytes(b'{"half": ')
    assert await book.read() == running()
    await book.change(widened(running(), 900, None, ANN), 1)
    assert (await plan_in(book)).buckets == 900


async def test_a_plan_that_cannot_be_written_is_not_changed(
    autojump_clock, book, folder
):
    await book.change(running(), 0)
    (folder / "plan.json.new").mkdir()
    with pytest.raises(BookError, match="cannot be written"):
        await book.change(widened(running(), 900, None, ANN), 1)
    assert await book.read() == running()


async def test_a_plan_that_nobody_can_read_can_be_stopped(autojump_clock, book, folder):
    await book.change(running(), 0)
    (folder / "plan.json").write_bytes(b"\0" * 100)
    with pytest.raises(BookError):
        await book.change(stopped(running(), ANN), 1)
    await book.change(stopped(running(), ANN), ANY)
    assert (await plan_in(book)).status == "off"
    assert (await book.history(1))[0].before is None


async def test_a_writer_waits_for_another_and_gives_up_in_time(
    autojump_clock, book, folder
):
    with (folder / "plan.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BookError, match="another process"):
            await book.change(running(), 0)
        assert 1.9 < trio.current_time() < 2.1
        async with trio.open_nursery() as nursery:
            nursery.start_soon(book.change, running(), 0)
            await trio.sleep(1)
            fcntl.flock(lock, fcntl.LOCK_UN)
    assert await book.read() == running()


def widen_often(folder, times):
    async def widen():
        book, won = FileBook(folder, run_inline), 0
        while won < times:
            plan = await plan_in(book)
            try:
                await book.change(
                    widened(plan, plan.buckets + 1, None, ANN), plan.version
                )
            except Conflict:
                continue
            won += 1

    trio.run(widen)


@pytest.mark.integration
async def test_writers_in_several_processes_lose_no_change(folder):
    book = FileBook(folder, OneThread())
    await book.change(running(0), 0)
    fork = multiprocessing.get_context("spawn")
    writers = [fork.Process(target=widen_often, args=(folder, 10)) for _ in range(3)]
    for writer in writers:
        writer.start()
    with trio.fail_after(60):
        for writer in writers:
            await trio.to_thread.run_sync(writer.join, 50)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    found = await plan_in(book)
    assert (found.buckets, found.version) == (30, 31)
    versions = [entry.after.version for entry in await book.history(100)]
    assert versions == list(range(1, 32))
