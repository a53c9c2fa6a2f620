"""What clients ask for in a query string, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import LANGUAGES
from chaos.store.problem import Problem

MAX_QUERY_CHARS: Final = 300
MAX_CITY_CHARS: Final = 200
MAX_RESULTS: Final = 50
DEFAULT_RESULTS: Final = 5
_COUNT: Final = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Search:
    """A search for ``text``, or for everything if that is ``None``."""

    text: str | None
    limit: int


def search_of(query: Mapping[str, str]) -> Search:
    """Return what is searched for, or raise a 422 :exc:`Problem`."""
    if query.get("language", LANGUAGES[0]) not in LANGUAGES:
        raise Problem(422, "invalid", "language: " + ", ".join(LANGUAGES))
    text = query.get("query")
    if text is not None and len(text) > MAX_QUERY_CHARS:
        raise Problem(422, "invalid", "query")
    return Search(text, _limit(query.get("limit", str(DEFAULT_RESULTS))))


def city_of(query: Mapping[str, str]) -> str:
    """Return the city that is asked for, perhaps empty."""
    city = query.get("city", "")
    if len(city) > MAX_CITY_CHARS:
        raise Problem(422, "invalid", "city")
    return city


def _limit(text: str) -> int:
    if not _COUNT.fullmatch(text) or not 1 <= int(text) <= MAX_RESULTS:
        raise Problem(422, "invalid", f"limit: 1 to {MAX_RESULTS}")
    return int(text)
