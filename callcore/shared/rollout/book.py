"""Where the plan is kept: one port, a book in memory, and one in files.

A change names the version that it changes: of two who change at once one gets
:exc:`Conflict` and looks again. It is audited before it takes effect, and does not take
effect if that fails.

In files, ``plan.json`` is replaced in one step under a lock that all processes share;
who waits for a change looks at it every :data:`POLL_S`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import trio

from callcore.shared.offload import RunSync
from callcore.shared.rollout.audit import (
    AuditError,
    AuditLog,
    Entry,
    FileAudit,
    MemoryAudit,
)
from callcore.shared.rollout.plan import (
    MOST_BYTES,
    PlanError,
    RolloutPlan,
    parse_untrusted,
    to_json,
)
from callcore.shared.rollout.privatefile import read_bounded, replace_file

POLL_S: Final = 2.0
_LOCK_TRIES: Final = 40
_LOCK_STEP_S: Final = 0.05  # 2 s in all; who holds it needs two fsyncs

#: instead of a version: change whatever is there, a plan that nobody can read included
ANY: Final = -1


class BookError(Exception):
    """The book cannot be read or written now; the text is one sentence."""


class Conflict(BookError):
    """Somebody else changed the plan in between."""


class RolloutBook(Protocol):
    """Keeps one plan and the log of its changes. Every method is cancel-safe."""

    async def read(self) -> RolloutPlan | None:
        """Return the plan, ``None`` if there is none. Raises :exc:`BookError`."""

    async def wait_other(self, version: int) -> RolloutPlan | None:
        """Return as soon as the plan is not ``version`` (0: none). Raises :exc:`BookError`."""

    async def change(self, plan: RolloutPlan, expected: int) -> None:
        """Replace version ``expected`` (0: none, or :data:`ANY`) by ``plan``.

        Audited first. A change that began is finished even if the caller is cancelled.
        Raises :exc:`Conflict`, and :exc:`BookError` if nothing was changed.
        """

    async def history(self, most: int) -> Sequence[Entry]:
        """Return the newest entries, oldest first. Raises :exc:`BookError`."""


def check_step(plan: RolloutPlan, before: RolloutPlan | None, expected: int) -> None:
    """Raise :exc:`Conflict` or :exc:`BookError` if ``plan`` cannot follow ``before``."""
    found = before.version if before is not None else 0
    if expected not in (ANY, found):
        raise Conflict("somebody else has just changed the plan; look again.")
    if expected != ANY and plan.version != expected + 1:
        raise BookError("a change must raise the version by one.")


class MemoryBook:
    """The twin for tests and for a house without a disk; set ``broken`` to break it."""

    def __init__(self, audit: AuditLog | None = None) -> None:
        self.broken = False
        self.audit: AuditLog = MemoryAudit() if audit is None else audit
        self._plan: RolloutPlan | None = None
        self._changed = trio.Event()

    async def read(self) -> RolloutPlan | None:
        """See :class:`RolloutBook`."""
        await trio.lowlevel.checkpoint()
        self._refuse_if_broken()
        return self._plan

    async def wait_other(self, version: int) -> RolloutPlan | None:
        """See :class:`RolloutBook`."""
        while True:
            plan = await self.read()
            if (plan.version if plan is not None else 0) != version:
                return plan
            await self._changed.wait()

    async def change(self, plan: RolloutPlan, expected: int) -> None:
        """See :class:`RolloutBook`."""
        await trio.lowlevel.checkpoint()
        self._refuse_if_broken()
        check_step(plan, self._plan, expected)
        try:
            self.audit.append(Entry(self._plan, plan))
        except AuditError as error:
            raise BookError(str(error)) from error
        self._plan = plan
        self._changed.set()
        self._changed = trio.Event()

    async def history(self, most: int) -> Sequence[Entry]:
        """See :class:`RolloutBook`."""
        await trio.lowlevel.checkpoint()
        return self.audit.newest(most)

    def _refuse_if_broken(self) -> None:
        if self.broken:
            raise BookError("the book is closed.")


class _Busy(Exception):
    """Another process holds the lock."""


class FileBook:
    """``plan.json``, ``plan.lock`` and ``audit.jsonl`` in a folder; files are 0600."""

    def __init__(
        self, folder: Path, run_sync: RunSync, audit: AuditLog | None = None
    ) -> None:
        self._path = folder / "plan.json"
        self._lock = folder / "plan.lock"
        self._run_sync = run_sync
        self._audit = FileAudit(folder / "audit.jsonl") if audit is None else audit

    async def read(self) -> RolloutPlan | None:
        """See :class:`RolloutBook`."""
        return await self._run_sync(self._read)

    async def wait_other(self, version: int) -> RolloutPlan | None:
        """See :class:`RolloutBook`. Without a file it waits for one."""
        while True:
            plan = await self.read()
            if (plan.version if plan is not None else 0) != version:
                return plan
            await trio.sleep(POLL_S)

    async def change(self, plan: RolloutPlan, expected: int) -> None:
        """See :class:`RolloutBook`. Waits up to 2 s for another writer."""
        for _ in range(_LOCK_TRIES):
            try:
                return await self._run_sync(lambda: self._change(plan, expected))
            except _Busy:
                await trio.sleep(_LOCK_STEP_S)
        raise BookError("another process is changing the plan and does not finish.")

    async def history(self, most: int) -> Sequence[Entry]:
        """See :class:`RolloutBook`."""
        try:
            return await self._run_sync(lambda: self._audit.newest(most))
        except AuditError as error:
            raise BookError(str(error)) from error

    def _read(self) -> RolloutPlan | None:
        try:
            return parse_untrusted(read_bounded(self._path, MOST_BYTES))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BookError(f"the plan cannot be read: {error.strerror}.") from error
        except PlanError as error:
            raise BookError(str(error)) from error

    def _change(self, plan: RolloutPlan, expected: int) -> None:
        try:
            with self._locked():
                before = self._before(expected)
                check_step(plan, before, expected)
                self._audit.append(Entry(before, plan))
                replace_file(self._path, to_json(plan).encode(), durable=True)
        except OSError as error:
            raise BookError(f"the plan cannot be written: {error.strerror}.") from error
        except AuditError as error:
            raise BookError(str(error)) from error

    def _before(self, expected: int) -> RolloutPlan | None:
        try:
            return self._read()
        except BookError:
            if expected == ANY:
                return None
            raise

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _Busy from None
            yield
        finally:
            os.close(fd)  # which unlocks
