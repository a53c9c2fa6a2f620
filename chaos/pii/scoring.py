"""Counts over judged lines: what vanished, what survived, what should have done the other."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import nan
from typing import Final

from chaos.pii.cases import Case, Span
from chaos.pii.survival import surviving

Mask = Callable[[str, str], str]
"""Text and who says it (``caller`` or ``agent``) -> the text without personal data."""

_WORD: Final = re.compile(r"\w+")
_OF_ADDRESSES: Final = (  # street words tell nobody's address
    "вул вулиця вулиці просп проспект пр т бульвар бул бульв пров провулок площа пл буд будинок"
    " б кв квартира ул улица улице переулок пер дом д к корпус street st avenue ave road rd lane"
    " ln drive dr apt apartment flat suite unit house no м місто г город у на"
)
_GENERIC: Final = frozenset(_OF_ADDRESSES.split())


def share(part: float, whole: float) -> float:
    """Return ``part`` of ``whole`` in percent; NaN of nothing."""
    return 100 * part / whole if whole else nan


@dataclass(slots=True)
class Tally:
    """Spans of one label: how many, wholly hidden, wholly missed."""

    spans: int = 0
    hidden: int = 0
    missed: int = 0

    @property
    def strict(self) -> float:
        """Percent of spans of which no letter or digit is left."""
        return share(self.hidden, self.spans)


@dataclass(slots=True)
class Score:
    """What one set of cases says of a sanitizer."""

    lines: int = 0
    kinds: dict[str, Tally] = field(default_factory=dict)
    kept: dict[str, Tally] = field(default_factory=dict)  # hidden = altered, here
    words: dict[str, int] = field(
        default_factory=lambda: {"hit": 0, "missed": 0, "over": 0, "left": 0}
    )
    clean: Tally = field(
        default_factory=Tally
    )  # lines without personal data; hidden = changed
    seconds: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    size_bytes: int = 0

    @property
    def recall(self) -> float:
        """Percent of words of personal data that are gone."""
        return share(self.words["hit"], self.words["hit"] + self.words["missed"])

    @property
    def precision(self) -> float:
        """Percent of the words that are gone that had to."""
        return share(self.words["hit"], self.words["hit"] + self.words["over"])

    @property
    def f2(self) -> float:
        """F of both, in percent, recall counting twice."""
        return share(
            5 * self.precision * self.recall / 100, 4 * self.precision + self.recall
        )

    @property
    def over(self) -> float:
        """Percent of other words that are gone."""
        return share(self.words["over"], self.words["over"] + self.words["left"])

    @property
    def altered(self) -> float:
        """Percent of what had to survive that did not."""
        spans = sum(tally.spans for tally in self.kept.values())
        return share(sum(tally.hidden for tally in self.kept.values()), spans)

    @property
    def megabytes_a_cpu_second(self) -> float:
        """Bytes of UTF-8 text, in millions, a second of this processor."""
        return self.size_bytes / 1e6 / self.cpu_s if self.cpu_s else nan

    @property
    def p99_us(self) -> float:
        """Time within which 99 of 100 lines were done, in microseconds."""
        ordered = sorted(self.seconds)
        return 1e6 * ordered[int(0.99 * (len(ordered) - 1))] if ordered else nan


def score(
    cases: Iterable[Case], fresh: Callable[[], Mask], misses: list[str] | None = None
) -> Score:
    """Judge a sanitizer; ``fresh`` makes one for each dialogue, ``misses`` gets examples."""
    total, mask, dialogue = Score(), fresh(), ""
    for case in cases:
        if case.dialogue != dialogue:
            mask, dialogue = fresh(), case.dialogue
        masked = _timed(total, mask, case)
        seen = surviving(case.text, masked)
        _judge_spans(total, case, seen)
        _judge_words(total, case, seen)
        if misses is not None:
            misses += _examples(case, masked, seen)
    return total


def _timed(total: Score, mask: Mask, case: Case) -> str:
    total.lines += 1
    total.size_bytes += len(case.text.encode(errors="replace"))
    cpu_before, before = time.process_time(), time.perf_counter()
    masked = mask(case.text, case.who)
    total.seconds.append(time.perf_counter() - before)
    total.cpu_s += time.process_time() - cpu_before
    return masked


def _telling(case: Case, span: Span) -> list[int]:
    """Return the characters of a span that tell something."""
    telling = [at for at in range(span.start, span.end) if case.text[at].isalnum()]
    if span.label != "ADDRESS":
        return telling
    words = _WORD.finditer(case.text, span.start, span.end)
    generic = {
        at
        for word in words
        if word[0].lower() in _GENERIC
        for at in range(*word.span())
    }
    return [at for at in telling if at not in generic] or telling


def _judge_spans(total: Score, case: Case, seen: list[bool]) -> None:
    for span in case.spans:
        if span.neutral:
            continue
        telling = _telling(case, span)
        if not telling:
            continue
        left = sum(seen[at] for at in telling)
        if span.keep:
            tally = total.kept.setdefault(span.label, Tally())
            tally.hidden += left < len(telling)
        else:
            tally = total.kinds.setdefault(span.label, Tally())
            tally.hidden += left == 0
            tally.missed += left == len(telling)
        tally.spans += 1


def _judge_words(total: Score, case: Case, seen: list[bool]) -> None:
    personal, neutral = bytearray(len(case.text)), bytearray(len(case.text))
    for span in case.spans:
        if not span.keep:
            where = neutral if span.neutral else personal
            where[span.start : span.end] = b"\1" * (span.end - span.start)
    changed = False
    for word in _WORD.finditer(case.text):
        start, end = word.span()
        gone = not all(seen[start:end])
        if any(personal[start:end]):
            total.words["hit" if gone else "missed"] += 1
        elif not any(neutral[start:end]):
            total.words["over" if gone else "left"] += 1
            changed = changed or gone
    if not any(personal):
        total.clean.spans += 1
        total.clean.hidden += changed


def _examples(case: Case, masked: str, seen: list[bool]) -> list[str]:
    found = []
    for span in case.spans:
        telling = [] if span.neutral else _telling(case, span)
        left = sum(seen[at] for at in telling)
        wrong = left < len(telling) if span.keep else left > 0
        if wrong:
            what = case.text[span.start : span.end]
            found.append(f"{span.label}\t{what}\t{case.text[:200]}\t{masked[:200]}")
    return found
