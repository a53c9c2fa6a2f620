"""The price table: what a unit costs, since when, and when a model ends.

Every amount is a whole number of micros, millionths of the table's currency. A price is
found by exact names and the day of the usage; where there is none, there is none: nobody
guesses, and nothing unknown is free.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, product
from typing import Final, Literal

from callcore.shared.costs.usage import Component, Mode, Unit, Usage

#: a model of this name stands for whatever its provider runs
ANY_MODEL: Final = "*"

Key = tuple[Component, str, str, Mode, Unit]


class PriceError(Exception):
    """The price table cannot be used; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a vendor rounds: up to multiples of ``block``, to at least ``minimum``.

    Both are in the price's unit. ``of`` says whether each request is rounded, or the sum of
    the requests that one usage is about.
    """

    block: int = 1
    minimum: int = 0
    of: Literal["request", "line"] = "request"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a price was read. ``url`` is empty for what nobody publishes."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """``micros`` for every ``per`` units, from ``since`` to the day before ``until``.

    ``id`` stands in the ledger and never changes its meaning.
    """

    id: str
    component: Component
    provider: str
    models: tuple[str, ...]
    modes: tuple[Mode, ...]
    unit: Unit
    micros: int
    per: int
    since: date
    source: Source
    checked: date
    rounding: Rounding = field(default_factory=Rounding)
    until: date | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether this is the price on ``day``."""
        return self.since <= day and (self.until is None or day < self.until)

    def covers(self) -> Iterable[Key]:
        """Return what it is the price of."""
        return (
            (self.component, self.provider, model, mode, self.unit)
            for model, mode in product(self.models, self.modes)
        )


@dataclass(frozen=True, slots=True)
class ModelEnd:
    """When a vendor's model stops answering, and what takes its place, if anything."""

    provider: str
    model: str
    shutdown: date
    successor: str = ""


class PriceTable:
    """All prices and all ends of models.

    Raises :exc:`PriceError` if two prices have one id, or hold for the same usage at once.
    """

    def __init__(
        self, currency: str, prices: Iterable[Price], ends: Iterable[ModelEnd] = ()
    ) -> None:
        self.currency = currency
        self.prices = tuple(prices)
        self.ends = tuple(ends)
        _refuse_same_ids(self.prices)
        self._by_key = _by_key(self.prices)
        self._ends = {(end.provider, end.model): end for end in self.ends}

    def find(self, usage: Usage, day: date) -> Price | None:
        """Return the price of ``usage`` on ``day``; ``None`` if there is none."""
        for model in (usage.model, ANY_MODEL):
            key = (usage.component, usage.provider, model, usage.mode, usage.unit)
            for price in self._by_key.get(key, ()):
                if price.holds_on(day):
                    return price
        return None

    def knows(self, component: Component, provider: str, model: str, day: date) -> bool:
        """Return whether anything of ``model`` has a price on ``day``; for the start."""
        return any(
            price.holds_on(day)
            and (price.component, price.provider) == (component, provider)
            and (model in price.models or ANY_MODEL in price.models)
            for price in self.prices
        )

    def alike(self, component: Component, unit: Unit) -> Sequence[Price]:
        """Return every price, of any day, of this kind of usage; for upper bounds."""
        return [
            price
            for price in self.prices
            if price.component == component and price.unit == unit
        ]

    def end_of(self, provider: str, model: str) -> ModelEnd | None:
        """Return when ``model`` ends, if its vendor said so."""
        return self._ends.get((provider, model))

    def days_to_shutdown(self, provider: str, model: str, today: date) -> int | None:
        """Return the days until ``model`` ends, negative after it; ``None`` if never."""
        end = self.end_of(provider, model)
        return None if end is None else (end.shutdown - today).days

    def stale(self, today: date, most_days: int) -> Sequence[Price]:
        """Return the prices in force that nobody has checked for ``most_days`` days.

        What costs nothing by its nature (``local``) does not age.
        """
        return [
            price
            for price in self.prices
            if price.micros
            and price.holds_on(today)
            and (today - price.checked).days > most_days
        ]


def _refuse_same_ids(prices: Iterable[Price]) -> None:
    seen: set[str] = set()
    for price in prices:
        if price.id in seen:
            raise PriceError(f"entry {price.id}, field id: there are two of them.")
        seen.add(price.id)


def _by_key(prices: Iterable[Price]) -> dict[Key, tuple[Price, ...]]:
    found: dict[Key, list[Price]] = {}
    for price in prices:
        for key in price.covers():
            found.setdefault(key, []).append(price)
    for key, rivals in found.items():
        rivals.sort(key=lambda price: price.since)
        for earlier, later in pairwise(rivals):
            if earlier.until is None or earlier.until > later.since:
                raise PriceError(
                    f"entry {later.id}, field from: {earlier.id} holds for "
                    f"{key[1]} {key[2]} on {later.since}, too."
                )
    return {key: tuple(rivals) for key, rivals in found.items()}
