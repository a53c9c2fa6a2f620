"""The shop as the agent sees it. Twin: :class:`callcore.store.memory.MemoryStore`.

Money is in integer kopiykas (1/100 UAH). Every method raises :exc:`StoreError` and
nothing else, returns within its deadline, and is cancel-safe.

::

    StoreError
    +-- StoreUnavailable   down, slow, broken or open breaker: offer an operator
    +-- StoreRefused       the shop said no (unknown product, out of stock): tell the caller
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from callcore.shared.ids import CallId, Language

OrderState = Literal["draft", "confirmed", "cancelled"]


class StoreError(Exception):
    """The shop did not do it; ``reason`` is a short machine word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
class OrderLine:
    """A product and how many."""

    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the shop holds it."""

    id: str
    state: OrderState
    lines: tuple[OrderLine, ...]
    total_kopiykas: int
    phone: str  # E.164, personal data
    name: str = ""


class Store(Protocol):
    """The Store API."""

    async def search(
        self, query: str, language: Language, *, limit: int = 5
    ) -> Sequence[Product]:
        """Return products for free text such as ``winter tyres 205/55 R16``, best first."""

    async def catalogue(self) -> Sequence[Product]:
        """Return everything for sale, at most 2,000; for hints and offline matching."""

    async def create_order(
        self, call_id: CallId, lines: Sequence[OrderLine], phone: str, name: str = ""
    ) -> Order:
        """Make a draft; the same call and lines give the same order however often sent."""

    async def confirm_order(self, call_id: CallId, order_id: str) -> Order:
        """Make a draft binding. Returns only when the shop has said so."""

    async def order(self, order_id: str) -> Order:
        """Return an order as the shop holds it now; unknown: :exc:`StoreRefused`."""
