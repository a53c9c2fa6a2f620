"""A split through the real ear and the real Whisper: what was known when in each pause.

Everything a policy may use comes as a :class:`Signal` with the time at which the call
would have had it; a policy sees nothing earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from callcore.audio.activity import TurnEnd, VoiceActivity
from callcore.audio.endpointing import EarSettings, TransitionKind
from callcore.shared.audioformat import BYTES_PER_S
from chaos.turns.ear import Noticed, Quiet, notice, speech_of
from chaos.turns.following import Stretch, TextAt, follow
from chaos.turns.sample import Pause, Turn
from chaos.turns.transcripts import Transcripts

#: eot-bench's defaults (metrics.py): shorter holds are no decision, longer ones no turn
LEAST_HOLD_MS: Final = 200
LONGEST_HOLD_MS: Final = 5000

SignalKind = Literal["started", "settled", "resumed", "judged", "text"]


@dataclass(frozen=True, slots=True)
class Signal:
    """Something the call learns at ``at_ms`` of the turn.

    ``started``, ``settled``, ``resumed``: as the ear says it; ``judged``: the caller has
    finished with probability ``finished``; ``text``: what he said before ``since_ms``.
    """

    at_ms: int
    kind: SignalKind
    since_ms: int = 0
    finished: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A turn with all that was learnt of it, in the order of time."""

    turn: Turn
    signals: tuple[Signal, ...]
    quiets: tuple[Quiet, ...]

    @property
    def spans(self) -> Iterator[tuple[Pause, bool]]:
        """Yield the pauses that count, and whether the turn ends with them."""
        for hold in self.turn.holds:
            if LEAST_HOLD_MS <= hold.ms <= LONGEST_HOLD_MS:
                yield hold, False
        yield self.turn.pauses[-1], True


@dataclass(frozen=True, slots=True)
class Listening:
    """The pieces a replay is made with; ``judge`` may be missing."""

    vad: VoiceActivity
    judge: TurnEnd | None
    settings: EarSettings
    transcripts: Transcripts


def replay(
    turns: Sequence[Turn], use: Listening, tell: Callable[[int], None] = lambda _n: None
) -> list[Replayed]:
    """Return every turn with its signals; ``tell`` hears how many are done.

    Blocks: 20 ms a turn, and half a second for every text that is not on disk.
    """
    found = []
    for number, turn in enumerate(turns, start=1):
        speech = speech_of(turn, use.vad)
        noticed, quiets = notice(turn, speech, use.judge, use.settings)
        texts = needed(turn, follow(turn.pcm, noticed, turn.language))
        signals = [_signal(one) for one in noticed]
        signals += [_text(turn, one, use.transcripts) for one in texts]
        signals.sort(key=lambda one: one.at_ms)
        found.append(Replayed(turn, tuple(signals), tuple(quiets)))
        tell(number)
    return found


def needed(turn: Turn, texts: Sequence[TextAt]) -> list[TextAt]:
    """Return the texts that are the newest in some pause that counts.

    The others need not be decoded: nobody asks for them while he decides.
    """
    spans = [pause for pause, _ in Replayed(turn, (), ()).spans]
    kept = []
    for number, one in enumerate(texts):
        until_ms = texts[number + 1].at_ms if number + 1 < len(texts) else 10**9
        if any(one.at_ms < s.end_ms and s.start_ms < until_ms for s in spans):
            kept.append(one)
    return kept


def stretches_of(texts: Sequence[TextAt]) -> set[Stretch]:
    """Return what has to be decoded for ``texts``."""
    return {stretch for text in texts for stretch in text.stretches}


_KINDS: Final[dict[TransitionKind, SignalKind]] = {
    TransitionKind.STARTED: "started",
    TransitionKind.SETTLED: "settled",
    TransitionKind.RESUMED: "resumed",
    TransitionKind.JUDGED: "judged",
}


def _signal(one: Noticed) -> Signal:
    return Signal(one.at_ms, _KINDS[one.kind], one.since_ms, one.finished)


def _text(turn: Turn, one: TextAt, transcripts: Transcripts) -> Signal:
    parts = (transcripts.text(turn.pcm[s.start : s.end]) for s in one.stretches)
    text = " ".join(part for part in parts if part)
    until_ms = one.stretches[-1].end * 1000 // BYTES_PER_S if one.stretches else 0
    return Signal(one.at_ms, "text", until_ms, text=text)
