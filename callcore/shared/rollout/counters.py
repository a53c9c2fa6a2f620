"""What is counted of each arm: sums that add up over workers and subtract over time.

Everything is an integer that only grows, so the counters of several workers are added,
and what happened between two looks is a difference. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final, TypeVar

#: upper edges of the latency histogram; the last place is for what is slower still
EDGES_MS: Final = (
    50, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1250, 1500, 2000, 2500, 3000, 4000,
    5000, 7500, 10_000,
)  # fmt: skip
_MOST: Final = 2**53


def _no_finals() -> list[int]:
    return [0] * (len(EDGES_MS) + 1)


@dataclass(slots=True)
class ArmCounters:
    """Live calls of one arm. ``finals`` is the histogram of the time to the text."""

    utterances: int = 0  # that came to an end, errors included
    errors: int = 0  # the caller's words were lost
    fallbacks: int = 0  # steps to the next engine
    empty: int = 0  # speech without text
    hallucinated: int = 0  # text without speech, or such as nobody says
    cost_micros: int = 0
    unpriced: int = 0  # usage without a price: the cost is more than it says
    audio_ms: int = 0  # as billed
    finals: list[int] = field(default_factory=_no_finals)

    @property
    def failed(self) -> int:
        """Return how many utterances the arm's first engine did not do itself."""
        return min(self.utterances, self.errors + self.fallbacks)

    def final(self, latency_ms: float) -> None:
        """Count the time from the end of an utterance to its text."""
        at = next((i for i, edge in enumerate(EDGES_MS) if latency_ms <= edge), -1)
        self.finals[at] += 1


@dataclass(slots=True)
class Comparison:
    """The candidate against control on the same audio. Control is not the truth.

    ``words`` and ``chars`` are control's; ``heard`` counts the numbers and names that both
    heard, ``missed`` those that only control heard, ``extra`` only the candidate.
    """

    utterances: int = 0
    failures: int = 0  # the candidate gave nothing to compare
    empty: int = 0  # control has text, the candidate none
    hallucinated: int = 0  # the candidate's
    words: int = 0
    word_errors: int = 0
    chars: int = 0
    char_errors: int = 0
    heard: int = 0
    missed: int = 0
    extra: int = 0
    cost_micros: int = 0  # of the shadow
    unpriced: int = 0
    audio_ms: int = 0

    @property
    def wer(self) -> float | None:
        """Return the word errors per word of control; may exceed 1."""
        return self.word_errors / self.words if self.words else None

    @property
    def cer(self) -> float | None:
        """Return the same of characters."""
        return self.char_errors / self.chars if self.chars else None

    @property
    def precision(self) -> float | None:
        """Return how much of what the candidate heard control heard, too."""
        found = self.heard + self.extra
        return self.heard / found if found else None

    @property
    def recall(self) -> float | None:
        """Return how much of what control heard the candidate heard, too."""
        there = self.heard + self.missed
        return self.heard / there if there else None


C = TypeVar("C", ArmCounters, Comparison)


@dataclass(slots=True)
class Tally:
    """All counters of one experiment, of one worker or of all."""

    control: ArmCounters = field(default_factory=ArmCounters)
    candidate: ArmCounters = field(default_factory=ArmCounters)
    compared: Comparison = field(default_factory=Comparison)

    def plus(self, other: Tally) -> Tally:
        """Return the sum."""
        return self._with(other, 1)

    def since(self, earlier: Tally) -> Tally:
        """Return what was added since ``earlier``; never negative."""
        return self._with(earlier, -1)

    def copy(self) -> Tally:
        """Return the same counts in counters of their own."""
        return self._with(Tally(), 1)

    def _with(self, other: Tally, sign: int) -> Tally:
        return Tally(
            _combined(self.control, other.control, sign),
            _combined(self.candidate, other.candidate, sign),
            _combined(self.compared, other.compared, sign),
        )


def _combined(one: C, other: C, sign: int) -> C:
    result = type(one)()
    for item in fields(one):
        mine, theirs = getattr(one, item.name), getattr(other, item.name)
        value: object
        if isinstance(mine, list):
            value = [max(0, a + sign * b) for a, b in zip(mine, theirs, strict=True)]
        else:
            value = max(0, mine + sign * theirs)
        setattr(result, item.name, value)
    return result


def as_plain(tally: Tally) -> dict[str, object]:
    """Return the counts as plain JSON values."""
    parts = {"control": tally.control, "candidate": tally.candidate}
    plain: dict[str, object] = {name: _plain(part) for name, part in parts.items()}
    return plain | {"compared": _plain(tally.compared)}


def _plain(part: ArmCounters | Comparison) -> dict[str, object]:
    return {item.name: getattr(part, item.name) for item in fields(part)}


def tally_of_untrusted(raw: object) -> Tally:
    """Return the counts in JSON values. Raises ``ValueError`` and nothing else."""
    if not isinstance(raw, Mapping):
        raise ValueError("no counters")  # noqa: TRY004 -- of a text
    return Tally(
        _read(ArmCounters, raw.get("control")),
        _read(ArmCounters, raw.get("candidate")),
        _read(Comparison, raw.get("compared")),
    )


def _read(kind: type[C], raw: object) -> C:
    if not isinstance(raw, Mapping):
        raise ValueError("no counters of a kind")  # noqa: TRY004 -- of a text
    result = kind()
    for item in fields(result):
        value = raw.get(item.name)
        if item.name == "finals":
            if not isinstance(value, list) or len(value) != len(EDGES_MS) + 1:
                raise ValueError("another histogram")
            value = [_count(each) for each in value]
        else:
            value = _count(value)
        setattr(result, item.name, value)
    return result


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _MOST:
        raise ValueError("not a count")
    return value
