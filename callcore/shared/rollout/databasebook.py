"""The book in PostgreSQL, and the last plan that was good in a file beside it.

A worker that starts while PostgreSQL is away begins with the plan of the file, and is told by
``wait_other`` that the book is lost until it is back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import trio

from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, Database
from callcore.shared.offload import RunSync
from callcore.shared.rollout import plantable
from callcore.shared.rollout.audit import Entry
from callcore.shared.rollout.book import POLL_S, BookError
from callcore.shared.rollout.plan import (
    MOST_BYTES,
    PlanError,
    RolloutPlan,
    parse_untrusted,
    to_json,
)
from callcore.shared.rollout.privatefile import read_bounded, replace_file

ASK_S: Final = 3.0
T = TypeVar("T")

log = logging.getLogger(__name__)


class DatabaseBook:
    """A :class:`~callcore.shared.rollout.book.RolloutBook` for all machines."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> RolloutPlan | None:
        """See :class:`~callcore.shared.rollout.book.RolloutBook`."""
        return await self._asked(plantable.read)

    async def wait_other(self, version: int) -> RolloutPlan | None:
        """See :class:`~callcore.shared.rollout.book.RolloutBook`."""
        while True:
            if await self._asked(plantable.version) != version:
                return await self.read()
            await trio.sleep(POLL_S)

    async def change(self, plan: RolloutPlan, expected: int) -> None:
        """See :class:`~callcore.shared.rollout.book.RolloutBook`.

        Of a change whose answer was lost nobody knows whether it was made; who repeats it
        gets :exc:`~callcore.shared.rollout.book.Conflict` if it was.
        """
        await self._asked(lambda found: plantable.change(found, plan, expected))

    async def history(self, most: int) -> Sequence[Entry]:
        """See :class:`~callcore.shared.rollout.book.RolloutBook`."""
        return await self._asked(lambda found: plantable.history(found, most))

    async def _asked(self, work: Callable[[Connection], T]) -> T:
        with trio.move_on_after(ASK_S):
            try:
                return await self._database.run(work)
            except DatabaseError as error:
                raise BookError(f"the database does not answer: {error}.") from None
        raise BookError("the database does not answer in time.")


class RememberedBook:
    """A worker's book: a :class:`DatabaseBook` that remembers the last good plan."""

    def __init__(self, book: DatabaseBook, path: Path, run_sync: RunSync) -> None:
        self._book = book
        self._path = path
        self._run_sync = run_sync
        self._kept = -1  # the version that the file has

    async def read(self) -> RolloutPlan | None:
        """Return the plan, or the last one known while PostgreSQL is away."""
        try:
            plan, down = await self._book.read(), None
        except BookError as error:
            plan, down = None, error
        if down is None:
            return await self._remember(plan)
        remembered = await self._run_sync(self._remembered)
        if remembered is None:
            raise down
        return remembered

    async def wait_other(self, version: int) -> RolloutPlan | None:
        """See :class:`~callcore.shared.rollout.book.RolloutBook`."""
        return await self._remember(await self._book.wait_other(version))

    async def change(self, plan: RolloutPlan, expected: int) -> None:
        """See :class:`~callcore.shared.rollout.book.RolloutBook`."""
        await self._book.change(plan, expected)
        await self._remember(plan)

    async def history(self, most: int) -> Sequence[Entry]:
        """See :class:`~callcore.shared.rollout.book.RolloutBook`."""
        return await self._book.history(most)

    async def _remember(self, plan: RolloutPlan | None) -> RolloutPlan | None:
        if plan is not None and plan.version != self._kept:
            data = to_json(plan).encode()
            try:
                await self._run_sync(
                    lambda: replace_file(self._path, data, durable=False)
                )
            except OSError as error:
                log.warning("rollout plan not kept", extra={"errno": error.errno})
            else:
                self._kept = plan.version
        return plan

    def _remembered(self) -> RolloutPlan | None:
        try:
            return parse_untrusted(read_bounded(self._path, MOST_BYTES))
        except (OSError, PlanError):
            return None
