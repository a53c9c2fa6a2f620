"""What live calls tell about their arm: each call's engine is measured as it is used.

:class:`MeasuredSpeechToText` goes around the whole ladder of an arm, so an utterance that
the second engine saved is a fallback of this arm and not an error. Errors are utterances
whose words were lost, and those that were given up after :data:`GIVEN_UP_S`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import trio

from callcore.engines.errors import EngineError
from callcore.engines.ports import Partial, SpeechToText, Transcript
from callcore.engines.rollout.comparing import hallucinated
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.costs.usage import Usage
from callcore.shared.ids import Language
from callcore.shared.rollout.counters import ArmCounters, Comparison, Tally
from callcore.shared.rollout.plan import Arm

#: a caller who waits so long after his last word was failed, whoever cancels; the call
#: itself gives up after STT_FINAL_S, 6 s
GIVEN_UP_S: Final = 5.0
_LEAST_SPEECH_MS: Final = 300  # an "uh" without text is no failure

Price = Callable[[Usage], int | None]
"""Returns what a usage costs in micros; ``None`` if nobody knows."""


def speech_ms_of(audio: UtteranceAudio) -> int:
    """Return how much of ``audio`` lies before the caller's last word; 0 for a click."""
    return 0 if audio.void else audio.speech_bytes * 1000 // BYTES_PER_S


class ArmQuality:
    """The counters of one arm, as one call moves them. Never raises."""

    def __init__(self, counters: ArmCounters, price: Price) -> None:
        self._counters = counters
        self._price = price
        self.steps = 0  #: to the next engine, of this call

    def finished(
        self, transcript: Transcript, speech_ms: int, latency_s: float | None
    ) -> None:
        """Count an utterance with its text; ``latency_s`` from its end, if it had one."""
        self._counters.utterances += 1
        if latency_s is not None:
            self._counters.final(1000 * latency_s)
        if hallucinated(transcript.text, transcript.language, speech_ms):
            self._counters.hallucinated += 1
        elif not transcript.text.strip() and speech_ms >= _LEAST_SPEECH_MS:
            self._counters.empty += 1

    def failed(self) -> None:
        """Count an utterance whose words were lost."""
        self._counters.utterances += 1
        self._counters.errors += 1

    def on_degraded(self, _stage: str, _engine: str, _reason: str) -> None:
        """Count a step to the next engine; fits ``SttFailover(on_degraded=...)``."""
        self._counters.fallbacks += 1
        self.steps += 1

    def spend(self, usage: Usage) -> None:
        """Count what the arm costs; a :data:`~callcore.shared.costs.usage.Spend`."""
        count_cost(self._counters, usage, self._price(usage))


def count_cost(
    counters: ArmCounters | Comparison, usage: Usage, micros: int | None
) -> None:
    """Add a usage; one without a price is marked, never taken for free."""
    if micros is None:
        counters.unpriced += 1
    else:
        counters.cost_micros += micros
    if usage.unit == "audio_ms":
        counters.audio_ms += usage.quantity


class MeasuredSpeechToText:
    """An arm's speech to text that is counted and otherwise left as it is."""

    def __init__(self, engine: SpeechToText, quality: ArmQuality) -> None:
        self.name = engine.name
        self._engine = engine
        self._quality = quality

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """See :class:`~callcore.engines.ports.SpeechToText`."""
        try:
            found = await self._engine.transcribe(audio, language, post, hints, others)
        except EngineError:
            if not audio.void:
                self._quality.failed()
            raise
        except trio.Cancelled:
            if not audio.void and (_waited_s(audio) or 0.0) >= GIVEN_UP_S:
                self._quality.failed()
            raise
        if not audio.void:  # a click: nobody waits for its text
            self._quality.finished(found, speech_ms_of(audio), _waited_s(audio))
        return found


def _waited_s(audio: UtteranceAudio) -> float | None:
    return None if audio.closed_s is None else trio.current_time() - audio.closed_s


class Board:
    """This worker's counters of one experiment; a new one begins with new counters.

    Calls that began under an older plan keep their counters, which nobody reads any more:
    what they still do says nothing about the new experiment.
    """

    def __init__(self, price: Price) -> None:
        self._price = price
        self.since = 0
        self.tally = Tally()

    def begin(self, since: int, tally: Tally | None = None) -> None:
        """Count for the plan that began with version ``since``, from ``tally`` on."""
        if since != self.since:
            self.since = since
            self.tally = Tally() if tally is None else tally

    def arm(self, arm: Arm, since: int) -> ArmQuality:
        """Return what a call of ``arm`` counts with; of another experiment: for nobody."""
        if since != self.since:
            return self.nobody()
        tally = self.tally
        counters = tally.candidate if arm == "candidate" else tally.control
        return ArmQuality(counters, self._price)

    def nobody(self) -> ArmQuality:
        """Return counters that nobody reads: forced numbers are no sample."""
        return ArmQuality(ArmCounters(), self._price)
