"""Which recordings of this machine wait for their place in the archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar
from uuid import UUID

from callcore.archive.books import run_job
from callcore.shared.database.pool import Connection, Database, rows

MOST: Final = 20  # that are asked for at once
LONGEST_WAIT_S: Final = 600.0  # between two tries of one

_DUE: Final = """
SELECT call_id, path, d.ms, tries, extract(epoch FROM started_at)::float8 AS started_s
FROM recordings_due d JOIN calls USING (call_id)
WHERE home = %s AND after <= now() ORDER BY after LIMIT %s
"""
_KEPT: Final = (
    "UPDATE calls SET recording = %s, recording_ms = %s, recording_gone_at = NULL "
    "WHERE call_id = %s"
)
_DONE: Final = "DELETE FROM recordings_due WHERE call_id = %s"
_LATER: Final = (
    "UPDATE recordings_due SET tries = tries + 1, "
    "after = now() + make_interval(secs => least(%s, 5 * 2 ^ least(tries, 10))) "
    "WHERE call_id = %s"
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Due:
    """One recording."""

    call_id: UUID
    path: str  # of its WAV
    ms: int
    tries: int  # that failed
    started_s: float  # of the call, unix time


class DueBook(Protocol):
    """What the keeper of recordings needs. All raise DatabaseError."""

    async def due(self) -> Sequence[Due]:
        """Return recordings that may be tried now, the longest waiting first."""

    async def kept(self, due: Due, name: str, ms: int) -> None:
        """Note that the archive has it."""

    async def later(self, due: Due) -> None:
        """Note a try that failed: 5 s until the next, twice as long each time."""

    async def give_up(self, due: Due) -> None:
        """Note that there is no recording."""


class PostgresDueBook:
    """The real one. Cancel-safe."""

    def __init__(self, database: Database, home: UUID) -> None:
        self._database = database
        self._home = home

    async def due(self) -> Sequence[Due]:
        """See :class:`DueBook`."""
        found = await self._run(lambda c: rows(c, _DUE, self._home, MOST))
        return [Due(**row) for row in found]

    async def kept(self, due: Due, name: str, ms: int) -> None:
        """See :class:`DueBook`."""

        def work(connection: Connection) -> None:
            connection.execute(_KEPT, (name, ms, due.call_id))
            connection.execute(_DONE, (due.call_id,))

        await self._run(work)

    async def later(self, due: Due) -> None:
        """See :class:`DueBook`."""
        values = LONGEST_WAIT_S, due.call_id
        await self._run(lambda connection: connection.execute(_LATER, values))

    async def give_up(self, due: Due) -> None:
        """See :class:`DueBook`."""
        await self._run(lambda connection: connection.execute(_DONE, (due.call_id,)))

    async def _run(self, work: Callable[[Connection], T]) -> T:
        return await run_job(self._database, work)
