"""Writers are killed at random moments while a reader delivers: nothing is lost or doubled."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from callcore.shared.offload import run_inline
from callcore.shared.spool.reader import SpoolReader
from callcore.shared.spool.writer import FileSpool, open_spool

pytestmark = pytest.mark.integration
WRITERS = 40
SCRIPT = Path(__file__).with_name("doomed.py")
HOME = Path(__file__).parents[4]


class Delivery:
    """What an archive process does, with a table in memory."""

    def __init__(self, root: Path) -> None:
        self.reader = SpoolReader(root)
        self.positions: dict[str, int] = {}
        self.taken: dict[str, list[int]] = {}
        self.damaged = 0

    def all(self) -> list[int]:
        """Deliver until nothing is left; return all that was taken."""
        while self.reader.spools():
            self.round()
        return [number for taken in self.taken.values() for number in taken]

    def round(self) -> None:
        for folder in self.reader.spools():
            after = self.positions.get(folder.spool_id, 0)
            batch = self.reader.read(folder, after, most=random.randint(1, 60))
            self.positions[folder.spool_id] = batch.last
            self.damaged += batch.damaged
            taken = self.taken.setdefault(folder.writer, [])
            taken += [int(str(record.body["n"])) for record in batch.records]
            self.reader.forget(folder, batch.last)
            if random.random() < 0.05:  # and it crashes
                self.reader = SpoolReader(folder.path.parent)


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(tmp_path / "spool")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HOME)},
    )
    with process:
        yield process
        process.kill()


def put(spool: FileSpool, number: int) -> bool:
    return spool.put("call.event", {"n": number, "filler": "x" * 900})


def said_until_gone(lines: IO[str]) -> int:
    """Return the number of the last record that was put."""
    last = 0
    for line in lines:
        if line == "gone\n":
            return last
        last = int(line)
    raise AssertionError("it ended too early")


def test_what_was_put_is_read_exactly_once_and_in_order(
    doomed: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert doomed.stdin is not None
    assert doomed.stdout is not None
    delivery = Delivery(tmp_path / "spool")
    promised = []
    for _ in range(WRITERS):
        doomed.stdin.write("\n")
        doomed.stdin.flush()
        pid = int(doomed.stdout.readline().removeprefix("pid "))
        until_s = time.monotonic() + random.uniform(0, 0.12)
        while time.monotonic() < until_s:
            delivery.round()
        os.kill(pid, signal.SIGKILL)
        promised.append(said_until_gone(doomed.stdout))
    delivery.all()
    for count, told in enumerate(promised):
        read = delivery.taken.get(f"w{count}", [])
        assert read == list(range(1, len(read) + 1))
        assert len(read) - told in (0, 1)  # killed between the write and its word
    assert delivery.damaged == 0
    assert sum(promised) > WRITERS


async def test_a_limit_of_the_system_drops_whole_records(
    tmp_path: Path, autojump_clock
) -> None:
    """A real write of the kernel that breaks off half-way, then fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with open_spool(tmp_path, "w1", 1_000_000, run_inline) as spool:
        resource.setrlimit(resource.RLIMIT_FSIZE, (12_007, hard))
        try:
            kept = [number for number in range(50) if put(spool, number)]
            word = spool.trouble
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        kept += [50] if put(spool, 50) else []
        assert word in (errno.errorcode[errno.EFBIG], errno.errorcode[errno.ENOSPC])
        assert spool.dropped == 51 - len(kept)
    assert Delivery(tmp_path).all() == kept
    assert 10 < len(kept) < 20
    assert kept[-1] == 50


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of 256 kB; only root may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not permitted")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_disk_that_is_really_full_heals_when_there_is_room(
    small_disk: Path, autojump_clock
) -> None:
    other = small_disk / "other"
    other.write_bytes(bytes(150_000))
    kept: list[int] = []
    async with open_spool(small_disk / "spool", "w1", 10_000_000, run_inline) as spool:
        for number in range(200):
            if number == 150:
                other.unlink()
            kept += [number] if put(spool, number) else []
        assert spool.dropped == 200 - len(kept)
    assert 0 < len([number for number in kept if number < 150]) < 120
    assert [number for number in kept if number >= 150] == list(range(150, 200))
    delivery = Delivery(small_disk / "spool")
    assert delivery.all() == kept
    assert delivery.damaged == 0
