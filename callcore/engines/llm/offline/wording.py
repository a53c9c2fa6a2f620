"""Put products, wishes and money into the words of :mod:`phrases_en` and its siblings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from callcore.engines.llm.offline import phrases_en, phrases_ru, phrases_uk
from callcore.engines.llm.offline.state import Item
from callcore.engines.llm.offline.wish import Wish
from callcore.shared.ids import Language

MAX_NAME_CHARS: Final = 80  # the shop's names are data: keep a turn speakable
MAX_UNIT_CHARS: Final = 2
MAX_NUMBER_CHARS: Final = 12  # a longer order id is not for dictation

_SPAN: Final = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")
_STATES: Final = frozenset(
    {"draft", "confirmed", "packed", "shipped", "delivered", "cancelled-state"}
)
_PHRASES: Final[dict[Language, Mapping[str, str]]] = {
    "en": phrases_en.PHRASES,
    "ru": phrases_ru.PHRASES,
    "uk": phrases_uk.PHRASES,
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The agent's voice in one language."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a phrase with its blanks filled in."""
        return _PHRASES[self.language][key].format(**values)

    def money(self, kopiykas: int) -> str:
        """Return "4 200 грн", in the form in which the tools return prices."""
        whole, rest = divmod(kopiykas, 100)
        mark = "." if self.language == "en" else ","
        amount = f"{whole:,}".replace(",", " ") + (f"{mark}{rest:02}" if rest else "")
        return self.say("money", amount=amount)

    def item(self, item: Item, name: str = "") -> str:
        """Return a product with its price."""
        price = self.money(item.price_kopiykas)
        return self.say("item", name=name or self.name(item), price=price)

    def name(self, item: Item) -> str:
        """Return a product's name, short enough to be spoken."""
        return item.name[:MAX_NAME_CHARS]

    def short(self, name: str) -> str:
        """Return any name of the shop's, short enough to be spoken."""
        return name[:MAX_NAME_CHARS]

    def days(self, span: str) -> str:
        """Return "1-3" as it is said, '' if it is no span of days."""
        found = _SPAN.fullmatch(span)
        if found is None:
            return ""
        first, last = found[1], found[2] or found[1]
        if last in ("0", "1"):
            return self.say("one-day") if last == "1" else ""
        key = "days-same" if first in (last, "0") else "days"
        return self.say(key, first=first, last=last)

    def items(self, items: Sequence[Item]) -> str:
        """Return some products with prices; words that all names share are left out."""
        names = short_names([item.name for item in items])
        told = [
            self.item(item, name[:MAX_NAME_CHARS])
            for item, name in zip(items, names, strict=True)
        ]
        return self.listed(told, "and")

    def state(self, state: str) -> str:
        """Return the state of an order in words."""
        key = f"{state}-state" if state == "cancelled" else state
        known = key in _STATES
        return self.say(key if known else "unknown-state")

    def listed(self, parts: Sequence[str], joiner: str) -> str:
        """Return "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        head = ", ".join(parts[:-1])
        return f"{head} {self.say(joiner)} {parts[-1]}"

    def wish(self, wish: Wish) -> str:
        """Return what the caller wants, as one would say it."""
        words = [
            self.say(wish.season) if wish.season else "",
            self.say(wish.kind) if wish.kind else "",
            wish.brand,
            wish.size,
            wish.viscosity,
            self.say("litres", n=wish.volume) if wish.volume else "",
        ]
        return " ".join(word for word in words if word)


def short_names(names: Sequence[str]) -> list[str]:
    """Return the parts in which names differ: without common first and last words.

    The last ones stay if too little is left: "4 l", not "4".
    """
    split = [name.split() for name in names]
    head = _shared(split)
    tail = _shared([words[head:][::-1] for words in split])
    short = [words[head : len(words) - tail] for words in split]
    if tail and any(left and left[-1].isdecimal() for left in short):
        unit = len(split[0][-tail]) <= MAX_UNIT_CHARS  # "5W-30 4 l": four of what?
        short = [words[head:] for words in split] if unit else short
    if not all(
        any(len(word) > 2 and word.isalpha() for word in left) for left in short
    ):
        short = [words[head:] for words in split]
    return [" ".join(left) or name for left, name in zip(short, names, strict=True)]


def _shared(split: Sequence[Sequence[str]]) -> int:
    """Return how many first words all have in common."""
    if len(split) < 2:
        return 0
    same = takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False))
    return sum(1 for _ in same)
