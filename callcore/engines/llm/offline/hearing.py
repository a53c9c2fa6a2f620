"""One turn of the caller, understood without its context: concepts and slots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from callcore.dialog.assent import explicit_no, explicit_yes
from callcore.engines.llm.offline.catalogue import Shelf
from callcore.engines.llm.offline.concepts import lexicon, plain_text
from callcore.engines.llm.offline.places import read_places
from callcore.engines.llm.offline.slots import (
    MAX_TEXT_CHARS,
    Slots,
    mended,
    mended_numbers,
    read_slots,
)
from callcore.engines.llm.offline.state import Way
from callcore.engines.llm.offline.wish import Wish
from callcore.shared.ids import Language
from callcore.shared.spoken.parse import find_numbers

CATEGORIES: Final = ("wheel", "oil", "tyre")
MAX_JOINTS: Final = 4  # "and" or a comma, where two products may part
SEASONS: Final = ("all-season", "summer", "winter")
# say nothing by themselves
_VAGUE: Final = frozenset(
    {
        "want",
        "sorry",
        "pieces",
        "thanks",
        "more",
        "last",
        "asking",
        "phone",
        "add",
        "really",
        "an-order",
        "polite",
        "amount",
        "unsure",
    }
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn says. ``explicit`` is the strict assent of the order guard."""

    text: str
    plain: str = ""
    concepts: frozenset[str] = frozenset()
    wish: Wish = field(default_factory=Wish)
    sure: bool = True  # false if the wish was pieced together: ask before acting on it
    counts: tuple[int, ...] = ()
    ordinals: tuple[int, ...] = ()
    digits: str = ""  # an order number, or a number nobody understands
    phone: str = ""
    way: Way = field(default_factory=Way)
    yes: bool = False  # leaning to yes
    explicit: bool = False
    no: bool = False
    second: Heard | None = None  # another product in the same breath

    def has(self, *concepts: str) -> bool:
        """Say whether any of ``concepts`` was heard."""
        return not self.concepts.isdisjoint(concepts)

    @property
    def empty(self) -> bool:
        """Say whether rules found nothing at all in it."""
        told = self.concepts - _VAGUE
        numbers = self.counts or self.ordinals or self.digits or self.phone
        way = self.way.wanted or self.way.name
        return not (told or self.wish.told or numbers or way or self.yes or self.no)

    def with_diameter(self, inches: str) -> Heard:
        """Return this turn with its bare number taken as a rim."""
        counts = tuple(n for n in self.counts if str(n) != inches)
        return replace(self, wish=replace(self.wish, diameter=inches), counts=counts)

    def meaning(self, concept: str) -> Heard:
        """Return this turn with a concept that rules did not see."""
        return replace(self, concepts=self.concepts | {concept})


def hear(text: str, language: Language, shelf: Shelf, *, kind: str = "") -> Heard:
    """Understand ``text``; ``kind`` is the category talked about so far. Never raises."""
    plain = mended(plain_text(text), language)
    whole = _heard(text, plain, language, shelf, kind)
    if len(whole.concepts.intersection(CATEGORIES)) < 2:
        return whole
    for join in islice(_AND.finditer(plain), MAX_JOINTS):
        first = _heard(text, plain[: join.start()], language, shelf, kind)
        second = _heard(text, plain[join.end() :], language, shelf, "")
        if _two(first, second):
            return replace(first, second=second, yes=whole.yes, no=whole.no)
    return whole


_AND: Final = re.compile(
    r"[\s,.]+(?:and|plus|also|и|і|й|та|плюс|еще|ще|также|також)\b|[,.;]"
)


def _two(first: Heard, second: Heard) -> bool:
    """Say whether each of the two is about a kind of thing of its own."""
    kinds = [part.concepts.intersection(CATEGORIES) for part in (first, second)]
    return all(len(kind) == 1 for kind in kinds) and kinds[0] != kinds[1]


def _heard(text: str, plain: str, language: Language, shelf: Shelf, kind: str) -> Heard:
    words = lexicon(language)
    concepts, rest = words.spot(plain)
    plain, rest = mended_numbers(plain, rest, language)
    numbers = find_numbers(plain, language)
    placed = read_places(plain, numbers, language)
    spans = [(n.start, n.end) for n in numbers]
    rest = _without(rest, (*spans, *placed.used))
    brand, brand_sure = shelf.brand_in(rest)
    if not (brand and brand_sure):
        concepts |= words.guess(rest)
    kind = _kind(concepts, brand, shelf) or kind
    slots = read_slots(plain, placed.numbers, shelf, language, kind)
    concepts |= _told_by_numbers(plain, slots)
    wish = _wish(concepts, slots, brand)
    weak = bool(brand) and not brand_sure
    if weak and (wish.without_brand().told or len(plain.split()) > 2):
        wish, weak = wish.without_brand(), False
    return Heard(
        text=text[:MAX_TEXT_CHARS],
        plain=plain,
        concepts=concepts,
        wish=wish,
        sure=slots.size_sure and not weak,
        counts=tuple(slots.counts),
        ordinals=tuple(slots.ordinals),
        digits=slots.digits,
        phone=slots.phone,
        way=placed.way,
        yes=_leans_yes(text, plain, language),
        explicit=explicit_yes(text, language),
        no=explicit_no(text, language) and "unsure" not in concepts,
    )


_LONE_BYES: Final = frozenset({"пока", "ну пока", "все пока"})


def _told_by_numbers(plain: str, slots: Slots) -> set[str]:
    """Return the concepts that are no words: a card, an amount, a short goodbye."""
    told = {"card"} if slots.card or "[card]" in plain else set()
    if slots.amount:
        told.add("amount")
    if " ".join(plain.replace(",", " ").strip(" .!").split()) in _LONE_BYES:
        told.add("bye")
    return told


def _without(rest: str, spans: Sequence[tuple[int, int]]) -> str:
    letters = list(rest)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def _kind(concepts: frozenset[str], brand: str, shelf: Shelf) -> str:
    if "wheel" in concepts:  # Slavic callers also call tyres wheels, never the reverse
        return "wheel"
    if "oil" in concepts or (brand in shelf.oil_brands and "tyre" not in concepts):
        return "oil"
    return "tyre" if "tyre" in concepts else ""


_YES_WORDS: Final[dict[Language, frozenset[str]]] = {
    "en": frozenset(["yes", "yeah", "yep", "yup", "sure", "ok", "okay", "right", "correct", "fine", "mhm", "uhhuh", "good"]),
    "ru": frozenset(["да", "ага", "угу", "ок", "окей", "хорошо", "давайте", "давай", "верно", "конечно", "точно"]),
    "uk": frozenset(["так", "да", "ага", "угу", "ок", "окей", "добре", "гаразд", "давайте", "давай", "вірно", "звичайно"]),
}  # fmt: skip


def _leans_yes(text: str, plain: str, language: Language) -> bool:
    if explicit_yes(text, language):
        return True
    if explicit_no(text, language):
        return False
    first = plain.replace(",", " ").replace(".", " ").replace("!", " ").split()[:1]
    return bool(first) and first[0] in _YES_WORDS[language]


def _wish(concepts: frozenset[str], slots: Slots, brand: str) -> Wish:
    return Wish(
        category=next((name for name in CATEGORIES if name in concepts), ""),
        season=next((name for name in SEASONS if name in concepts), ""),
        brand=brand,
        profile=slots.profile,
        diameter=slots.diameter,
        viscosity=slots.viscosity,
        volume=slots.volume,
    )
