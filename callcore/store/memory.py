"""A shop in memory, with the same manners as the real one and faults on demand.

For simulation and tests: no thread, no socket, all waiting on the (virtual) clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import trio

from callcore.shared.ids import CallId, Language
from callcore.store.limits import LIMITS
from callcore.store.matching import find
from callcore.store.outbox import create_digest
from callcore.store.port import (
    Order,
    OrderLine,
    Product,
    StoreRefused,
    StoreUnavailable,
)

Operation = Literal["search", "catalogue", "create", "confirm", "order"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with the next operation (of kind ``on``, or any).

    ``slow_s`` waits first; beyond the operation's deadline it becomes unavailable.
    ``lose_reply`` does the work and then reports it as unavailable.
    """

    on: Operation | None = None
    slow_s: float = 0.0
    refuse: str = ""
    unavailable: str = ""
    lose_reply: bool = False


class MemoryStore:
    """A :class:`~callcore.store.port.Store`. ``orders`` is what the shop holds."""

    def __init__(
        self, products: Iterable[Product], faults: Iterable[Fault] = ()
    ) -> None:
        self._products = {product.id: product for product in products}
        self._by_digest: dict[str, str] = {}
        self.faults = deque(faults)
        self.orders: dict[str, Order] = {}
        self.owners: dict[str, CallId] = {}  #: order id -> the call that made it
        self.confirmations: list[
            str
        ] = []  #: order ids in the order they became binding

    async def search(
        self, query: str, language: Language, *, limit: int = 5
    ) -> Sequence[Product]:
        """See :class:`~callcore.store.port.Store`."""
        return await self._serve(
            "search", lambda: find(list(self._products.values()), query, limit)
        )

    async def catalogue(self) -> Sequence[Product]:
        """See :class:`~callcore.store.port.Store`."""
        return await self._serve("catalogue", lambda: list(self._products.values()))

    async def create_order(
        self, call_id: CallId, lines: Sequence[OrderLine], phone: str, name: str = ""
    ) -> Order:
        """See :class:`~callcore.store.port.Store`."""

        def create() -> Order:
            digest = create_digest(call_id, lines, phone, name)
            known = self._by_digest.get(digest)
            if known is not None:
                return self.orders[known]
            order = self._priced(tuple(lines), phone, name)
            self.orders[order.id] = order
            self.owners[order.id] = call_id
            self._by_digest[digest] = order.id
            return order

        return await self._serve("create", create)

    async def confirm_order(self, call_id: CallId, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""

        def confirm() -> Order:
            order = self._known(order_id)
            if order.state == "draft":
                self._sell(order)
                order = self.orders[order_id] = replace(order, state="confirmed")
                self.confirmations.append(order_id)
            return order

        return await self._serve("confirm", confirm)

    async def order(self, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        return await self._serve("order", lambda: self._known(order_id))

    async def _serve(self, operation: Operation, work: Callable[[], T]) -> T:
        fault = self._next_fault(operation)
        group = operation if operation in ("search", "catalogue") else "orders"
        with trio.move_on_after(LIMITS[group].total_s):
            await trio.sleep(fault.slow_s)
            if fault.refuse:
                raise StoreRefused(fault.refuse)
            if fault.unavailable:
                raise StoreUnavailable(fault.unavailable)
            answer = work()
            if fault.lose_reply:
                raise StoreUnavailable("timeout")
            return answer
        raise StoreUnavailable("deadline")

    def _next_fault(self, operation: Operation) -> Fault:
        if self.faults and self.faults[0].on in (None, operation):
            return self.faults.popleft()
        return Fault()

    def _priced(self, lines: tuple[OrderLine, ...], phone: str, name: str) -> Order:
        total = 0
        for line in lines:
            product = self._products.get(line.product_id)
            if product is None:
                raise StoreRefused("unknown-product")
            if product.stock < line.quantity:
                raise StoreRefused("out-of-stock")
            total += product.price_kopiykas * line.quantity
        number = str(100_000 + len(self.orders))
        return Order(number, "draft", lines, total, phone, name)

    def _known(self, order_id: str) -> Order:
        order = self.orders.get(order_id)
        if order is None:
            raise StoreRefused("unknown-order")
        return order

    def _sell(self, order: Order) -> None:
        for line in order.lines:
            if self._products[line.product_id].stock < line.quantity:
                raise StoreRefused("out-of-stock")
        for line in order.lines:
            product = self._products[line.product_id]
            left = product.stock - line.quantity
            self._products[line.product_id] = replace(product, stock=left)
