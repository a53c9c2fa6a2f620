"""An engine as the configuration offers it, before any call: what it can do and costs.

One offer is made per worker and engine; :attr:`Offer.make` gives each call an engine of
its own, which shares the offer's connections and tells the call what it spends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from callcore.shared.audioformat import SAMPLE_RATE_HZ
from callcore.shared.costs.usage import Spend
from callcore.shared.ids import Language

#: what :mod:`callcore.audio.resample` streams to and from the line's rate
RATES_HZ: Final = (8_000, 16_000, 24_000, 48_000)
E_co = TypeVar("E_co", covariant=True)


class OfferError(Exception):
    """The configuration asks for what an engine cannot do; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do, declared by its vendor's documentation.

    ``rate_hz`` is what it takes or gives; ours is 8 kHz. ``partials``: text comes while
    the caller speaks. ``word_times``: marks inside a sentence. ``detects``: it can tell
    which of several languages was spoken.
    """

    languages: frozenset[Language]
    rate_hz: int = SAMPLE_RATE_HZ
    partials: bool = False
    word_times: bool = False
    detects: bool = False


@dataclass(frozen=True, slots=True)
class Budget:
    """How long an engine may take, in seconds; then the next one is asked.

    ``first_s`` until its first answer, ``between_s`` until the next one, ``final_s`` from
    the end of an utterance to its text.
    """

    first_s: float = math.inf
    between_s: float = math.inf
    final_s: float = math.inf


@dataclass(frozen=True, slots=True)
class Offer(Generic[E_co]):
    """One configured engine. ``name`` is its word in the settings, in logs and metrics."""

    name: str
    provider: str  # as in the price table: "google", "openai", "local"
    model: str
    capabilities: Capabilities
    budget: Budget
    make: Callable[[Spend], E_co]


def refuse_rates(offers: Iterable[Offer[object]], stage: str) -> None:
    """Raise :exc:`OfferError` if an offer's audio cannot be brought to the line's rate."""
    for offer in offers:
        rate_hz = offer.capabilities.rate_hz
        if rate_hz not in RATES_HZ:
            known = ", ".join(map(str, RATES_HZ))
            raise OfferError(
                f"CALLCORE_{stage.upper()}: {offer.name} ({offer.model}) works at "
                f"{rate_hz} Hz, and the line's 8000 Hz goes only with {known}."
            )


def refuse_languages(
    offers: Iterable[Offer[object]], needed: Iterable[Language], stage: str
) -> None:
    """Raise :exc:`OfferError` if some language is spoken by none of ``offers``.

    A second choice may know less than the first: it is passed over in a language that it
    does not know. But a language that nobody knows would only be found out by a caller.
    """
    known: set[Language] = set()
    names = []
    for offer in offers:
        known |= offer.capabilities.languages
        names.append(f"{offer.name} ({offer.model})")
    for language in needed:
        if language not in known:
            raise OfferError(
                f"CALLCORE_{stage.upper()}: {' and '.join(names)} cannot do "
                f"{language!r}, which callers may speak (CALLCORE_LANGUAGES)."
            )
