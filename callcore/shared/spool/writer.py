"""The writing end of a spool: a folder of segments of this process alone.

:meth:`FileSpool.put` hands a line to the kernel; :meth:`FileSpool.run` waits for the disk on
a thread, turns to a new segment and sees which ones were delivered. The disk may be full,
broken or gone at any time, even at the start: records are dropped and counted until it is
well again.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

import trio

from callcore.shared import stamps
from callcore.shared.offload import RunSync
from callcore.shared.spool import spoolfolder
from callcore.shared.spool.port import Kind
from callcore.shared.spool.segment import Segment, line_of

GROUP_S: Final = 0.1  # with the disk's own time a line is safe within 200 ms
IDLE_S: Final = 1.0  # between two looks at what was delivered
SEGMENT_BYTES: Final = 4_000_000  # delivered segments are deleted whole
SEGMENT_S: Final = 60.0
_SHARE: Final = 8  # a segment is at most this part of the bound: what it frees is felt
CLEANUP_S: Final = 2.0

log = logging.getLogger(__name__)


class FileSpool:
    """Made by :func:`open_spool`; see :class:`~callcore.shared.spool.port.Spool`.

    ``put`` belongs to the thread of the loop.
    """

    def __init__(
        self,
        root: Path,
        writer: str,
        most_bytes: int,
        run_sync: RunSync,
        now_s: Callable[[], float] = stamps.now_s,
    ) -> None:
        if not spoolfolder.is_writer(writer):
            raise ValueError(f"{writer!r} is no name of a writer")
        self.most_bytes = most_bytes
        self.dropped = 0  # since the start
        self._root = root
        self._writer = writer
        self._run_sync = run_sync
        self._now_s = now_s
        self._home: _Home | None = None
        self._dirty = trio.Event()
        self._dropping = ""  # why the last record was dropped, if it was
        self._unsafe = ""  # why the last round failed, if it did
        self._told = ""
        self._is_closed = False
        self._refused: set[Kind] = set()  # each is told once

    @property
    def trouble(self) -> str:
        """Return a machine word; empty while records are kept and reach the disk."""
        return self._dropping or self._unsafe

    @property
    def undelivered_bytes(self) -> int:
        """Return what it takes on the disk; what was delivered goes with its segment."""
        return 0 if self._home is None else self._home.size_bytes

    @property
    def spool_id(self) -> str:
        """Return its id, empty while there is no folder."""
        return "" if self._home is None else self._home.folder.spool_id

    def put(self, kind: Kind, body: Mapping[str, object]) -> bool:
        """See :class:`~callcore.shared.spool.port.Spool`."""
        home = self._home
        if home is None:
            return self._drop(self.trouble or "closed")
        try:
            line = line_of(home.last + 1, self._now_s(), kind, body)
        except ValueError:
            return self._refuse(kind)
        if home.size_bytes + len(line) > self.most_bytes:
            return self._drop("bound")
        try:
            home.segment.append(line)
        except OSError as error:
            return self._drop(_word(error))
        home.last += 1
        self._dropping = ""
        self._dirty.set()
        return True

    async def run(self) -> NoReturn:
        """Bring lines to the disk, and heal, until cancelled. Never raises."""
        while True:
            with trio.move_on_after(IDLE_S):
                await self._dirty.wait()
            await trio.sleep(GROUP_S)
            self._dirty = trio.Event()
            await self.look_after()

    async def look_after(self) -> None:
        """Sync, turn to the next segment, forget what was delivered; one round."""
        if self._is_closed:
            await trio.lowlevel.checkpoint()
            return
        try:
            await self._look_after(self._home or await self._begin())
            self._unsafe = ""
        except OSError as error:
            self._unsafe = _word(error)
        self._tell()

    def close(self) -> None:
        """Sync and let go; what is put later is dropped. Blocking, idempotent."""
        self._is_closed = True
        home, self._home = self._home, None
        if home is not None:
            home.close()

    @property
    def _most_of_segment(self) -> int:
        return min(SEGMENT_BYTES, self.most_bytes // _SHARE)

    async def _begin(self) -> _Home:
        since_s = trio.current_time()
        home = await self._run_sync(lambda: _Home(self._root, self._writer, since_s))
        self._home, self._dropping = home, ""
        return home

    async def _look_after(self, home: _Home) -> None:
        if await self._run_sync(home.sync):
            if home.is_due(self._most_of_segment):
                await self._turn(home)
            return
        log.warning("spool was deleted", extra={"writer": self._writer})
        self._home = None
        await self._run_sync(home.close)
        await self._begin()

    async def _turn(self, home: _Home) -> None:
        home.turn_to(await self._run_sync(home.next_segment), trio.current_time())
        await self._run_sync(home.finish)

    def _refuse(self, kind: Kind) -> bool:
        """Drop what is no JSON or endless: our bug, and the spool itself is well."""
        self.dropped += 1
        if kind not in self._refused:
            self._refused.add(kind)
            log.error("record unfit for the spool", extra={"kind": kind})
        return False

    def _drop(self, word: str) -> bool:
        self.dropped += 1
        self._dropping = word
        return False

    def _tell(self) -> None:
        if self.trouble == self._told:
            return
        self._told = self.trouble
        said = {"writer": self._writer, "dropped": self.dropped, "reason": self.trouble}
        if self.trouble:
            log.error("spool in trouble", extra=said)
        else:
            log.info("spool is well", extra=said)


class _Home:
    """The folder of one writer: its lock, the segment that grows and those before it.

    ``next_segment``, ``sync`` and ``close`` block; ``turn_to`` is for the loop, so that no
    line goes into a segment that was left.
    """

    def __init__(self, root: Path, writer: str, since_s: float) -> None:
        self.folder, self._lock = spoolfolder.create(root, writer)
        self.last = 0  # number of the last record
        self.is_spoilt = False
        self._number = 0  # of the segment
        self._left: list[tuple[Segment, bool]] = []  # to be finished; is it spoilt?
        self._before: dict[int, int] = {}  # bytes of the segments that grow no more
        self._before_bytes = 0
        self._since_s = since_s
        try:
            self.segment = self.next_segment()
        except OSError:
            os.close(self._lock)
            with suppress(OSError):  # else the reader does it
                self.folder.remove()
            raise
        self._number = 1

    @property
    def size_bytes(self) -> int:
        return self.segment.size_bytes + self._before_bytes

    def is_due(self, most_bytes: int) -> bool:
        size = self.segment.size_bytes
        aged = trio.current_time() - self._since_s >= SEGMENT_S
        return self.is_spoilt or size >= most_bytes or (aged and size > 0)

    def next_segment(self) -> Segment:
        path = self.folder.segment(self._number + 1)
        path.unlink(missing_ok=True)  # an empty one that could not be finished
        segment = Segment(path)
        try:
            spoolfolder.sync_folder(self.folder.path)
        except OSError:
            segment.close()
            raise
        return segment

    def turn_to(self, fresh: Segment, now_s: float) -> None:
        """Go on in ``fresh``; the reader sees it when it has a line."""
        old, self.segment = self.segment, fresh
        self._left.append((old, self.is_spoilt))
        self._before[self._number] = old.size_bytes
        self._before_bytes += old.size_bytes
        self._number += 1
        self._since_s = now_s
        self.is_spoilt = False

    def finish(self) -> None:
        """Wait for the disk once more for what was left, and close it."""
        while self._left:
            old, is_spoilt = self._left.pop()
            try:
                if not is_spoilt:
                    old.sync()
            finally:
                old.close()

    def sync(self) -> bool:
        """Wait for the disk, see what was delivered; ``False`` if the file is gone."""
        if self.segment.is_gone():
            return False
        self.finish()  # a cancelled turn may have left something
        there = set(self.folder.segments())
        for number in self._before.keys() - there:
            self._before_bytes -= self._before.pop(number)
        try:
            self.segment.sync()
        except OSError:
            self.is_spoilt = True  # the kernel may have thrown the pages away
            raise
        return True

    def close(self) -> None:
        try:
            self.finish()
            self.segment.sync()
        except OSError as error:
            log.warning("spool not synced", extra={"reason": _word(error)})
        self.segment.close()
        os.close(self._lock)


def _word(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


@asynccontextmanager
async def open_spool(
    folder: Path,
    writer: str,
    most_bytes: int,
    run_sync: RunSync,
    now_s: Callable[[], float] = stamps.now_s,
) -> AsyncIterator[FileSpool]:
    """Open a new spool of ``writer`` below ``folder``; the caller runs its ``run``.

    Raises :exc:`ValueError` for a name that cannot be one, and nothing for the disk:
    without one it drops until there is one.
    """
    spool = FileSpool(folder, writer, most_bytes, run_sync, now_s)
    try:
        await spool.look_after()
        yield spool
    finally:
        with trio.move_on_after(CLEANUP_S, shield=True):
            await run_sync(spool.close)
        spool.close()
