"""Where an outbox writes with a database: PostgreSQL, and the journal while that is away.

A change is tried in PostgreSQL for :data:`SAVE_S`; if that does not work out, the whole call
stands in the journal, with the same keys, and is copied when PostgreSQL is back. A call has a
version that grows with every change, in either place: the highest is the truth. So it does
not matter whether a write that was given up for lost has happened, nor when.

Whose call it is: an owner is one run of one process. The journal names its owner, and its
lock says whether he lives; who takes over the journal of a dead one is heir to his rows in
PostgreSQL as well, and that stands in the journal too until they are taken over. An owner on
another machine is dead when his lease is over, which lasts longer than any call: by then all
that he knew is over.

::

    {"owner": uuid}        who writes this journal
    {"heir": uuid}         whose rows are to be taken over
    {..., "v": version}    a record of a call, as of that version
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal, NoReturn, TypeVar

import trio

from callcore.shared.database.errors import DatabaseDown, DatabaseError
from callcore.shared.database.pool import Connection, Database
from callcore.shared.ids import CallId
from callcore.shared.offload import RunSync
from callcore.shared.recordlog import Record, RecordLog
from callcore.store import outboxtable
from callcore.store.outboxjournal import anew, read_untrusted, versioned
from callcore.store.outboxlog import Change, dead_records, refuse_too_many
from callcore.store.outboxport import OutboxError
from callcore.store.outboxtable import Snapshot

SAVE_S: Final = 0.3  # a caller waits for it
COPY_S: Final = 3.0  # nobody waits
AGAIN_S: Final = 2.0  # PostgreSQL is not asked for so long after it failed
KEEP_S: Final = 1.0  # between two looks at what is to be copied

log = logging.getLogger(__name__)
T = TypeVar("T")
Result = Literal["kept", "away", "refused", "theirs"]


class TwiceLog:
    """A :class:`~callcore.store.outboxlog.Log`; ``keep`` must run beside it.

    ``lease_s`` is longer than any call and than two calls of :meth:`claim` are apart.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        name: str,
        run_sync: RunSync,
        lease_s: float,
    ) -> None:
        self.owner = str(uuid.uuid4())
        self._database = database
        self._lease_s = lease_s
        self._file = RecordLog(folder, name, run_sync, OutboxError)
        self._versions: dict[CallId, int] = {}
        self._behind: dict[CallId, Snapshot] = {}  # PostgreSQL does not know it
        self._copied: set[CallId] = set()  # it does now, and the journal still has it
        self._heirs_of: set[str] = set()
        self._claimed: Sequence[Snapshot] = ()
        self._again_s = -float("inf")  # trio's clock
        self._away = False
        self._filing = trio.Lock()

    @property
    def path(self) -> Path:
        """See :class:`~callcore.store.outboxlog.Log`."""
        return self._file.path

    @property
    def lines(self) -> int:
        """See :class:`~callcore.store.outboxlog.Log`."""
        return self._file.lines

    @property
    def damaged_lines(self) -> int:
        """See :class:`~callcore.store.outboxlog.Log`."""
        return self._file.damaged_lines

    @property
    def behind(self) -> int:
        """Return how many calls PostgreSQL does not know as they are."""
        return len(self._behind)

    async def open(self) -> Sequence[Record]:
        """See :class:`~callcore.store.outboxlog.Log`."""
        left = read_untrusted(await self._file.open())
        self._heirs_of |= left.owners
        return [
            record for call in left.calls.values() for record in self._inherit(call)
        ]

    async def write(self, change: Change, *, durable: bool) -> None:
        """See :class:`~callcore.store.outboxlog.Log`. One at a time: the outbox's lock."""
        version = self._versions.get(change.call_id, 0) + 1
        self._versions[change.call_id] = version
        snapshot = Snapshot(change.call_id, version, change.whole)
        if trio.current_time() >= self._again_s:
            result: Result = "away"
            with trio.move_on_after(SAVE_S, shield=True):  # finished, or given up
                result = await self._saved(snapshot)
            self._learn(result)
            if result == "kept":
                self._is_copied(change.call_id)
                return
            snapshot = self._newest(snapshot)
        await self._note(snapshot, change.new, durable=durable)

    async def rewrite(self, records: Sequence[Record]) -> None:
        """See :class:`~callcore.store.outboxlog.Log`: the journal has what is behind."""
        async with self._filing:
            lines: list[Record] = [{"owner": self.owner}]
            lines += [{"heir": owner} for owner in sorted(self._heirs_of)]
            for each in self._behind.values():
                lines += versioned(each, each.records)
            await self._file.rewrite(lines)
            self._copied.clear()

    async def adopt(self, known: Callable[[CallId], bool], kept: list[Record]) -> None:
        """See :class:`~callcore.store.outboxlog.Log`. What is newer than ours is taken."""
        versions = dict(self._versions)
        lines: list[Record] = []

        def take(theirs: Sequence[Record]) -> Sequence[Record]:
            left = read_untrusted(theirs).newer_than(versions)
            refuse_too_many(len(lines) + left.size)
            versions.update(
                (call.call_id, call.version) for call in left.calls.values()
            )
            return left.lines

        async with self._filing:
            try:
                await self._file.adopt(take, lines)
            finally:
                left = read_untrusted(lines)
                self._heirs_of |= left.owners
                for call in left.calls.values():
                    kept += [{"settled": call.call_id}, *self._inherit(call)]

    async def claim(self) -> Sequence[Record]:
        """See :class:`~callcore.store.outboxlog.Log`. Renews the lease as well."""
        await self.copy()
        heirs_of = sorted(self._heirs_of)

        def work(connection: Connection) -> tuple[list[Snapshot], set[str]]:
            outboxtable.renew(connection, self.owner, self._lease_s)
            outboxtable.forget(connection)
            found = outboxtable.claim(connection, self.owner, self._lease_s, heirs_of)
            return found, outboxtable.left_by(connection, heirs_of)

        answer = await self._asked(work)
        if answer is None:
            return []
        claimed, left = answer
        kept = [record for each in claimed for record in self._newly_ours(each)]
        self._heirs_of -= (
            set(heirs_of) - left
        )  # the journal says so when it is written anew
        return kept

    def _newly_ours(self, snapshot: Snapshot) -> Sequence[Record]:
        call_id = snapshot.call_id
        if snapshot.version <= self._versions.get(call_id, -1):
            return []
        self._versions[call_id] = snapshot.version
        self._is_copied(call_id)
        return [{"settled": call_id}, *dead_records(snapshot.records)]

    async def aclose(self) -> None:
        """See :class:`~callcore.store.outboxlog.Log`."""
        await self._file.aclose()

    async def keep(self) -> NoReturn:
        """Copy what is behind whenever PostgreSQL is there."""
        while True:
            await trio.sleep(KEEP_S)
            if self._behind or self._copied:
                try:
                    await self.copy()
                except OutboxError:
                    log.exception("outbox not writable")

    async def copy(self) -> None:
        """Copy what is behind, as far as it goes. Raises :exc:`OutboxError`."""
        for snapshot in list(self._behind.values()):
            if trio.current_time() < self._again_s:
                break
            result: Result = "away"
            with trio.move_on_after(COPY_S):
                result = await self._saved(snapshot)
            self._learn(result)
            if self._behind.get(snapshot.call_id) is not snapshot:
                continue  # it has changed meanwhile
            if result == "kept":
                self._is_copied(snapshot.call_id)
            else:
                self._behind[snapshot.call_id] = self._newest(snapshot)
        await self._forget_copied()

    # -- PostgreSQL ------------------------------------------------------------------

    async def _saved(self, snapshot: Snapshot) -> Result:
        """Say what became of it."""

        def work(connection: Connection) -> int | None:
            return outboxtable.save(connection, self.owner, self._lease_s, snapshot)

        try:
            theirs = await self._database.run(work)
        except DatabaseDown:
            return "away"
        except DatabaseError as error:
            log.error("outbox row refused", extra={"reason": str(error)})  # noqa: TRY400 - a trace may quote the row
            return "refused"
        if theirs is None:
            return "kept"
        log.warning("a call was taken over while its process lived")
        known = self._versions.get(snapshot.call_id, 0)
        self._versions[snapshot.call_id] = max(known, theirs + 1)
        return "theirs"

    def _newest(self, snapshot: Snapshot) -> Snapshot:
        """Return it at a version at which it wins."""
        return replace(snapshot, version=self._versions[snapshot.call_id])

    async def _asked(self, work: Callable[[Connection], T]) -> T | None:
        if trio.current_time() < self._again_s:
            return None
        with trio.move_on_after(COPY_S):
            try:
                answer = await self._database.run(work)
            except DatabaseError as error:
                log.warning("outbox not claimed", extra={"reason": str(error)})
                self._learn("away" if isinstance(error, DatabaseDown) else "refused")
                return None
            self._learn("kept")
            return answer
        self._learn("away")
        return None

    def _learn(self, result: Result) -> None:
        """Let nobody wait for what is known already: whether PostgreSQL is there."""
        if result == "away":
            self._again_s = trio.current_time() + AGAIN_S
            return
        self._again_s = -float("inf")
        if self._away:
            self._away = False
            log.info("outbox in PostgreSQL again")

    def _is_copied(self, call_id: CallId) -> None:
        if self._behind.pop(call_id, None) is not None:
            self._copied.add(call_id)

    # -- the journal -----------------------------------------------------------------

    async def _note(
        self, snapshot: Snapshot, new: Sequence[Record], *, durable: bool
    ) -> None:
        if not self._away:
            self._away = True
            log.warning("outbox in the local file: PostgreSQL does not answer")
        call_id = snapshot.call_id
        async with self._filing:
            before = self._behind.get(call_id)
            lines = anew(snapshot) if before is None else versioned(snapshot, new)
            self._behind[call_id] = snapshot
            try:
                await self._file.append(lines, durable=durable)
            except OutboxError:
                del self._behind[call_id]
                if before is not None:
                    self._behind[call_id] = before
                raise

    async def _forget_copied(self) -> None:
        async with self._filing:
            gone = self._copied - self._behind.keys()
            if gone:
                lines: list[Record] = [{"settled": call_id} for call_id in gone]
                await self._file.append(lines, durable=True)
            self._copied.clear()

    def _inherit(self, call: Snapshot) -> Sequence[Record]:
        self._versions[call.call_id] = call.version
        self._behind[call.call_id] = call
        return dead_records(call.records)
