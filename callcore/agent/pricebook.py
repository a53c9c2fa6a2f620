"""Which amounts of money may be spoken: those that the shop or the caller has named.

Also what follows from them: a price times up to twenty pieces, with a delivery, two
products together, and how much cheaper one is than another. More would let any round
number pass, and a total comes from create_order anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from callcore.agent.amounts import Readings, amounts_in, numbers_said, percents_off
from callcore.agent.figures import Figures, figures_of, with_halves
from callcore.agent.tools import MAX_KOPIYKAS, MAX_QUANTITY, TOOLS
from callcore.agent.world import objects
from callcore.shared.ids import Language

MAX_KNOWN: Final = 1_000  # amounts of a kind
MAX_TEXT_CHARS: Final = 4_000  # of a foreign answer that is searched for amounts
MAX_NODES: Final = (
    2_000  # values of an answer that are looked at; ten products have 200
)
RECENT: Final = 10  # prices whose sums and differences may be told
_USUAL: Final = (1, 2, 4)  # pieces that tyres are sold in
_MONEY_KEYS: Final = ("price", "cost", "sum", "total", "amount", "fee", "balance")

Facts = Mapping[str, object]


class PriceBook:
    """The amounts of one call, in kopiykas. Synchronous, never raises."""

    def __init__(self) -> None:
        self._told: set[int] = set()
        self._units: dict[int, None] = {}  # prices of one piece, the latest last
        self._deliveries: set[int] = {0}
        self._said: set[int] = set()  # by the caller
        self._pieces: set[int] = set(_USUAL)

    def caller_said(self, text: str, language: Language) -> None:
        """Take the numbers of a caller's turn: he may name what he wants to spend."""
        figures = figures_of(with_halves(text), language)
        numbers = numbers_said(figures)
        for number in numbers:  # of whatever currency
            _add(self._said, number * 100, number * -100)
        self._pieces |= {number for number in numbers if 1 <= number <= MAX_QUANTITY}
        for readings in amounts_in(figures):
            _add(self._said, *readings)

    def tool_returned(self, tool: str, result: Facts, language: Language) -> None:
        """Take the amounts in a tool's answer."""
        if tool not in TOOLS:
            for key, value in _values(result):
                self._learn_foreign(key, value, language)
            return
        delivery = _int(result, "delivery_kopiykas")
        for amount in (delivery, _int(result, "total_kopiykas")):
            _add(self._told, amount)
        _add(self._deliveries, delivery)
        for option in objects(result.get("options")):
            _add(self._told, _int(option, "price_kopiykas"))
            _add(self._deliveries, _int(option, "price_kopiykas"))
        for product in objects(result.get("products") or [result.get("product")]):
            self._learn_unit(_int(product, "price_kopiykas"))
        for line in objects(result.get("lines")):
            self._learn_unit(_int(line, "unit_kopiykas"))
            self._learn_pieces(_int(line, "quantity"))

    def unknown(self, figures: Figures) -> bool:
        """Say whether an amount is told that nobody has named."""
        if any(percent * 100 not in self._said for percent in percents_off(figures)):
            return True
        return not all(map(self._knows, amounts_in(figures)))

    def _learn_unit(self, kopiykas: int) -> None:
        self._units.pop(kopiykas, None)
        self._units[kopiykas] = None
        if len(self._units) > MAX_KNOWN:
            self._units.pop(next(iter(self._units)))

    def _learn_pieces(self, pieces: int) -> None:
        if 1 <= pieces <= MAX_QUANTITY:
            self._pieces.add(pieces)

    def _learn_foreign(self, key: str, value: object, language: Language) -> None:
        if isinstance(value, int) and key.endswith("_kopiykas"):
            _add(self._told, value)
        elif _is_amount(key, value):
            assert isinstance(value, int | float)
            _add(self._told, round(value * 100))
        elif isinstance(value, str):
            for start in range(0, min(len(value), MAX_TEXT_CHARS), 900):
                figures = figures_of(value[start : start + 1000], language)
                for readings in amounts_in(figures):
                    _add(self._told, *readings)

    def _knows(self, readings: Readings) -> bool:
        if any(not known.isdisjoint(readings) for known in (self._told, self._said)):
            return True
        if any(reading in self._units for reading in readings):
            return True
        return any(self._follows(reading) for reading in readings)

    def _follows(self, kopiykas: int) -> bool:
        """Say whether it is so many pieces of a product, with a delivery or without."""
        sums = (kopiykas - delivery for delivery in self._deliveries)
        return any(map(self._is_multiple, sums)) or self._is_of_two(kopiykas)

    def _is_multiple(self, kopiykas: int) -> bool:
        return any(
            kopiykas % unit == 0 and 0 < kopiykas // unit <= MAX_QUANTITY
            for unit in self._units
            if unit
        )

    def _is_of_two(self, kopiykas: int) -> bool:
        """Say whether it is the sum of two recent products, or their difference."""
        recent = [unit for unit in self._units if unit][-RECENT:]
        sums = {unit * pieces for unit in recent for pieces in self._pieces}
        for delivery in self._deliveries:
            if any(kopiykas - delivery - one in sums for one in sums):
                return True
        return any(kopiykas + unit in recent for unit in recent)


def _values(result: Facts) -> Iterator[tuple[str, object]]:
    """Yield the plain values of an answer with their keys, at most so many."""
    left = MAX_NODES
    waiting: list[tuple[str, object]] = [("", result)]
    while waiting and left:
        left -= 1
        key, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(value.items())
        elif isinstance(value, list):
            waiting.extend((key, inner) for inner in value)
        else:
            yield key, value


def _is_amount(key: str, value: object) -> bool:
    """Say whether a foreign number is an amount in hryvnias, by its name."""
    if not isinstance(value, int | float) or not abs(value) <= MAX_KOPIYKAS:  # or NaN
        return False
    return any(word in key for word in _MONEY_KEYS)


def _int(facts: Facts, key: str) -> int:
    value = facts.get(key)
    return value if isinstance(value, int) else 0


def _add(known: set[int], *more: int) -> None:
    for each in more:
        if len(known) < MAX_KNOWN:
            known.add(each)
