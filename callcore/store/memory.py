"""A shop in memory, with the same manners as the real one and faults on demand.

For simulation and tests: no thread, no socket, all waiting on the (virtual) clock.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

import trio

from callcore.shared.ids import CallId, Language
from callcore.store.limits import LIMITS, Group
from callcore.store.matching import find
from callcore.store.outboxport import create_digest
from callcore.store.parse import MAX_ORDERS
from callcore.store.port import (
    DeliveryOption,
    Order,
    OrderLine,
    OrderWish,
    Product,
    StoreRefused,
    StoreUnavailable,
)

Operation = Literal[
    "search",
    "product",
    "catalogue",
    "delivery",
    "create",
    "confirm",
    "cancel",
    "order",
    "orders_of",
]
#: what a shop in memory offers if it is told nothing else; as the reference store
PICKUP: Final = DeliveryOption(
    id="pickup",
    kind="pickup",
    names={
        "en": "pick-up at the shop",
        "ru": "самовывоз из магазина",
        "uk": "самовивіз з магазину",
    },
    price_kopiykas=0,
    days_min=0,
    days_max=1,
    default=True,
)
BRANCH: Final = DeliveryOption(
    id="nova-poshta",
    kind="branch",
    names={
        "en": "delivery to a Nova Poshta branch",
        "ru": "доставка в отделение Новой почты",
        "uk": "доставка у відділення Нової пошти",
    },
    price_kopiykas=12_000,
    days_min=1,
    days_max=3,
)
COURIER: Final = DeliveryOption(
    id="courier",
    kind="courier",
    names={
        "en": "delivery to the door by courier",
        "ru": "доставка курьером до двери",
        "uk": "доставка кур'єром до дверей",
    },
    price_kopiykas=25_000,
    days_min=1,
    days_max=4,
)
OPTIONS: Final = (PICKUP, BRANCH, COURIER)
GROUP_OF: Final[dict[Operation, Group]] = {
    "search": "search",
    "product": "details",
    "catalogue": "catalogue",
    "delivery": "delivery",
    "create": "orders",
    "confirm": "orders",
    "cancel": "orders",
    "order": "status",
    "orders_of": "settling",
}
MAX_LINES: Final = 20  # of one order, and pieces of one line: as the reference store
MAX_QUANTITY: Final = 100
_PHONE: Final = re.compile(r"\+[1-9][0-9]{7,14}")
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
        self,
        products: Iterable[Product],
        faults: Iterable[Fault] = (),
        *,
        options: Sequence[DeliveryOption] = OPTIONS,
    ) -> None:
        self._products = {product.id: product for product in products}
        self._options = {option.id: option for option in options}
        self._by_digest: dict[str, str] = {}
        self.faults = deque(faults)
        self.orders: dict[str, Order] = {}
        self.owners: dict[str, CallId] = {}  #: order id -> the call that made it
        #: order ids in the order they became binding
        self.confirmations: list[str] = []

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

    async def product(self, product_id: str) -> Product:
        """See :class:`~callcore.store.port.Store`."""

        def known() -> Product:
            if product_id not in self._products:
                raise StoreRefused("unknown-product")
            return self._products[product_id]

        return await self._serve("product", known)

    async def delivery_options(self, city: str = "") -> Sequence[DeliveryOption]:
        """See :class:`~callcore.store.port.Store`."""
        return await self._serve("delivery", lambda: list(self._options.values()))

    async def create_order(self, call_id: CallId, wish: OrderWish) -> Order:
        """See :class:`~callcore.store.port.Store`."""

        def create() -> Order:
            digest = create_digest(call_id, wish)
            known = self.orders.get(self._by_digest.get(digest, ""))
            if known is not None and known.state != "cancelled":
                return known
            order = self._priced(wish)
            self.orders[order.id] = order
            self.owners[order.id] = call_id
            self._by_digest[digest] = order.id
            return order

        return await self._serve("create", create)

    async def confirm_order(self, call_id: CallId, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""

        def confirm() -> Order:
            order = self._known(order_id)
            if order.state == "cancelled":
                raise StoreRefused("cancelled")
            if order.state == "draft":
                self._sell(order)
                order = self.orders[order_id] = replace(order, state="confirmed")
                self.confirmations.append(order_id)
            return order

        return await self._serve("confirm", confirm)

    async def cancel_order(self, call_id: CallId, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""

        def cancel() -> Order:
            order = self._known(order_id)
            if order.state not in ("draft", "confirmed", "cancelled"):
                raise StoreRefused("too-late")
            if order.state == "confirmed":
                self._move(order, 1)
            order = self.orders[order_id] = replace(order, state="cancelled")
            return order

        return await self._serve("cancel", cancel)

    async def order(self, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        return await self._serve("order", lambda: self._known(order_id))

    async def orders_of(self, call_id: CallId) -> Sequence[Order]:
        """See :class:`~callcore.store.port.Store`."""
        return await self._serve(
            "orders_of",
            lambda: [
                order
                for order in self.orders.values()
                if self.owners.get(order.id) == call_id
            ][:MAX_ORDERS],
        )

    async def _serve(self, operation: Operation, work: Callable[[], T]) -> T:
        fault = self._next_fault(operation)
        group = GROUP_OF[operation]
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

    def _priced(self, wish: OrderWish) -> Order:
        _check(wish)
        option = self._options.get(wish.delivery.option_id)
        if option is None:
            raise StoreRefused("unknown-delivery")
        if option.needs_place and not (wish.delivery.city and wish.delivery.place):
            raise StoreRefused("place-needed")
        lines = tuple(self._line(line) for line in wish.lines)
        total = sum(line.unit_kopiykas * line.quantity for line in lines)
        return Order(
            id=str(100_000 + len(self.orders)),
            state="draft",
            lines=lines,
            total_kopiykas=total + option.price_kopiykas,
            phone=wish.phone,
            name=wish.name,
            delivery=wish.delivery,
            delivery_kopiykas=option.price_kopiykas,
        )

    def _line(self, line: OrderLine) -> OrderLine:
        product = self._products.get(line.product_id)
        if product is None:
            raise StoreRefused("unknown-product")
        if product.stock < line.quantity:
            raise StoreRefused("out-of-stock")
        return replace(line, unit_kopiykas=product.price_kopiykas)

    def _known(self, order_id: str) -> Order:
        order = self.orders.get(order_id)
        if order is None:
            raise StoreRefused("unknown-order")
        return order

    def _sell(self, order: Order) -> None:
        for line in order.lines:
            if self._products[line.product_id].stock < line.quantity:
                raise StoreRefused("out-of-stock")
        self._move(order, -1)

    def _move(self, order: Order, sign: int) -> None:
        """Take the pieces of ``order`` from the shelf (-1), or put them back (1)."""
        for line in order.lines:
            product = self._products[line.product_id]
            left = product.stock + sign * line.quantity
            self._products[line.product_id] = replace(product, stock=left)


def _check(wish: OrderWish) -> None:
    """Refuse what makes no sense by itself, in the words of the reference store."""
    products = {line.product_id for line in wish.lines}
    if not 0 < len(wish.lines) == len(products) <= MAX_LINES:
        raise StoreRefused("invalid")
    if not _PHONE.fullmatch(wish.phone):
        raise StoreRefused("invalid-phone")
    if not all(1 <= line.quantity <= MAX_QUANTITY for line in wish.lines):
        raise StoreRefused("invalid-quantity")
