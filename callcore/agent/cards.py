"""Full card numbers in what a caller says: found and taken out before anything keeps them.

A card number is 13 to 19 digits of a known network with a right check digit (Luhn, ISO
7812), however it is said: in digits, in groups, in words of three languages, or dictated
over several turns; then its last part is taken out, so that nobody holds the whole.

Once a card was spoken of, the check digit need not be right: recognisers mishear, and a
number with one wrong digit is still nobody's business. Without that, telephones, order
numbers, tracking numbers and EANs must stay what they are. Bounded, never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from callcore.agent.figures import MAX_CHARS, Figures, figures_of
from callcore.shared.spoken.parse import Number

TAG: Final = "[CARD]"
MIN_DIGITS: Final = 13
MAX_DIGITS: Final = 19
PATIENCE: Final = 2  # turns without digits after which nobody is dictating any more
MAX_PARTS: Final = 8  # turns of one dictation
ASIDE_CHARS: Final = 12  # letters beside the digits of a turn that only dictates

# Networks by their first digits and lengths: Visa, Mastercard, American Express, Diners,
# JCB, Maestro and UnionPay, Prostir.
_NETWORK: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|(?:50|5[6-9]|6\d)\d{14}(?:\d{2,3})?|98\d{14}"
)
_PHONE_INSIDE: Final = re.compile(r"380\d{9}")  # a telephone and something after it
_PHONE_LAST: Final = re.compile(r"(?:0[3-9]\d{8}|380\d{9})\Z")
_HINT: Final = re.compile(
    r"\b(?:cards?|visa|mastercard|карт(?:а|ы|у|е|і|и|ой|ою|ка|ки|ку|ці|кою)?|карточк\w{1,3}"
    r"|виза|віза|мастеркард|cvv|cvc)\b",
    re.IGNORECASE,
)
_JOINER: Final = re.compile(
    r"(?:[\s,.;:/\\()\-‐-—_]|(?:and|then|next|dash|space|um|uh|er|и|і|й|а|потом|далее|дальше"
    r"|тире|пробел|потім|далі|пробіл|ну|эм|е|э)\b){0,8}",
    re.IGNORECASE,
)
_JOINER_CHARS: Final = 24
_LETTERS: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers in a row, as they are dictated."""

    numbers: tuple[Number, ...]

    @property
    def groups(self) -> list[str]:
        """Return the digits, group by group."""
        return [number.digits for number in self.numbers]


def holds_card(figures: Figures) -> bool:
    """Say whether a full card number stands in a text by itself."""
    if sum(len(number.digits) for number in figures.numbers) < MIN_DIGITS:
        return False
    runs = [run.groups for run in runs_in(figures)]
    long = [groups for groups in runs if sum(map(len, groups)) >= MIN_DIGITS]
    hinted = bool(long) and _HINT.search(figures.text) is not None
    return any(_window(groups, hinted=hinted) for groups in long)


def runs_in(figures: Figures) -> list[Run]:
    """Return the numbers of a text, in runs with nothing but fillers between them."""
    text, runs = figures.text, list[list[Number]]()
    for number in figures.numbers:
        if number.ordinal:
            continue
        if runs and _joined(text, runs[-1][-1].end, number.start):
            runs[-1].append(number)
        else:
            runs.append([number])
    return [Run(tuple(run)) for run in runs]


class CardWatch:
    """Takes card numbers out of a caller's turns; feed it each turn once, in order."""

    def __init__(self) -> None:
        self._parts: list[list[str]] = []  # what was dictated in the last turns
        self._hints = 0  # turns for which "my card" still holds
        self._silent = 0

    def without(self, text: str) -> str:
        """Return ``text`` with every full card number as ``[CARD]``."""
        text, rest = text[:MAX_CHARS], text[MAX_CHARS:]
        if _HINT.search(text):
            self._hints = PATIENCE + 2
        runs = runs_in(figures_of(text))
        spans = list(self._spans(runs))
        self._remember(text, runs, found=bool(spans))
        self._hints = max(0, self._hints - 1)
        for start, end in reversed(spans):
            text = f"{text[:start]}{TAG}{text[end:]}"
        return text + rest

    def _spans(self, runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
        for place, run in enumerate(runs):
            window = _window(run.groups, hinted=self._hints > 0)
            if not window and place == 0:
                window = self._window_of_parts(run)
            if window:
                yield run.numbers[window[0]].start, run.numbers[window[1] - 1].end

    def _window_of_parts(self, run: Run) -> tuple[int, int] | None:
        """Return how much of a run completes a number that earlier turns began."""
        for first in range(len(self._parts)):
            before = "".join("".join(part) for part in self._parts[first:])
            for count in range(1, len(run.numbers) + 1):
                digits = before + "".join(run.groups[:count])
                if len(digits) > MAX_DIGITS:
                    break
                if len(digits) in (15, 16) and self._is_dictated(digits):
                    return 0, count
        return None

    def _is_dictated(self, digits: str) -> bool:
        if _PHONE_LAST.search(digits):
            return False
        good = _NETWORK.fullmatch(digits) is not None
        return good and (luhn(digits) or self._hints > 0)

    def _remember(self, text: str, runs: Sequence[Run], *, found: bool) -> None:
        if found:
            self._parts, self._silent = [], 0
        elif not runs:
            self._silent += 1
            if self._silent > PATIENCE:
                self._parts = []
        elif self._dictates(text, runs):
            self._silent = 0
            self._parts = [*self._parts, runs[-1].groups][-MAX_PARTS:]
        else:
            self._parts, self._silent = [], 0

    def _dictates(self, text: str, runs: Sequence[Run]) -> bool:
        """Say whether a turn may be a part of a card number.

        If nobody spoke of a card it must hold nothing else.
        """
        if self._hints:
            return True
        aside = _LETTERS.findall(_without_numbers(text, runs))
        return len(runs) == 1 and len(aside) <= ASIDE_CHARS


def luhn(digits: str) -> bool:
    """Check the last digit of a card number (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) << (place & 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _window(groups: Sequence[str], *, hinted: bool) -> tuple[int, int] | None:
    """Return which groups of a run are a card number: all, its first or its last."""
    digits = "".join(groups)
    if len(digits) < MIN_DIGITS:
        return None
    if len(digits) <= MAX_DIGITS and _is_card(digits, hinted=hinted):
        return 0, len(groups)
    for count in range(1, len(groups)):
        if _is_usual("".join(groups[:count])):
            return 0, count
        if _is_usual("".join(groups[count:])):
            return count, len(groups)
    return None


def _is_card(digits: str, *, hinted: bool) -> bool:
    network = _NETWORK.fullmatch(digits) is not None
    phone = _PHONE_INSIDE.match(digits) or _PHONE_LAST.search(digits)
    if hinted and (network or not phone):
        return True
    if not network or not luhn(digits):
        return False
    if len(digits) == MIN_DIGITS:  # one EAN in ten has a right check digit here, too
        return not _ean(digits)
    return not _PHONE_INSIDE.match(digits)


def _is_usual(digits: str) -> bool:
    """Say whether a part of a run is a card number of the two lengths that are common."""
    if len(digits) not in (15, 16) or _PHONE_LAST.search(digits):
        return False
    return _NETWORK.fullmatch(digits) is not None and luhn(digits)


def _ean(digits: str) -> bool:
    weighed = (int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
    return sum(weighed) % 10 == 0


def _joined(text: str, end: int, start: int) -> bool:
    near = start - end <= _JOINER_CHARS
    return near and _JOINER.fullmatch(text, end, start) is not None


def _without_numbers(text: str, runs: Sequence[Run]) -> str:
    for run in reversed(runs):
        for number in reversed(run.numbers):
            text = f"{text[: number.start]} {text[number.end :]}"
    return text
