"""What the product's ear notices of a turn, and when: VAD, endpointer, judge of endings.

The pieces are the real ones; only time is counted instead of waited for. The endpointer
never ends the utterance here, so that every pause of a turn can be judged, whatever a
policy did in the one before (as eot-bench counts).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.audio.activity import (
    WINDOW_MS,
    WINDOW_SAMPLES,
    TurnEnd,
    VoiceActivity,
)
from callcore.audio.endpointing import EarSettings, Endpointer, TransitionKind
from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_BYTES, SAMPLE_RATE_HZ
from chaos.turns.sample import Turn

#: a round of the ear comes every 32 ms and so on average 16 ms after the window is whole;
#: the model takes some more (transport/batchear.py)
ROUND_LATE_MS: Final = 20
JUDGE_LATE_MS: Final = WINDOW_MS  # asked in this round, answered in the next
NEVER_MS: Final = 600_000
_MS: Final = SAMPLE_RATE_HZ // 1000
_TAIL_BYTES: Final = 2 * BYTES_PER_S  # what a judge hears: the last 2 s (TurnEnd)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A silence as the ear counts it: last speech, and when speech was heard again."""

    since_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """A change that the call hears of at ``at_ms`` of the turn.

    ``since_ms`` is where the ear puts it: where speech began, or was last heard.
    ``finished`` is the judge's probability (JUDGED).
    """

    at_ms: int
    kind: TransitionKind
    since_ms: int
    finished: float = 0.0


def speech_of(turn: Turn, model: VoiceActivity) -> NDArray[np.float32]:
    """Return the probability of speech in each window of 32 ms."""
    samples = np.frombuffer(turn.pcm, "<i2").astype(np.float32) / np.float32(32768)
    count = len(samples) // WINDOW_SAMPLES
    windows = samples[: count * WINDOW_SAMPLES].reshape(count, WINDOW_SAMPLES)
    row = model.open_row()
    try:
        found = [float(model.infer(window[None], [row])[0]) for window in windows]
    finally:
        model.close_row(row)
    return np.array(found, np.float32)


def notice(
    turn: Turn,
    speech: NDArray[np.float32],
    judge: TurnEnd | None,
    settings: EarSettings,
) -> tuple[list[Noticed], list[Quiet]]:
    """Return all that the ear tells of ``turn`` by time, and the silences it hears."""
    endpointer = Endpointer(settings)
    endpointer.end_ms = NEVER_MS
    found: list[Noticed] = []
    quiets: list[Quiet] = []
    since_ms: int | None = None
    for number, probability in enumerate(speech.tolist(), start=1):
        at_ms = number * WINDOW_MS + ROUND_LATE_MS
        found += [
            Noticed(at_ms, change.kind, change.at_sample // _MS)
            for change in endpointer.hear(probability, WINDOW_SAMPLES)
        ]
        found += _judgement(turn, endpointer, judge, at_ms)
        if since_ms is None and endpointer.quiet_ms:
            since_ms = (number - 1) * WINDOW_MS
        elif since_ms is not None and not endpointer.quiet_ms:
            quiets.append(Quiet(since_ms, number * WINDOW_MS))
            since_ms = None
    if since_ms is not None:
        quiets.append(Quiet(since_ms, NEVER_MS))
    found.sort(key=lambda one: one.at_ms)
    return _undisputed(found, quiets), quiets


def _judgement(
    turn: Turn, endpointer: Endpointer, judge: TurnEnd | None, at_ms: int
) -> Iterator[Noticed]:
    """Ask the judge, if the ear would; his answer is there one round later."""
    question = endpointer.ask()
    if question is None or judge is None:
        return
    end = question.at_sample * SAMPLE_BYTES
    (finished,) = judge.judge([turn.pcm[max(0, end - _TAIL_BYTES) : end]])
    for change in endpointer.judge(question, float(finished)):
        since_ms = change.at_sample // _MS
        yield Noticed(at_ms + JUDGE_LATE_MS, change.kind, since_ms, change.finished)


def _undisputed(found: list[Noticed], quiets: list[Quiet]) -> list[Noticed]:
    """Drop judgements that come when the caller has spoken on, as the ear does."""
    ends = {quiet.since_ms: quiet.until_ms for quiet in quiets}
    return [
        one
        for one in found
        if one.kind is not TransitionKind.JUDGED
        or one.at_ms < ends.get(one.since_ms, NEVER_MS) + ROUND_LATE_MS
    ]
