"""The worklist with a database: PostgreSQL, and the local journal while that is away.

An item has its id before it is kept anywhere, and PostgreSQL takes an id once, so that a copy
which happens twice is one item.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, NoReturn, TypeVar

import trio

from callcore.shared.database.errors import DatabaseDown, DatabaseError
from callcore.shared.database.pool import Connection, Database
from callcore.shared.worklist import table
from callcore.shared.worklist.files import Closing, FileWorklist
from callcore.shared.worklist.item import Item, trimmed
from callcore.shared.worklist.port import WorklistError

SAVE_S: Final = 0.5  # a caller may wait for it
ASK_S: Final = 5.0
AGAIN_S: Final = 5.0  # PostgreSQL is not asked for so long after it failed
KEEP_S: Final = 2.0  # between two looks at what is to be copied

log = logging.getLogger(__name__)
T = TypeVar("T")


class TwiceWorklist:
    """A :class:`~callcore.shared.worklist.port.Worklist`; ``keep`` must run beside it."""

    def __init__(
        self, database: Database, files: FileWorklist, now_s: Callable[[], float]
    ) -> None:
        self._database = database
        self._files = files
        self._now_s = now_s
        self._again_s = -float("inf")  # trio's clock

    async def add(self, item: Item) -> None:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        item = trimmed(item)
        added = None
        with suppress(_Away), trio.move_on_after(SAVE_S, shield=True):
            added = await self._asked(lambda found: table.add(found, item))
        if added == "full":
            raise WorklistError("full")
        if added is None:
            await self._files.add(item)

    async def items(self) -> Sequence[Item]:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        found = {item.id: item for item in await self._files.items()}
        for item in await self._answered(table.items):
            if item.state == "done" or item.id not in found:
                found[item.id] = item
        return sorted(found.values(), key=lambda item: item.at_s)

    async def close(self, item_id: str, note: str = "") -> bool:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        at_s = self._now_s()
        here = await self._files.close(item_id, note)
        try:
            there = await self._answered(
                lambda found: table.close(found, item_id, at_s, note)
            )
        except WorklistError:
            if here:
                return True
            raise
        return here or there

    async def open_items(self) -> int:
        """Return how many items wait for a human. Raises :exc:`WorklistError`."""
        waiting = sum(item.state == "open" for item in self._files.own()[0])
        return waiting + await self._answered(table.open_items)

    @property
    def behind(self) -> int:
        """Return how much PostgreSQL does not know yet."""
        return sum(map(len, self._files.own()))

    async def keep(self) -> NoReturn:
        """Copy what is in the journal whenever PostgreSQL is there."""
        while True:
            if self.behind:
                try:
                    await self.copy()
                except WorklistError:
                    log.exception("worklist not writable")
            await trio.sleep(KEEP_S)

    async def copy(self) -> None:
        """Copy what is in the journal, as far as it goes. Raises :exc:`WorklistError`."""
        items, closings = self._files.own()
        copied: list[Item | Closing] = []
        waiting: list[Item | Closing] = [*items, *closings]
        for each in waiting:
            try:
                with trio.move_on_after(ASK_S):
                    if await self._copied(each):
                        copied.append(each)
            except _Away:
                break
        if copied:
            await self._files.forget(copied)

    async def _copied(self, each: Item | Closing) -> bool:
        """Say whether PostgreSQL has it; a closing waits for its item."""

        def work(connection: Connection) -> bool:
            if isinstance(each, Closing):
                return table.close(connection, each.item_id, each.at_s, each.note)
            table.insert(connection, each)
            return True

        return await self._asked(work) is True

    async def _answered(self, work: Callable[[Connection], T]) -> T:
        with suppress(_Away), trio.move_on_after(ASK_S):
            answer = await self._asked(work)
            if answer is not None:
                return answer
        raise WorklistError("the database does not answer")

    async def _asked(self, work: Callable[[Connection], T]) -> T | None:
        """Return what ``work`` returns, ``None`` if it was refused; else :exc:`_Away`."""
        if trio.current_time() < self._again_s:
            raise _Away
        answered = False
        try:
            answer = await self._database.run(work)
            answered = True
        except DatabaseDown:
            raise _Away from None
        except DatabaseError as error:
            answered = True
            log.error("worklist row refused", extra={"reason": str(error)})  # noqa: TRY400 - a trace may quote the row
            return None
        finally:
            if not answered:  # or not in time
                self._again_s = trio.current_time() + AGAIN_S
        return answer


class _Away(Exception):
    """PostgreSQL does not answer."""
