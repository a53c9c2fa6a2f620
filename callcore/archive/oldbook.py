"""Which records are older than the policy, and how they are forgotten: batches in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol, TypeVar
from uuid import UUID

from callcore.archive.books import run_job
from callcore.archive.callsteps import LOSE_OLD, SUM_UP
from callcore.archive.steps import Step, run
from callcore.shared import audit
from callcore.shared.database.pool import Connection, Database, one, rows

BATCH: Final = 100  # calls: some 10,000 events
LEASE_S: Final = 600.0  # renewed with every batch
JOB: Final = "retention"

_LEASE: Final = """
INSERT INTO archive_jobs AS j (job, holder, until)
VALUES (%s, %s, now() + make_interval(secs => %s))
ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE j.holder = excluded.holder OR j.until < now()
RETURNING 1
"""
_DONE: Final = (
    "UPDATE archive_jobs SET until = now(), done_at = now() "
    "WHERE job = %s AND holder = %s"
)
_RECORDINGS: Final = """
SELECT call_id, recording, started_at FROM calls
WHERE recording <> '' AND started_at < now() - make_interval(days => %s)
  AND (started_at, call_id) > (%s, %s)
ORDER BY started_at, call_id LIMIT %s
"""
_GONE: Final = "UPDATE calls SET recording = '', recording_gone_at = now() WHERE call_id = ANY (%s)"
_OLD: Final = """
SELECT call_id FROM calls
WHERE transcript_gone_at IS NULL AND started_at < now() - make_interval(days => %s)
ORDER BY started_at LIMIT %s FOR UPDATE SKIP LOCKED
"""
_FORGET: Final = (
    "UPDATE turns SET caller_text = '', agent_text = '' WHERE call_id = ANY (%s)",
    "UPDATE tool_calls SET arguments = '', result = '' WHERE call_id = ANY (%s)",
    "DELETE FROM call_events WHERE call_id = ANY (%s)",
    "DELETE FROM call_callers WHERE call_id = ANY (%s)",
    (
        "UPDATE calls SET caller = '', caller_mark = NULL, caller_marks = '{}', "
        "search = ''::tsvector, transcript_gone_at = now() WHERE call_id = ANY (%s)"
    ),
)
#: of what is done on the worklist, whom and about what it was; outcome and times stay
_TASKS: Final = """
UPDATE worklist SET phone = '', about = '', wished = '', note = '', sealed = ''
WHERE item_id IN (
    SELECT item_id FROM worklist
    WHERE state = 'done' AND closed_at < now() - make_interval(days => %s)
      AND (phone, about, wished, note, sealed) <> ('', '', '', '', '')
    ORDER BY closed_at LIMIT %s FOR UPDATE SKIP LOCKED
)
"""
#: a spool that was over so long ago is on no disk any more
_SPOOLS: Final = (
    "DELETE FROM spool_positions WHERE over_at < now() - interval '90 days'"
)

Place = tuple[datetime, UUID]
BEGINNING: Final[Place] = (datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0))
T = TypeVar("T")


class OldBook(Protocol):
    """What retention needs. All raise DatabaseError."""

    async def lease(self) -> bool:
        """Take or renew the job; ``False`` if another machine is at it."""

    async def done(self, counts: dict[str, int]) -> None:
        """Give the job back, and put on the audit what was done."""

    async def recordings(self, days: int, after: Place) -> Sequence[tuple[Place, str]]:
        """Return names of old recordings in the order of their places."""

    async def recordings_gone(self, call_ids: Sequence[UUID]) -> None:
        """Note that the archive does not have these any more."""

    async def forget_words(self, days: int) -> int:
        """Forget what was said in a batch of old calls; return how many."""

    async def forget_tasks(self, days: int) -> int:
        """Forget whom a batch of old tasks of the worklist was about; return how many."""

    async def lose_old(self) -> int:
        """Give up calls of machines that never came back; return how many."""


class PostgresOldBook:
    """The real one. Cancel-safe."""

    def __init__(self, database: Database, home: UUID) -> None:
        self._database = database
        self._home = home

    async def lease(self) -> bool:
        """See :class:`OldBook`."""
        values = JOB, self._home, LEASE_S
        return await self._run(lambda c: one(c, _LEASE, *values)) is not None

    async def done(self, counts: dict[str, int]) -> None:
        """See :class:`OldBook`."""

        def work(connection: Connection) -> None:
            connection.execute(_DONE, (JOB, self._home))
            connection.execute(_SPOOLS)
            if any(counts.values()):
                audit.note(
                    connection,
                    by=audit.HOUSE,
                    action="retention.done",
                    subject="calls",
                    detail={**counts},
                )

        await self._run(work)

    async def recordings(self, days: int, after: Place) -> Sequence[tuple[Place, str]]:
        """See :class:`OldBook`."""
        found = await self._run(lambda c: rows(c, _RECORDINGS, days, *after, BATCH))
        return [((row["started_at"], row["call_id"]), row["recording"]) for row in found]  # fmt: skip

    async def recordings_gone(self, call_ids: Sequence[UUID]) -> None:
        """See :class:`OldBook`."""
        await self._run(lambda c: c.execute(_GONE, (list(call_ids),)))

    async def forget_words(self, days: int) -> int:
        """See :class:`OldBook`."""

        def work(connection: Connection) -> int:
            old = [row["call_id"] for row in rows(connection, _OLD, days, BATCH)]
            for sql in _FORGET if old else ():
                connection.execute(sql.encode(), (old,))
            return len(old)

        return await self._run(work)

    async def forget_tasks(self, days: int) -> int:
        """See :class:`OldBook`."""
        return await self._run(lambda c: c.execute(_TASKS, (days, BATCH)).rowcount)

    async def lose_old(self) -> int:
        """See :class:`OldBook`."""

        def work(connection: Connection) -> int:
            lost = run(connection, (Step(LOSE_OLD, (), loses=True),))
            connection.execute(SUM_UP.encode(), (lost,))
            return len(lost)

        return await self._run(work)

    async def _run(self, work: Callable[[Connection], T]) -> T:
        return await run_job(self._database, work)
