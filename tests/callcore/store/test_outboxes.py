"""Several processes and one folder of outboxes: names, and what the dead leave."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
import trio

from callcore.shared.journalfile import JournalFile
from callcore.shared.offload import run_inline as inline
from callcore.store.outbox import DurableOutbox, open_outbox
from callcore.store.outboxport import OutboxError
from tests.callcore.store.outboxcontract import CALL, CREATE, OTHER, Wall

START_S = 60.0


def exists(path: Path) -> bool:
    return path.exists()


def content(path: Path) -> bytes:
    return path.read_bytes()


def overwrite(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox" / "w1.jsonl"


@pytest.fixture
def wall() -> Wall:
    return Wall()


def opened(path: Path, wall: Wall) -> AbstractAsyncContextManager[DurableOutbox]:
    return open_outbox(path, inline, wall)


async def test_while_another_process_has_the_file_the_next_name_is_taken(
    path: Path, wall: Wall
) -> None:
    async with opened(path, wall) as first:
        async with opened(path, wall) as second:
            assert (first.path.name, second.path.name) == ("w1.jsonl", "w1-2.jsonl")


async def test_what_a_dead_process_left_is_taken_over_with_its_keys(
    path: Path, wall: Wall
) -> None:
    async with opened(path, wall) as dead:
        key = await dead.key_of(CREATE, CALL, "create", "4xt01")
        await dead.key_of("other", OTHER, "create", "")
        dead.call_over(OTHER, "ended")
        await dead.flush()
    async with opened(path.with_name("w2.jsonl"), wall) as living:
        assert await living.adopt() == 2
        assert not exists(path)
        assert [call.how for call in living.calls()] == ["died", "ended"]
        assert await living.key_of(CREATE, CALL, "create", "4xt01") == key
        crashed = content(living.path)
    assert key.encode() in crashed


async def test_the_file_of_a_living_process_is_left_alone(
    path: Path, wall: Wall
) -> None:
    async with opened(path, wall) as other:
        await other.key_of(CREATE, CALL, "create", "")
        async with opened(path.with_name("w2.jsonl"), wall) as outbox:
            assert await outbox.adopt() == 0
            assert exists(path)
            assert list(outbox.calls()) == []


async def test_a_file_that_was_taken_over_and_not_removed_does_not_count_twice(
    path: Path, wall: Wall
) -> None:
    async with opened(path, wall) as dead:
        await dead.key_of(CREATE, CALL, "create", "")
    left = content(path)
    async with opened(path.with_name("w2.jsonl"), wall) as living:
        assert await living.adopt() == 1
        overwrite(path, left)  # killed before the removal
        assert await living.adopt() == 0
        assert not exists(path)
        assert len(living.calls()) == 1


async def test_a_disk_that_is_full_leaves_the_dead_ones_file(
    path: Path, wall: Wall, monkeypatch
) -> None:
    async with opened(path, wall) as dead:
        await dead.key_of(CREATE, CALL, "create", "")

    def fail(fd: int) -> None:
        raise OSError(28, "No space left on device")

    async with opened(path.with_name("w2.jsonl"), wall) as living:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(OutboxError, match="No space"):
                await living.adopt()
        assert exists(path)
        assert list(living.calls()) == []
        assert await living.adopt() == 1


async def test_the_lock_is_on_the_file_that_others_would_find(
    path: Path, wall: Wall, monkeypatch
) -> None:
    """Whoever opens a file just before it is taken over must not write to its ghost."""
    path.parent.mkdir()
    overwrite(path, b"")
    raced: list[object] = []
    real = os.open

    def slow_open(name, flags, mode=0o777):
        fd = real(name, flags, mode)
        if Path(name) == path and not raced:
            raced.append(name)
            path.unlink()  # by a process that has just taken it over
        return fd

    monkeypatch.setattr(os, "open", slow_open)
    async with opened(path, wall) as outbox:
        await outbox.key_of(CREATE, CALL, "create", "")
        assert raced
        assert CREATE.encode() in content(path)


@pytest.mark.integration
async def test_the_lock_of_a_killed_process_is_free(path: Path, wall: Wall) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from callcore.shared.journalfile import JournalFile\n"
        "file = JournalFile(Path(sys.argv[1])); file.open()\n"
        "print('open', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    async with trio.open_nursery() as nursery:
        process = await nursery.start(
            partial(
                trio.run_process,
                command,
                stdout=subprocess.PIPE,
                capture_stdout=False,
                check=False,
            )
        )
        with trio.fail_after(START_S):
            said = b""
            while not said.endswith(b"\n"):  # a pipe may give it in pieces
                said += await process.stdout.receive_some(1)
            assert said == b"open\n"
        with pytest.raises(OSError, match="another process"):
            JournalFile(path).open()
        process.kill()
    async with opened(path, wall) as outbox:
        assert outbox.path == path
