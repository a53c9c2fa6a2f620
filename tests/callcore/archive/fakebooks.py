"""Books in memory, with the faults of a database."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import trio

from callcore.archive.books import Delivery, Moved
from callcore.shared.database.errors import DatabaseDown, Rejected


class FakeBooks:
    """Takes deliveries; ``poison`` values in any statement are refused."""

    def __init__(self) -> None:
        self.taken: list[object] = []  # call ids, in the order of their records
        self.positions: dict[UUID, int] = {}
        self.damaged = 0
        self.down = False
        self.loses_answers = 0  # commits, and says that the database is down
        self.dies_after = 10**9  # this many takes, and is back at the next question
        self.tries = 0
        self.poison: set[object] = set()
        self.finished: list[UUID] = []

    async def position(self, spool_id: UUID, writer: str) -> int:
        await self._ask()
        return self.positions.setdefault(spool_id, 0)

    async def take(self, delivery: Delivery) -> Sequence[UUID]:
        await self._ask()
        if self.positions[delivery.spool_id] != delivery.after:
            raise Moved
        self.dies_after -= 1
        if self.dies_after < 0:
            self.dies_after = 10**9
            raise DatabaseDown("unreachable")
        values = [s.values for each in delivery.steps for s in each.steps]
        if any(self.poison & {v for v in row if isinstance(v, str)} for row in values):
            raise Rejected("22P02")
        self.positions[delivery.spool_id] = delivery.last
        self.damaged += delivery.damaged
        self.taken += [each.call_id for each in delivery.steps if each.call_id]
        if self.loses_answers:
            self.loses_answers -= 1
            raise DatabaseDown("unreachable")
        return ()

    async def finish(self, spool_id: UUID) -> Sequence[UUID]:
        await self._ask()
        self.finished.append(spool_id)
        return [UUID(int=7)]

    async def _ask(self) -> None:
        await trio.lowlevel.checkpoint()
        self.tries += 1
        if self.down:
            raise DatabaseDown("unreachable")
