"""Numbers of a turn, given their meaning: size, viscosity, litres, how many, which order.

Each number is used once, the most special meaning first. What is left over may be a
quantity or a choice; that depends on what was asked, so the policy decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz, process

from callcore.engines.llm.offline.catalogue import Shelf
from callcore.shared.ids import Language
from callcore.shared.spoken.parse import (
    Number,
    NumberRun,
    number_runs,
    number_words_known,
)

MAX_TEXT_CHARS: Final = 600  # a minute of speech
NEAR_SIZE: Final = 84.0  # rapidfuzz ratio of digit strings: one wrong digit of seven
MENDED: Final = 83.0  # rapidfuzz ratio: one wrong letter in six
MENDED_MIN_CHARS: Final = 5
MAX_WORDS: Final = 40
CARD_DIGITS: Final = 13  # of the shortest payment card; phones and orders have fewer
DICTATED: Final = 5  # numbers in a row: somebody spells something

_WORD: Final = re.compile(r"[^\W\d_]+")
_FILL: Final = (
    r"(?:zr|r|р|эр|ер|єр|ар|er|ar|are|our|on|by|and|the|i|і|и|на|по|x|х|slash|дробь|дріб|"
    r"inch\w*|дюйм\w*|размер\w*|розмір\w*|size|profile|профил\w*|профіл\w*|rim|ради[уоа]с\w*|"
    r"раді[уоа]с\w*|radius|диаметр\w*|діаметр\w*|diameter)"
)
_JOIN: Final = re.compile(rf"[\s,.;:/\\()\-–—+]*(?:{_FILL}[\s,.;:/\\()\-–—]*){{0,2}}")
_FULL: Final = re.compile(r"([123]\d[05])([2-8][05])(1[2-9]|2[0-4])")
_PROFILE: Final = re.compile(r"([123]\d5)([2-8][05])$")
_RIM_BEFORE: Final = re.compile(
    r"(?:\b[rр]|эр|ер|\bare?|ради[уоа]с\w*|раді[уоа]с\w*|radius|rim|диаметр\w*|діаметр\w*|size)"
    r"[\s\-]*$"
)
_RIM_AFTER: Final = re.compile(
    r"[\s\-]*(?:inch|дюйм|ради[уоа]с|раді[уоа]с|radius|диаметр|діаметр|x|х)"
)
_ON: Final = re.compile(
    r"(?:шин\w*|гум\w*|резин\w*|покр[иы]ш\w*|колес\w*|зим\w*|л[ієе]тн\w*)\s+на\s+$"
)
_W_GAP: Final = re.compile(
    r"[\s\-]*(?:w|вт|в|вэ|ве|ву|ви|даб\w*[\s\-]*(?:ю|у|й?у)?|double[\s\-]*(?:u|you|yu|ю)?|у)"
    r"[\s\-]*"
)
_BARE_OR_W: Final = re.compile(rf"[\s\-,]{{0,3}}|{_W_GAP.pattern}")
_OILY: Final = re.compile(r"(0|5|10|15)(20|30|40|50)")
_PIECES_AFTER: Final = re.compile(r"\s*(?:pie|pcs|шт)")
_PHONE: Final = re.compile(r"(?:3?8)?0\d{9}")
_MONEY: Final = re.compile(
    r"\s*(?:uah|hryv|hrn|грив|грн|гривн|долл?ар|dollar|euro|євро|евро|%|percent|процент|відсот)"
)
_LITRES: Final = re.compile(r"[\s\-]*(?:l\b|л\b|lit(?:re|er)|літр|литр)")
_OH: Final = re.compile(
    r"\b(one|two|three|to|too|[123]) (?:or|o|all|a|ou|no|owe) (five|5|four five)\b"
)
_TO: Final = re.compile(
    r"\b(?:to|too)(?= (?:oh|hundred|fifteen|twenty five|thirty five))"
)


@dataclass(slots=True)
class Slots:
    """What the numbers of one turn say."""

    profile: str = ""  # "205/55"
    diameter: str = ""  # "16"
    size_sure: bool = True
    viscosity: str = ""  # "5W-30"
    volume: str = ""  # "4"
    counts: list[int] = field(default_factory=list)  # cardinals nobody claimed
    ordinals: list[int] = field(default_factory=list)
    digits: str = ""  # the longest run nobody claimed: an order number?
    phone: str = ""  # a run that is a phone number of Ukraine
    amount: bool = False  # of money
    card: bool = False  # a run too long for anything that is asked for here


def mended(plain: str, language: Language) -> str:
    """Undo what recognisers do to dictated sizes: "two or five", "to oh five"."""
    text = plain[:MAX_TEXT_CHARS]
    if language != "en":
        return text
    text = _TO.sub("two", text)
    return _OH.sub(
        lambda m: f"{'two' if m[1][0] == 't' and m[1] != 'three' else m[1]} oh {m[2]}",
        text,
    )


def mended_numbers(plain: str, rest: str, language: Language) -> tuple[str, str]:
    """Correct misspelled number words: "чотыри", "пятьнадцать".

    Only words of ``rest`` are touched, which is ``plain`` without known words and of the
    same length; both are returned corrected.
    """
    vocabulary = number_words_known(language)
    for word in list(_WORD.finditer(rest))[::-1][:MAX_WORDS]:
        if len(word[0]) < MENDED_MIN_CHARS or word[0] in vocabulary:
            continue
        near = process.extractOne(
            word[0], vocabulary, scorer=fuzz.ratio, score_cutoff=MENDED
        )
        if near is not None:
            start, end = word.span()
            plain = plain[:start] + near[0] + plain[end:]
            rest = rest[:start] + near[0] + rest[end:]
    return plain, rest


def read_slots(
    text: str, numbers: Sequence[Number], shelf: Shelf, language: Language, kind: str
) -> Slots:
    """Return what ``numbers`` of :func:`mended` text say; ``kind`` is the category."""
    slots, oil = Slots(), kind == "oil"
    left = _take_viscosity(text, numbers, slots, shelf, oil=oil)
    left = _take_litres(text, left, slots)
    if not oil:
        left = _take_size(text, left, slots, shelf)
    if kind == "wheel" and not slots.diameter:
        left = _take_wheel(text, left, slots)
    if kind == "tyre" and not (slots.diameter or slots.profile):
        left = _take_rim(text, left, slots)
    _take_counts(text, left, slots, language)
    return slots


def _take_viscosity(
    text: str, numbers: Sequence[Number], slots: Slots, shelf: Shelf, *, oil: bool
) -> list[Number]:
    for at, (a, b) in enumerate(pairwise(numbers)):
        gap = _BARE_OR_W if oil else _W_GAP
        if not gap.fullmatch(text, a.end, b.start):
            continue
        whole, rest = _parted(b) if not _known(a, b, shelf) else (b, ())
        if _known(a, whole, shelf):
            slots.viscosity = f"{a.value}W-{whole.value}"
            return [*numbers[:at], *rest, *numbers[at + 2 :]]
    for n in numbers:
        if oil and (glued := _OILY.fullmatch(n.digits)):
            slots.viscosity = f"{glued[1]}W-{glued[2]}"
            return [other for other in numbers if other is not n]
    return list(numbers)


def _known(a: Number, b: Number, shelf: Shelf) -> bool:
    sold = (a.value, b.value) in shelf.viscosities
    return sold or _OILY.fullmatch(f"{a.value}{b.value}") is not None


def _parted(n: Number) -> tuple[Number, tuple[Number, ...]]:
    """Part "thirty four" of "five w thirty, four litres"."""
    ones = n.value % 10
    if not (20 < n.value < 100 and ones):
        return n, ()
    tens = replace(n, value=n.value - ones, digits=str(n.value - ones))
    return tens, (replace(n, value=ones, digits=str(ones)),)


def _take_litres(text: str, numbers: Sequence[Number], slots: Slots) -> list[Number]:
    left = []
    for n in numbers:
        if not slots.volume and _LITRES.match(text, n.end) and n.value <= 20:
            slots.volume = str(n.value)
        else:
            left.append(n)
    return left


def _take_size(
    text: str, numbers: list[Number], slots: Slots, shelf: Shelf
) -> list[Number]:
    runs = number_runs(text, numbers, _JOIN)
    for run in runs:
        if used := _full_size(run, slots) or _near_size(run, slots, shelf):
            return [n for n in numbers if n not in used]
    for run in runs:
        if used := _profile(run, slots):
            numbers = [n for n in numbers if n not in used]
            break
    for n in numbers:
        if 12 <= n.value <= 24 and _is_rim(text, n):
            slots.diameter = str(n.value)
            return [other for other in numbers if other is not n]
    return numbers


def _take_wheel(text: str, numbers: list[Number], slots: Slots) -> list[Number]:
    """Take "диски на шестнадцать": with wheels such a number is their diameter."""
    for n in numbers:
        if 13 <= n.value <= 22 and not _PIECES_AFTER.match(text, n.end):
            slots.diameter = str(n.value)
            return [other for other in numbers if other is not n]
    return numbers


def _take_rim(text: str, numbers: list[Number], slots: Slots) -> list[Number]:
    """Take "шины на шестнадцать", where nothing else of the size is said."""
    for n in numbers:
        alone = _ON.search(text, 0, n.start) and not _PIECES_AFTER.match(text, n.end)
        if alone and 13 <= n.value <= 22 and not n.ordinal:
            slots.diameter = str(n.value)
            return [other for other in numbers if other is not n]
    return numbers


def _is_rim(text: str, n: Number) -> bool:
    return bool(_RIM_BEFORE.search(text, 0, n.start) or _RIM_AFTER.match(text, n.end))


def _full_size(run: NumberRun, slots: Slots) -> Sequence[Number]:
    for used in _spans(run):
        digits = "".join(n.digits for n in used)
        if found := _FULL.fullmatch(digits):
            slots.profile, slots.diameter = f"{found[1]}/{found[2]}", found[3]
            return used
    return ()


def _near_size(run: NumberRun, slots: Slots, shelf: Shelf) -> Sequence[Number]:
    """Take a run that is one slip from exactly one size that is sold; it needs a yes."""
    for used in _spans(run):
        digits = "".join(n.digits for n in used)
        if not 6 <= len(digits) <= 9:
            continue
        scores = sorted((fuzz.ratio(digits, size), size) for size in shelf.sizes)
        best, rivals = scores[-1:], scores[-2:-1]
        if best and best[0][0] >= NEAR_SIZE and (not rivals or rivals[0] < best[0]):
            slots.profile, slots.diameter = shelf.sizes[best[0][1]]
            slots.size_sure = False
            return used
    return ()


def _spans(run: NumberRun) -> Iterable[tuple[Number, ...]]:
    """Return the stretches of neighbours that may spell a size, longest first."""
    numbers = run.numbers[:16]
    for length in range(min(8, len(numbers)), 0, -1):
        for at in range(len(numbers) - length + 1):
            yield numbers[at : at + length]


def _profile(run: NumberRun, slots: Slots) -> Sequence[Number]:
    for used in _spans(run):
        if found := _PROFILE.match("".join(n.digits for n in used)):
            slots.profile = f"{found[1]}/{found[2]}"
            return used
    return ()


_EN_VAGUE: Final = re.compile(
    r"(?:the|that|this|which|first|second|third|cheapest|cheaper|last|another|no|any|other"
    r"|best|better|good|winter|summer|michelin|every|some)\s*$"
)


def _take_counts(
    text: str, numbers: Sequence[Number], slots: Slots, language: Language
) -> None:
    runs = number_runs(text, [n for n in numbers if not n.ordinal])
    dictated = _take_dictated(runs, slots)
    for n in numbers:
        vague = language == "en" and text[n.start : n.end] == "one"
        if vague and _EN_VAGUE.search(text, 0, n.start):
            continue
        if _MONEY.match(text, n.end):
            slots.amount = True
            continue
        if n in dictated:
            continue
        (slots.ordinals if n.ordinal else slots.counts).append(n.value)


def _take_dictated(runs: Sequence[NumberRun], slots: Slots) -> set[Number]:
    """Take a phone and an order number; return the numbers that count nothing."""
    dictated: set[Number] = set()
    for run in runs:
        phone, rest = _phone_in(run.numbers)
        if phone and not slots.phone:
            slots.phone = phone
            dictated.update(run.numbers)
        digits = "".join(n.digits for n in rest)
        if len(digits) >= CARD_DIGITS:
            slots.card, digits = True, ""
            dictated.update(run.numbers)
        if len(rest) >= DICTATED:
            dictated.update(rest)
        slots.digits = max(slots.digits, digits, key=len)
    return dictated


def _phone_in(numbers: tuple[Number, ...]) -> tuple[str, tuple[Number, ...]]:
    """Return a phone that a run begins or ends with, and what is left of the run."""
    for at in range(min(len(numbers), MAX_WORDS)):
        for part, rest in (
            (numbers[at:], numbers[:at]),
            (numbers[: len(numbers) - at], numbers[len(numbers) - at :]),
        ):
            digits = "".join(n.digits for n in part)
            if _PHONE.fullmatch(digits):
                return digits, rest
    return "", numbers
