"""Who served a call and what it cost, from the usage that callcore recorded. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from callcore.shared.costs.usage import Unit
from callcore.shared.costs.usagerecords import Spent

#: how a quantity is told: what it is divided by, and its word
_UNITS: Final[Mapping[Unit, tuple[int, str]]] = MappingProxyType(
    {
        "audio_ms": (1000, "s of audio"),
        "chars": (1, "characters"),
        "tokens_in": (1, "tokens in"),
        "tokens_cached": (1, "tokens cached"),
        "tokens_out": (1, "tokens out"),
    }
)
_SUM_WIDTH: Final = 68  # up to the end of the amounts above it
_ORDER: Final = ("stt", "llm", "tts")  # as a turn goes


@dataclass(frozen=True, slots=True, order=True)
class Served:
    """One engine, in one unit of its bill; its place in the report."""

    place: int
    component: str
    engine: str  # "google v2/latest_long"
    unit: Unit


def spend_lines(spent: Iterable[Spent]) -> Iterator[str]:
    """Yield one line per engine and unit, and the sum; what has no price says so.

    Amounts are millionths of the price table's currency.
    """
    times: Counter[Served] = Counter()
    quantity: Counter[Served] = Counter()
    micros: Counter[Served] = Counter()
    unpriced = set()
    for one in spent:
        key = _served(one)
        times[key] += 1
        quantity[key] += one.line.quantity
        micros[key] += one.line.amount_micros or 0
        if one.line.unpriced:
            unpriced.add(key)
    for key in sorted(times):
        share, word = _UNITS[key.unit]
        amount = "no price" if key in unpriced else f"{micros[key]:,}"
        yield (
            f"{key.component:<4} {key.engine:<28} {times[key]:>3} x  "
            f"{quantity[key] / share:>8,.{1 if share > 1 else 0}f} {word:<13} {amount:>9}"
        )
    if times:
        yield f"{'sum':<4} {micros.total():>{_SUM_WIDTH},}"


def cost_by_component(spent: Iterable[Spent]) -> dict[str, int]:
    """Return the millionths that each component cost; unpriced usage is not in it."""
    found: Counter[str] = Counter()
    for one in spent:
        found[one.line.component] += one.line.amount_micros or 0
    return dict(found)


def engines_of(spent: Iterable[Spent]) -> dict[str, list[str]]:
    """Return who served each component, as ``google v2/latest_long``, sorted."""
    found: dict[str, set[str]] = {}
    for one in spent:
        key = _served(one)
        found.setdefault(key.component, set()).add(key.engine)
    return {component: sorted(names) for component, names in found.items()}


def _served(one: Spent) -> Served:
    line = one.line
    aside = " (aside)" if one.event.aside else ""
    engine = f"{line.provider} {line.model}".strip() + aside
    place = _ORDER.index(line.component) if line.component in _ORDER else len(_ORDER)
    return Served(place, line.component, engine, line.unit)
