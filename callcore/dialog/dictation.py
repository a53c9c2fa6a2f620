"""Whether the number in which a turn ends is all of it.

Numbers come in pieces ("067, 123... 45 67", "two oh five, fifty five"), with pauses as
long as those between turns; only their form tells whether more will follow. Known forms:
phone numbers of Ukraine, six-digit order numbers, tyre sizes, oil viscosities, counts.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from callcore.dialog.plain import Word
from callcore.dialog.questions import Question
from callcore.dialog.words.table import TurnWords

ORDER_DIGITS: Final = 6  # as the shop numbers its orders: 100001
NATIONAL_DIGITS: Final = 10  # 0 67 123 45 67
COUNTRY_DIGITS: Final = 12  # 380 67 123 45 67
_PHONE_FORMS: Final = (  # how it begins, how long it is then; the longest first
    ("00", 14),
    ("0", NATIONAL_DIGITS),
    ("80", 11),  # the old long-distance 8
    ("38", COUNTRY_DIGITS),
)
_SIZE: Final = re.compile(r"[123]\d[05][2-8][05](?:1[2-9]|2[0-4])\d{0,2}")  # + how many
_SIZE_PART: Final = re.compile(
    r"[123]\d5(?:[2-8](?:[05][12]?)?)?|[123]\d0[2-8][05][12]?"
)
_SIZE_PART_ASKED: Final = re.compile(r"[123](?:\d(?:[05](?:[2-8](?:[05][12]?)?)?)?)?")
_RIM: Final = re.compile(r"1[2-9]|2[0-4]")
_VISCOSITY: Final = re.compile(r"(?:0|5|10|15|20)(?:16|20|30|40|50|60)")
_W: Final = frozenset(["w", "в", "вэ", "ве", "дабл", "даблю", "double"])
_LOOK_BACK: Final = 4  # words before the number that may say what it is
_MOST_GLUE: Final = 4  # "067, um, then the next is 123"
_PIECEWISE: Final = (Question.PHONE, Question.NUMBER, Question.SIZE)


class Dictated(enum.Enum):
    """How far a number is."""

    WHOLE = enum.auto()
    VAGUE = enum.auto()  # may be all, may go on
    PART = enum.auto()


@dataclass(frozen=True, slots=True)
class _Run:
    """The last numbers of a turn, with nothing but joiners between them."""

    words: Sequence[Word]
    before: tuple[str, ...]
    open_ended: bool  # a joiner stands after it: "205 by"
    after_other: bool  # other words stand before it

    @property
    def digits(self) -> str:
        return "".join(word.digits for word in self.words)

    @property
    def numbers(self) -> int:
        return sum(bool(word.digits) for word in self.words)

    @property
    def has_w(self) -> bool:
        return any(word.text in _W for word in self.words)

    def round(self, table: TurnWords) -> bool:
        """Say whether grammar lets the last number grow: "sixty", "four hundred"."""
        last = [word for word in self.words if word.number][-1]
        if last.text.isdecimal():
            return False
        grows = len(last.digits) > 1 and last.digits[-1] == "0" and last.digits != "10"
        return last.text in table.scales or (grows and last.digits.strip("0") != "")


def judge_digits(
    words: Sequence[Word], table: TurnWords, asked: Question
) -> Dictated | None:
    """Return how far the number is in which ``words`` end, or None if they do not."""
    run = _last_run(words, table)
    if run is None or _is_pronoun(run, asked):
        return None
    if run.words[-1].ordinal:
        return Dictated.WHOLE if asked is Question.CHOICE else Dictated.VAGUE
    far = _far(run, table, asked)
    if run.open_ended:
        piecewise = far is Dictated.PART or run.numbers > 1 or run.has_w
        return Dictated.PART if piecewise and far is not Dictated.WHOLE else None
    if far is Dictated.WHOLE and run.round(table) and not _is_model(run):
        return Dictated.VAGUE
    return far


def _last_run(words: Sequence[Word], table: TurnWords) -> _Run | None:
    end = _skip_back(words, len(words), table)
    if end is None:
        return None
    start = end
    while (piece := _skip_back(words, start, table)) is not None:
        if start < end and words[piece - 1].ordinal:
            break  # "the first one" is no eleven
        start = piece - 1
    inside = words[start:]
    before = tuple(word.text for word in words[max(0, start - _LOOK_BACK) : start])
    return _Run(inside, before, end < len(words), start > 0)


def _skip_back(words: Sequence[Word], end: int, table: TurnWords) -> int | None:
    """Return where the number ends that stands before ``end``, glue left out."""
    for at in range(end, max(0, end - _MOST_GLUE - 1), -1):
        word = words[at - 1]
        if word.number:
            return at
        if word.text not in table.glue and word.text not in table.hesitations:
            return None
    return None


def _is_pronoun(run: _Run, asked: Question) -> bool:
    """Say whether it is the "one" of "the cheap one"."""
    lone = run.numbers == 1 and run.words[0].text == "one"
    return lone and run.after_other and asked not in (*_PIECEWISE, Question.QUANTITY)


def _far(run: _Run, table: TurnWords, asked: Question) -> Dictated:
    digits, before = run.digits, frozenset(run.before)
    if _is_viscosity(run, asked):
        return Dictated.WHOLE if _VISCOSITY.fullmatch(digits) else Dictated.PART
    long_distance = digits.startswith(("0", "380")) and len(digits) > 1
    if asked is Question.PHONE or before & table.phone_cues or long_distance:
        return _phone(digits)
    numbered = before & table.number_cues and asked is not Question.CHOICE
    ordered = before & table.order_cues and len(digits) > 2
    if asked is Question.NUMBER or numbered or ordered:
        return _order(run, table)
    return _size(run, table) if asked is Question.SIZE else _bare(run, asked)


def _is_viscosity(run: _Run, asked: Question) -> bool:
    if run.has_w:
        return run.digits[:1] in ("0", "1", "5", "2")
    two = run.numbers == 2 and asked in (Question.SIZE, Question.OPEN)
    return two and _VISCOSITY.fullmatch(run.digits) is not None


def _is_model(run: _Run) -> bool:
    """Say whether its last part is a rim or a viscosity: those end in 20 and 30."""
    viscosity = run.numbers > 1 and _VISCOSITY.fullmatch(run.digits)
    return bool(_SIZE.fullmatch(run.digits) or viscosity)


def _phone(digits: str) -> Dictated:
    for begins, length in _PHONE_FORMS:
        if digits.startswith(begins):
            return Dictated.WHOLE if len(digits) >= length else Dictated.PART
    without_zero = NATIONAL_DIGITS - 1
    return Dictated.WHOLE if len(digits) >= without_zero else Dictated.PART


def _order(run: _Run, table: TurnWords) -> Dictated:
    digits = run.digits
    last = [word for word in run.words if word.number][-1]
    if len(digits) < ORDER_DIGITS or last.text in table.scales:
        return Dictated.PART
    return Dictated.WHOLE if len(digits) in (ORDER_DIGITS, 9) else Dictated.VAGUE


def _size(run: _Run, table: TurnWords) -> Dictated:
    digits = run.digits
    told = not table.size_cues.isdisjoint(run.before) or digits != "20"  # 20 or 205?
    if _SIZE.fullmatch(digits) or (_RIM.fullmatch(digits) and told):
        return Dictated.WHOLE
    return Dictated.PART if _SIZE_PART_ASKED.fullmatch(digits) else Dictated.VAGUE


def _bare(run: _Run, asked: Question) -> Dictated:
    """Judge a number of which nothing is known but its length."""
    digits, many = run.digits, run.numbers > 1
    if _SIZE.fullmatch(digits):
        return Dictated.WHOLE
    count = asked in (Question.QUANTITY, Question.CHOICE)
    if count and len(digits) <= 3 and digits != "0":
        return Dictated.VAGUE if many else Dictated.WHOLE
    if asked is Question.QUANTITY or len(digits) >= NATIONAL_DIGITS - 1:
        return Dictated.VAGUE
    if _SIZE_PART.fullmatch(digits):
        return Dictated.PART
    if len(digits) == ORDER_DIGITS:
        return Dictated.VAGUE if many else Dictated.WHOLE
    dictated = many or len(digits) > ORDER_DIGITS or digits == "0"
    return Dictated.PART if dictated else Dictated.VAGUE
