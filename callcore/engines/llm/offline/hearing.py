"""One turn of the caller, understood without its context: concepts and slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from callcore.dialog.assent import explicit_no, explicit_yes
from callcore.engines.llm.offline.catalogue import Shelf
from callcore.engines.llm.offline.concepts import lexicon, plain_text
from callcore.engines.llm.offline.slots import (
    MAX_TEXT_CHARS,
    Slots,
    mended,
    mended_numbers,
    read_slots,
)
from callcore.engines.llm.offline.wish import Wish
from callcore.shared.ids import Language
from callcore.shared.spoken.parse import Number, find_numbers

CATEGORIES: Final = ("wheel", "oil", "tyre")
SEASONS: Final = ("all-season", "summer", "winter")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn says. ``explicit`` is the strict assent of the order guard."""

    text: str
    concepts: frozenset[str] = frozenset()
    wish: Wish = field(default_factory=Wish)
    sure: bool = True  # false if the wish was pieced together: ask before acting on it
    counts: tuple[int, ...] = ()
    ordinals: tuple[int, ...] = ()
    digits: str = ""
    yes: bool = False  # leaning to yes
    explicit: bool = False
    no: bool = False

    def has(self, *concepts: str) -> bool:
        """Say whether any of ``concepts`` was heard."""
        return not self.concepts.isdisjoint(concepts)

    @property
    def empty(self) -> bool:
        """Say whether rules found nothing at all in it."""
        told = self.concepts - {"want", "sorry", "pieces", "thanks", "more", "last"}
        numbers = self.counts or self.ordinals or self.digits
        return not (told or self.wish.told or numbers or self.yes or self.no)

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
    words = lexicon(language)
    concepts, rest = words.spot(plain)
    plain, rest = mended_numbers(plain, rest, language)
    numbers = find_numbers(plain, language)
    rest = _without(rest, numbers)
    brand, brand_sure = shelf.brand_in(rest)
    if not (brand and brand_sure):
        concepts |= words.guess(rest)
    if named := _kind(concepts, brand, shelf):
        kind = named
    slots = read_slots(plain, numbers, shelf, language, kind)
    wish = _wish(concepts, slots, brand)
    weak = bool(brand) and not brand_sure
    if weak and (wish.without_brand().told or len(plain.split()) > 2):
        wish, weak = wish.without_brand(), False
    return Heard(
        text=text[:MAX_TEXT_CHARS],
        concepts=concepts,
        wish=wish,
        sure=slots.size_sure and not weak,
        counts=tuple(slots.counts),
        ordinals=tuple(slots.ordinals),
        digits=slots.digits,
        yes=_leans_yes(text, plain, language),
        explicit=explicit_yes(text, language),
        no=explicit_no(text, language),
    )


def _without(rest: str, numbers: Sequence[Number]) -> str:
    letters = list(rest)
    for n in numbers:
        letters[n.start : n.end] = " " * (n.end - n.start)
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
