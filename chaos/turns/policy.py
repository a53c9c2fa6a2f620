"""The product's own policy on replayed turns: what Patience does, pause by pause."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

import numpy as np

from callcore.audio.activity import WINDOW_MS
from callcore.dialog.completeness import TextVerdict
from callcore.dialog.patience import SHORTEST_MS, Patience, TurnProfile
from chaos.turns.ear import ROUND_LATE_MS, Quiet
from chaos.turns.replay import Replayed, Signal
from chaos.turns.sample import Pause
from chaos.turns.sweep import Chance, Point, Span, rates

Score = Callable[["State", Quiet], float]
Clock = Literal["label", "ear"]
TIMES: Final = (
    "least_ms",
    "complete_ms",
    "neutral_ms",
    "trailing_ms",
    "dictating_ms",
    "most_ms",
)  # in the order in which a profile wants them to grow
#: of a profile's times; the longest is 2.5 * 2 s, more than any hold lasts
SCALES: Final = tuple(round(0.2 * 1.11**n, 2) for n in range(25))


@dataclass(frozen=True, slots=True)
class State:
    """What is known from ``at_ms`` on; ``covers_ms`` is how far the text goes.

    ``finished`` is ``None`` until the judge has spoken about this silence.
    """

    at_ms: int
    patience: Patience
    finished: float | None
    covers_ms: int

    @property
    def verdict(self) -> TextVerdict:
        """Return what the text says."""
        return self.patience.verdict


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence of the ear in a span of the labels, and what was known in it."""

    quiet: Quiet
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A hold or a true end with all that a policy may know."""

    pause: Pause
    ends_turn: bool
    kind: str
    voice: str
    silences: tuple[Silence, ...]


def cases_of(
    turns: Sequence[Replayed], *, audio: bool = True, text: bool = True
) -> list[Case]:
    """Return the spans that count; without ``audio`` or ``text`` nobody knows those."""
    found = []
    for one in turns:
        states = _states(one, audio=audio, text=text)
        for pause, ends_turn in one.spans:
            silences = tuple(
                Silence(quiet, _within(states, quiet))
                for quiet in one.quiets
                if quiet.since_ms < pause.end_ms and pause.start_ms < quiet.until_ms
            )
            turn = one.turn
            found.append(Case(pause, ends_turn, turn.kind, turn.voice, silences))
    return found


def stray_quiets(turns: Sequence[Replayed]) -> list[Silence]:
    """Return silences of the ear that are in no span: it misses soft speech."""
    return [
        Silence(quiet, _within(_states(one), quiet))
        for one in turns
        for quiet in one.quiets
        if not any(
            quiet.since_ms < pause.end_ms and pause.start_ms < quiet.until_ms
            for pause, _ in one.spans
        )
    ]


def fires_ms(silence: Silence, profile: TurnProfile) -> float:
    """Return when the product ends the turn in this silence; infinite if it does not."""
    quiet, states = silence.quiet, list(silence.states)
    known = states.pop(0)
    known.patience.profile = profile
    last_ms = min(quiet.until_ms, quiet.since_ms + 2 * profile.most_ms + WINDOW_MS)
    for end_ms in range(quiet.since_ms + WINDOW_MS, last_ms, WINDOW_MS):
        while states and states[0].at_ms <= end_ms + ROUND_LATE_MS:
            known = states.pop(0)
            known.patience.profile = profile
        if end_ms - quiet.since_ms >= known.patience.end_ms:
            return float(end_ms + ROUND_LATE_MS)
    return float("inf")


def outcome(cases: Sequence[Case], profile: TurnProfile) -> tuple[float, float]:
    """Return the product's cut-off rate and mean latency in ms."""
    first = [
        min((fires_ms(one, profile) for one in case.silences), default=np.inf)
        - case.pause.start_ms
        for case in cases
    ]
    ends = np.array([case.ends_turn for case in cases], bool)
    cuts, waits = rates(np.array([first], float), ends)
    return float(cuts[0]), float(waits[0])


def swept(cases: Sequence[Case], profile: TurnProfile) -> list[Point]:
    """Return the product's curve: its policy with all times shorter or longer."""
    points = []
    for scale in SCALES:
        times = {
            name: max(SHORTEST_MS, round(scale * getattr(profile, name)))
            for name in TIMES
        }
        scaled = replace(profile, **cast("Any", times))
        points.append(Point(*outcome(cases, scaled), threshold=scale))
    return points


def spans_of(cases: Sequence[Case], score: Score, clock: Clock = "label") -> list[Span]:
    """Return the spans for a sweep over ``score``.

    Latency counts from the labelled end of speech or, with the clock ``ear``, from where
    the voice activity model heard it last: about 0.1 s later. The silences of eot-bench
    were found by such a model too.
    """
    return [_span(case, score, clock) for case in cases]


def _span(case: Case, score: Score, clock: Clock) -> Span:
    start_ms, length_ms = case.pause.start_ms, case.pause.ms
    if clock == "ear" and case.silences:
        quiet = case.silences[0].quiet
        start_ms = quiet.since_ms
        length_ms = quiet.until_ms - quiet.since_ms
    chances = tuple(_chance(one, start_ms, score) for one in case.silences)
    return Span(case.ends_turn, length_ms, chances, case.kind)


def _chance(silence: Silence, start_ms: int, score: Score) -> Chance:
    quiet = silence.quiet
    first_ms = quiet.since_ms + WINDOW_MS + ROUND_LATE_MS
    steps = tuple(
        (float(max(state.at_ms, first_ms) - start_ms), score(state, quiet))
        for state in silence.states
    )
    return Chance(
        quiet.since_ms - start_ms, quiet.until_ms - start_ms, steps, ROUND_LATE_MS
    )


def _within(states: Sequence[State], quiet: Quiet) -> tuple[State, ...]:
    """Return what is known when the silence begins, and what is learnt in it."""
    before = [one for one in states if one.at_ms <= quiet.since_ms]
    inside = [one for one in states if quiet.since_ms < one.at_ms < quiet.until_ms]
    return (*before[-1:], *inside)


def _states(
    one: Replayed, *, audio: bool = True, text: bool = True
) -> tuple[State, ...]:
    return tuple(_follow(one, audio=audio, text=text))


def _follow(one: Replayed, *, audio: bool, text: bool) -> Iterator[State]:
    patience = Patience(TurnProfile())
    patience.asked(one.turn.asked, one.turn.language)
    patience.begin()
    finished: float | None = None
    covers_ms = 0
    yield State(0, copy.copy(patience), finished, covers_ms)
    spoken = sorted(quiet.until_ms for quiet in one.quiets)
    events: list[tuple[int, Signal | None]] = [(s.at_ms, s) for s in one.signals]
    events += [(at_ms, None) for at_ms in spoken if at_ms <= _last_ms(one)]
    for at_ms, signal in sorted(events, key=lambda event: event[0]):
        if signal is None:  # speech again: the judgement was about another silence
            finished = None
        elif signal.kind == "judged" and audio:
            finished = signal.finished
            patience.heard_audio(finished)
        elif signal.kind == "text" and text:
            covers_ms = signal.since_ms
            patience.heard_text(signal.text)
        elif signal.kind == "resumed":
            patience.went_on()
        else:
            continue
        yield State(at_ms, copy.copy(patience), finished, covers_ms)


def _last_ms(one: Replayed) -> int:
    return one.turn.pauses[-1].end_ms
