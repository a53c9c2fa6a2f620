"""The port of the worklist, and its twin in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import trio

from callcore.shared.worklist.item import Item, closed, trimmed

MAX_OPEN: Final = 10_000  # of one writer; somebody has stopped looking long before


class WorklistError(Exception):
    """It could not be made durable, or not be read; the text is a short reason."""


class Worklist(Protocol):
    """What humans must look at. Every method is cancel-safe: what began is finished."""

    async def add(self, item: Item) -> None:
        """Keep ``item``, durable by the time this returns; a known id changes nothing.

        Raises :exc:`WorklistError`, also when :data:`MAX_OPEN` items are open.
        """

    async def items(self) -> Sequence[Item]:
        """Return all items, of all writers, oldest first. Raises :exc:`WorklistError`."""

    async def close(self, item_id: str, note: str = "") -> bool:
        """Note that an item is done. ``False``: nobody knows it.

        Raises :exc:`WorklistError`.
        """

    async def open_items(self) -> int:
        """Return how many items wait for a human. Raises :exc:`WorklistError`."""


class MemoryWorklist:
    """A :class:`Worklist` for simulation and tests; set ``broken`` to break it."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self.broken = False
        self._now_s = now_s
        self._items: dict[str, Item] = {}

    async def add(self, item: Item) -> None:
        """See :class:`Worklist`."""
        await self._checkpoint()
        if item.id in self._items:
            return
        if sum(item.state == "open" for item in self._items.values()) >= MAX_OPEN:
            raise WorklistError("full")
        self._items[item.id] = trimmed(item)

    async def items(self) -> Sequence[Item]:
        """See :class:`Worklist`."""
        await self._checkpoint()
        return sorted(self._items.values(), key=lambda item: item.at_s)

    async def close(self, item_id: str, note: str = "") -> bool:
        """See :class:`Worklist`."""
        await self._checkpoint()
        known = self._items.get(item_id)
        if known is not None:
            self._items[item_id] = closed(known, self._now_s(), note)
        return known is not None

    async def open_items(self) -> int:
        """See :class:`Worklist`."""
        return sum(item.state == "open" for item in await self.items())

    async def _checkpoint(self) -> None:
        await trio.lowlevel.checkpoint()
        if self.broken:
            raise WorklistError("broken")
