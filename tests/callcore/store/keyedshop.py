"""A shop in memory behind an outbox, with a settler, in virtual time."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence

import trio

from callcore.shared.ids import CallId
from callcore.shared.worklist.port import MemoryWorklist
from callcore.store.memory import PICKUP, Fault, MemoryStore
from callcore.store.outboxmemory import MemoryOutbox
from callcore.store.outboxport import cancel_digest, confirm_digest, create_digest
from callcore.store.port import (
    Delivery,
    Order,
    OrderLine,
    OrderWish,
    Product,
    StoreRefused,
    StoreUnavailable,
)
from callcore.store.settle import Pace, Settler

CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")
START_S = 1_800_000_000.0
TYRE = Product("t01", "S-1", {"en": "tyre"}, "tyre", "Nokian", {}, 460_000, 20)
PHONE = "+380671234567"
WISH = OrderWish((OrderLine("t01", 4),), PHONE, Delivery(PICKUP.id))


def now_s() -> float:
    return START_S + trio.current_time()


class KeyedStore(MemoryStore):
    """A shop in memory behind an outbox, as the real client keeps it."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__([TYRE])
        self.outbox = outbox
        self.asked: list[str] = []

    async def _kept(
        self,
        digest: str,
        call_id: CallId,
        kind: str,
        what: str,
        work: Coroutine[None, None, Order],
    ) -> Order:
        await self.outbox.key_of(digest, call_id, kind, what)
        self.asked.append(kind)
        refused: StoreRefused | None = None
        try:
            order = await work
        except StoreRefused as no:
            refused = no
        if refused is not None:
            await self.outbox.done(digest, state="refused")
            raise refused
        await self.outbox.done(digest, order_id=order.id, state=order.state)
        return order

    async def create_order(self, call_id: CallId, wish: OrderWish) -> Order:
        work = super().create_order(call_id, wish)
        return await self._kept(
            create_digest(call_id, wish), call_id, "create", "", work
        )

    async def confirm_order(self, call_id: CallId, order_id: str) -> Order:
        work = super().confirm_order(call_id, order_id)
        digest = confirm_digest(call_id, order_id)
        return await self._kept(digest, call_id, "confirm", order_id, work)

    async def cancel_order(self, call_id: CallId, order_id: str) -> Order:
        work = super().cancel_order(call_id, order_id)
        digest = cancel_digest(call_id, order_id)
        return await self._kept(digest, call_id, "cancel", order_id, work)

    async def orders_of(self, call_id: CallId) -> Sequence[Order]:
        self.asked.append("orders_of")
        return await super().orders_of(call_id)

    async def order(self, order_id: str) -> Order:
        self.asked.append("order")
        return await super().order(order_id)


class Shop:
    """A worker's store, outbox, worklist and settler, in virtual time."""

    def __init__(self) -> None:
        self.outbox = MemoryOutbox(now_s)
        self.store = KeyedStore(self.outbox)
        self.worklist = MemoryWorklist(now_s)
        self.noted: list[str] = []
        self.settler = Settler(
            self.store,
            self.outbox,
            self.worklist,
            now_s,
            pace=Pace(chance=lambda: 1.0),
            note=self.noted.append,
        )

    def troubled(self, *faults: Fault) -> None:
        self.store.faults.extend(faults)

    async def draft(self, call_id: CallId) -> Order:
        return await self.store.create_order(call_id, WISH)

    async def ask(self, work: Coroutine[None, None, Order]) -> None:
        """Ask for what may not be answered."""
        with trio.move_on_after(60):
            try:
                await work
            except StoreUnavailable:
                return

    async def told(self) -> list[tuple[str, str, str]]:
        return [(i.reason, i.order_id, i.state) for i in await self.worklist.items()]

    def states(self) -> list[str]:
        return [order.state for order in self.store.orders.values()]
