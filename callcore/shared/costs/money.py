"""Micros as people read them. Rounding happens here, for the eye, and nowhere before."""

from __future__ import annotations

from typing import Final

_MICROS: Final = 1_000_000
_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "UAH": "₴"}


def divided(amount: int, by: int) -> int:
    """Return ``amount / by`` to the nearest whole number, half of one up."""
    return (2 * amount + by) // (2 * by)


def money_text(micros: int, currency: str, decimals: int = 4) -> str:
    """Return ``$0.0480`` for 48,000 micros; ``decimals`` from 0 to 6."""
    units = divided(micros, 10 ** (6 - decimals))
    whole, part = divmod(units, 10**decimals)
    number = f"{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")
    sign = _SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"
