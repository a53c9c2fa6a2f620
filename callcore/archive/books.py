"""The books: where records end, and how far each spool has come. One job, one transaction.

The position moves in the same transaction as the records, and only from where we believe it
to be; so a commit whose answer was lost, or a second archive process, delivers nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar
from uuid import UUID

import trio

from callcore.archive.callsteps import LOSE_OF_SPOOL, SUM_UP
from callcore.archive.steps import Step, Steps, run
from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.pool import Connection, Database, one

T = TypeVar("T")

JOB_S: Final = 30.0  # a server that does not answer for so long is down

_POSITION: Final = (
    "SELECT delivered FROM spool_positions WHERE spool_id = %s FOR UPDATE"
)
_BEGIN: Final = (
    "INSERT INTO spool_positions (spool_id, writer, delivered) VALUES (%s, %s, 0) "
    "ON CONFLICT DO NOTHING"
)
_MOVE: Final = (
    "UPDATE spool_positions SET delivered = %s, damaged = damaged + %s, "
    "updated_at = now() WHERE spool_id = %s"
)
_OVER: Final = (
    "UPDATE spool_positions SET over_at = coalesce(over_at, now()) WHERE spool_id = %s"
)


class Moved(Exception):
    """The position is elsewhere; the message says nothing more. Ask for it again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Records on their way, and where the spool stands before and after them."""

    spool_id: UUID
    after: int
    last: int
    damaged: int
    steps: Sequence[Steps]


class Books(Protocol):
    """What the shipper needs. All raise DatabaseError."""

    async def position(self, spool_id: UUID, writer: str) -> int:
        """Return the number of the last record that was taken, 0 for a new spool."""

    async def take(self, delivery: Delivery) -> Sequence[UUID]:
        """Take all of it or nothing; return the calls that are lost by it.

        Raises :exc:`Moved`.
        """

    async def finish(self, spool_id: UUID) -> Sequence[UUID]:
        """Note that a spool is over; return its calls that nobody will end any more."""


class PostgresBooks:
    """The real ones. Cancel-safe; whether a job that was cut off is done is unknown."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def position(self, spool_id: UUID, writer: str) -> int:
        """See :class:`Books`."""

        def work(connection: Connection) -> int:
            connection.execute(_BEGIN, (spool_id, writer))
            row = one(connection, _POSITION, spool_id)
            return 0 if row is None else int(row["delivered"])

        return await run_job(self._database, work)

    async def take(self, delivery: Delivery) -> Sequence[UUID]:
        """See :class:`Books`."""
        return await run_job(self._database, lambda c: _take(c, delivery))

    async def finish(self, spool_id: UUID) -> Sequence[UUID]:
        """See :class:`Books`."""

        def work(connection: Connection) -> list[UUID]:
            lost = run(connection, (Step(LOSE_OF_SPOOL, (spool_id,), loses=True),))
            connection.execute(SUM_UP.encode(), (lost,))
            connection.execute(_OVER, (spool_id,))
            return lost

        return await run_job(self._database, work)


def _take(connection: Connection, delivery: Delivery) -> list[UUID]:
    row = one(connection, _POSITION, delivery.spool_id)
    if row is None or row["delivered"] != delivery.after:
        raise Moved
    lost = run(connection, (step for each in delivery.steps for step in each.steps))
    touched = {each.call_id for each in delivery.steps if each.call_id is not None}
    # in one order everywhere: two spools may touch one call
    connection.execute(SUM_UP.encode(), (sorted(touched.union(lost)),))
    place = (delivery.last, delivery.damaged, delivery.spool_id)
    connection.execute(_MOVE, place)
    return lost


async def run_job(database: Database, work: Callable[[Connection], T]) -> T:
    """Run one job within :data:`JOB_S`. Raises DatabaseError, and what ``work`` raises."""
    with trio.move_on_after(JOB_S):
        return await database.run(work)
    raise DatabaseDown("late")
