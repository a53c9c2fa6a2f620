"""An outbox that forgets with its process, for simulation and tests.

It keeps every promise of the port but the one that matters: nothing survives. The crash
suite uses it to prove that it would notice (``chaos/cuts``).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

import trio

from callcore.shared.ids import CallId
from callcore.store.outboxbook import (
    Book,
    answer_record,
    begin_record,
    over_record,
)
from callcore.store.outboxport import CallOrders, Entry, How, OutboxError


class MemoryOutbox:
    """An :class:`~callcore.store.outboxport.Outbox`; set ``broken`` to break it."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self.broken = False
        self._now_s = now_s
        self._book = Book()
        self._live: set[CallId] = set()

    async def key_of(self, digest: str, call_id: CallId, kind: str, what: str) -> str:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        await self._checkpoint()
        known = self._book.entry(digest)
        if known is not None and not known.spent:
            return known.key
        entry = Entry(digest, str(uuid.uuid4()), self._now_s(), call_id, kind, what)
        self._book.take(begin_record(entry))
        if not self._book.is_over(call_id):
            self._live.add(call_id)
        return entry.key

    async def done(self, digest: str, *, order_id: str = "", state: str = "") -> None:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        await self._checkpoint()
        entry = self._book.entry(digest)
        if entry is not None and not (entry.done and entry.state == state):
            late = entry.call_id not in self._live
            self._book.take(answer_record(digest, order_id, state, late=late))

    def call_over(self, call_id: CallId, how: How) -> bool:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        self._live.discard(call_id)
        if call_id not in self._book:
            return False
        self._book.take(over_record(call_id, how, self._now_s()))
        return True

    async def flush(self) -> None:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        await self._checkpoint()

    def calls(self) -> Sequence[CallOrders]:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        return [call for call in self._book.calls() if call.call_id not in self._live]

    async def settled(self, call_id: CallId) -> None:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        await self._checkpoint()
        self._book.take({"settled": call_id})

    async def adopt(self) -> int:
        """See :class:`~callcore.store.outboxport.Outbox`. Nobody leaves anything here."""
        await self._checkpoint()
        return 0

    async def _checkpoint(self) -> None:
        await trio.lowlevel.checkpoint()
        if self.broken:
            raise OutboxError("broken")
