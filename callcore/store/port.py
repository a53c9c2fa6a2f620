"""The shop as the agent sees it. Twin: :class:`callcore.store.memory.MemoryStore`.

The contract in full, for those who build a shop's side of it: ``openapi.yaml`` beside this
file. Money is in integer kopiykas (1/100 UAH). Every method raises :exc:`StoreError` and
nothing else, returns within its deadline, and is cancel-safe.

::

    StoreError
    +-- StoreUnavailable   down, slow, broken or open breaker: offer an operator
    +-- StoreRefused       the shop said no (unknown product, out of stock): tell the caller
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from callcore.shared.ids import CallId, Language

OrderState = Literal[
    "draft", "confirmed", "packed", "shipped", "delivered", "cancelled"
]
DeliveryKind = Literal["pickup", "branch", "courier"]

#: The shop is bound by it. ``packed`` and later cannot be cancelled any more.
BINDING: Final[frozenset[OrderState]] = frozenset(
    {"confirmed", "packed", "shipped", "delivered"}
)


class StoreError(Exception):
    """The shop did not do it; ``reason`` is a short machine word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.key = ""  #: under which a change was, or was about to be, asked for


class StoreUnavailable(StoreError):
    """The shop cannot be reached or makes no sense."""


class StoreRefused(StoreError):
    """The shop understood and declined."""


@dataclass(frozen=True, slots=True)
class Product:
    """One thing for sale; ``names`` by language, ``attributes`` such as size or season."""

    id: str
    sku: str
    names: dict[Language, str]
    category: str  # tyre, wheel, oil
    brand: str
    attributes: dict[str, str]  # size "205/55 R16", season "winter", viscosity "5W-30"
    price_kopiykas: int
    stock: int


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """A way to get an order. ``branch``: a parcel office; ``courier``: to the door."""

    id: str
    kind: DeliveryKind
    names: dict[Language, str]
    price_kopiykas: int
    days_min: int
    days_max: int
    default: bool = False  # taken when the caller does not say how; at most one is

    @property
    def needs_place(self) -> bool:
        """True if a city and an address or the number of a branch must be known."""
        return self.kind != "pickup"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one order goes out; ``place``: street and house, or the branch's number."""

    option_id: str
    city: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A product and how many; ``unit_kopiykas`` is the shop's, 0 in what we ask for."""

    product_id: str
    quantity: int
    unit_kopiykas: int = 0


@dataclass(frozen=True, slots=True)
class OrderWish:
    """What a draft shall hold. Phone, name and place are personal data."""

    lines: tuple[OrderLine, ...]
    phone: str  # E.164
    delivery: Delivery
    name: str = ""  # of the recipient


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the shop holds it.

    ``total_kopiykas`` is the sum of the lines plus ``delivery_kopiykas``.
    """

    id: str
    state: OrderState
    lines: tuple[OrderLine, ...]
    total_kopiykas: int
    phone: str  # E.164, personal data
    name: str = ""
    delivery: Delivery = field(default_factory=lambda: Delivery(""))
    delivery_kopiykas: int = 0
    key: str = field(default="", compare=False)
    """The idempotency key of the change that this answers; '' where nothing was changed."""

    @property
    def binding(self) -> bool:
        """True once the shop has said that it is confirmed, and not cancelled."""
        return self.state in BINDING


class Store(Protocol):
    """The Store API."""

    async def search(
        self, query: str, language: Language, *, limit: int = 5
    ) -> Sequence[Product]:
        """Return products for free text such as ``winter tyres 205/55 R16``, best first."""

    async def product(self, product_id: str) -> Product:
        """Return one product as it is now; unknown: :exc:`StoreRefused`."""

    async def catalogue(self) -> Sequence[Product]:
        """Return everything for sale, at most 2,000; for hints and offline matching."""

    async def delivery_options(self, city: str = "") -> Sequence[DeliveryOption]:
        """Return the ways to get an order (to ``city``), at most 20, the default first."""

    async def create_order(self, call_id: CallId, wish: OrderWish) -> Order:
        """Make a draft; the same call and wish give the same order however often sent."""

    async def confirm_order(self, call_id: CallId, order_id: str) -> Order:
        """Make a draft binding. Returns only when the shop has said so."""

    async def cancel_order(self, call_id: CallId, order_id: str) -> Order:
        """Cancel a draft or an order that is not packed yet; else :exc:`StoreRefused`."""

    async def order(self, order_id: str) -> Order:
        """Return an order as the shop holds it now; unknown: :exc:`StoreRefused`."""

    async def orders_of(self, call_id: CallId) -> Sequence[Order]:
        """Return the orders that one call made, at most 50: what became of lost answers."""
