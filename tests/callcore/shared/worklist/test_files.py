from __future__ import annotations

import stat
import zlib
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from callcore.shared.offload import run_inline
from callcore.shared.worklist.files import (
    KEEP_S,
    FileWorklist,
    open_worklist,
    read_items,
)
from callcore.shared.worklist.port import WorklistError
from tests.callcore.shared.worklist.worklistcontract import (
    CALLBACK,
    NOW_S,
    WorklistContract,
    item,
    now_s,
)


class Wall:
    def __init__(self) -> None:
        self.now_s = NOW_S

    def __call__(self) -> float:
        return self.now_s


def opened(
    folder: Path, name: str = "w1", wall=now_s
) -> AbstractAsyncContextManager[FileWorklist]:
    return open_worklist(folder, name, run_inline, wall)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("*.jsonl")]


def text_of(path: Path) -> bytes:
    return path.read_bytes()


def overwrite(path: Path, data: bytes) -> None:
    path.write_bytes(data)


class TestFileWorklist(WorklistContract):
    @pytest.fixture
    def open_one(self, tmp_path: Path):
        return opened(tmp_path / "worklist")


async def test_it_is_there_after_a_crash_and_private(tmp_path: Path) -> None:
    async with opened(tmp_path) as worklist:
        await worklist.add(CALLBACK)
        crashed = text_of(tmp_path / "w1.jsonl")
        assert stat.S_IMODE((tmp_path / "w1.jsonl").stat().st_mode) == 0o600
    overwrite(tmp_path / "w1.jsonl", crashed)
    async with opened(tmp_path) as worklist:
        assert list(await worklist.items()) == [CALLBACK]
        await worklist.add(CALLBACK)
    assert read_items(tmp_path) == [CALLBACK]


async def test_all_processes_are_read_together(tmp_path: Path) -> None:
    async with opened(tmp_path, "w1") as first, opened(tmp_path, "w1") as second:
        await first.add(item("a", 2.0))
        await second.add(item("b", 1.0))
        for worklist in (first, second):
            assert [one.id for one in await worklist.items()] == ["b", "a"]


async def test_what_another_process_wrote_can_be_closed(tmp_path: Path) -> None:
    async with opened(tmp_path, "w1") as worker:
        await worker.add(item())
        async with opened(tmp_path, "desk") as desk:
            assert await desk.close("a", "called him")
        (only,) = await worker.items()
        assert (only.state, only.note) == ("done", "called him")


async def test_what_the_dead_left_goes_on_with_the_next_who_opens_it(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, "w1") as worklist:
        await worklist.add(item())
    async with opened(tmp_path, "w2") as worklist:
        assert names_in(tmp_path) == ["w2.jsonl"]
        assert [one.id for one in await worklist.items()] == ["a"]


async def test_done_items_are_forgotten_after_a_month_and_open_ones_never(
    tmp_path: Path,
) -> None:
    wall = Wall()
    async with opened(tmp_path, wall=wall) as worklist:
        await worklist.add(item("open"))
        await worklist.add(item("done"))
        await worklist.close("done")
    wall.now_s += KEEP_S - 1
    async with opened(tmp_path, wall=wall) as worklist:
        assert len(await worklist.items()) == 2
    wall.now_s += 2 + 10 * KEEP_S
    async with opened(tmp_path, wall=wall) as worklist:
        assert [one.id for one in await worklist.items()] == ["open"]


async def test_a_closing_is_kept_as_long_as_its_item(tmp_path: Path) -> None:
    """The worker never restarts; the desk does, a month later."""
    wall = Wall()
    async with opened(tmp_path, "w1", wall) as worker:
        await worker.add(item())
        async with opened(tmp_path, "desk", wall) as desk:
            await desk.close("a")
        wall.now_s += 2 * KEEP_S
        async with opened(tmp_path, "desk", wall):
            (only,) = await worker.items()
        assert only.state == "done"


async def test_a_disk_that_is_full_is_told(tmp_path: Path, monkeypatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    async with opened(tmp_path) as worklist:
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            with pytest.raises(WorklistError, match="No space"):
                await worklist.add(item())
        assert list(await worklist.items()) == []
        await worklist.add(item())
        assert len(await worklist.items()) == 1


async def test_nonsense_is_left_out(tmp_path: Path, caplog) -> None:
    bodies = [b"[]", b"5", b"{", b'{"id": 5}', b'{"close": {}}', b'{"state": "open"}']
    overwrite(
        tmp_path / "w1.jsonl",
        b"".join(b"%08x %s\n" % (zlib.crc32(body), body) for body in bodies),
    )
    async with opened(tmp_path) as worklist:
        await worklist.add(item())
        assert [one.id for one in await worklist.items()] == ["a"]
    assert set(caplog.messages) == {"worklist line not understood"}


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_items(tmp_path / "nowhere") == []


def test_files_that_keep_vanishing_are_given_up(tmp_path: Path, monkeypatch) -> None:
    ghost = tmp_path / "ghost.jsonl"
    monkeypatch.setattr(
        "callcore.shared.worklist.files.journalfolder.files_of", lambda folder: [ghost]
    )
    with pytest.raises(OSError, match="keep changing"):
        read_items(tmp_path)


async def test_an_item_that_is_added_again_costs_no_second_line(tmp_path: Path) -> None:
    async with opened(tmp_path) as worklist:
        await worklist.add(item())
        once = text_of(tmp_path / "w1.jsonl")
        await worklist.add(item())
        assert text_of(tmp_path / "w1.jsonl") == once
