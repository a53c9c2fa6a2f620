"""Our prices against a machine-readable table of others: LiteLLM's, a JSON of models.

It is read, never depended on. Only what both tables know is compared; a difference means
that somebody should look at the vendor's page, not that they are right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Final

from callcore.shared.costs.pricetable import Price, PriceTable
from callcore.shared.costs.usage import Unit

_MOST_BYTES: Final = 100_000_000  # LiteLLM's has 3 MB
_TOLERATED: Final = Fraction(1, 100)
_MICROS: Final = 1_000_000
# their field for our unit, and how many of our units theirs holds
_FIELDS: Final[Mapping[Unit, tuple[str, int]]] = {
    "audio_ms": ("input_cost_per_second", 1000),
    "chars": ("input_cost_per_character", 1),
    "tokens_in": ("input_cost_per_token", 1),
    "tokens_cached": ("cache_read_input_token_cost", 1),
    "tokens_out": ("output_cost_per_token", 1),
}
_NAMES: Final = {
    ("google", "v2/chirp_2"): "vertex_ai/chirp_2",
    ("google", "v2/chirp_3"): "vertex_ai/chirp_3",
    ("google", "chirp3-hd"): "vertex_ai/chirp",
}


class CheckError(Exception):
    """The other table cannot be read; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two tables say differently, in words."""

    where: str  # the id of the price, or the model
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it; ``missing`` are ids of prices of which they say nothing."""

    compared: int
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]


def read_theirs(path: Path) -> Mapping[str, object]:
    """Return their table; raises :exc:`CheckError`."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise CheckError(f"{path} is larger than {_MOST_BYTES} bytes.")
        found = json.loads(content, parse_float=Decimal)
    except OSError as error:
        raise CheckError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise CheckError(f"{path} is not JSON.") from None
    if not isinstance(found, dict):
        raise CheckError(f"{path} is not a table of models.")
    return found


def check(table: PriceTable, theirs: Mapping[str, object], today: date) -> Checked:
    """Return where prices of today differ by more than 1 %, or ends of models at all."""
    compared, missing = 0, []
    differences = list(_ends(table, theirs))
    for price in table.prices:
        if not price.micros or not price.holds_on(today):
            continue
        rates = [_rate(theirs, price, model) for model in price.models]
        known = [rate for rate in rates if rate is not None]
        compared += len(known)
        if not known:
            missing.append(price.id)
        differences += [_said(price, rate) for rate in known if _differs(price, rate)]
    return Checked(compared, tuple(differences), tuple(missing))


def _rate(theirs: Mapping[str, object], price: Price, model: str) -> Fraction | None:
    """Return their micros for one of our units."""
    field, units = _FIELDS[price.unit]
    cost = _model(theirs, price.provider, model).get(field)
    if isinstance(cost, bool) or not isinstance(cost, int | Decimal):
        return None
    try:
        return Fraction(cost) * _MICROS / units
    except (InvalidOperation, OverflowError, ValueError):  # NaN, Infinity
        return None


def _model(
    theirs: Mapping[str, object], provider: str, model: str
) -> Mapping[str, object]:
    plain = model if provider == "openai" else f"{provider}/{model}"
    found = theirs.get(_NAMES.get((provider, model), plain))
    return found if isinstance(found, dict) else {}


def _differs(price: Price, theirs: Fraction) -> bool:
    ours = Fraction(price.micros, price.per)
    return abs(ours - theirs) > _TOLERATED * ours


def _said(price: Price, theirs: Fraction) -> Difference:
    return Difference(
        price.id,
        f"{price.micros} micros for {price.per} {price.unit}",
        f"{float(theirs * price.per):.6g}",
    )


def _ends(table: PriceTable, theirs: Mapping[str, object]) -> Iterator[Difference]:
    for end in table.ends:
        said = _model(theirs, end.provider, end.model).get("deprecation_date")
        if isinstance(said, str) and said != end.shutdown.isoformat():
            yield Difference(end.model, f"ends {end.shutdown}", f"ends {said[:20]}")
