"""What the call counts, in the metrics of the worker; labels are bound once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from callcore.call.degrade import last_rungs
from callcore.shared.ids import Language
from callcore.shared.observe.metrics import GUESS_FATES, Metrics
from callcore.shared.records import NEXT_END, NEXT_HUMAN, Outcome

STAGE_LABELS: Final = {
    "endpointing_ms": "endpointing",
    "stt_ms": "stt_final",
    "llm_ms": "llm_first_token",
    "tts_ms": "tts_first_audio",
    "filler_ms": "filler",
    "wire_ms": "wire",
}


class Counting:
    """A :class:`callcore.call.parts.CallMetrics` over :class:`Metrics`."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._ended = {
            label: metrics.calls.labels(label) for label in ("end", "human", "target")
        }
        self._verdicts = {
            verdict: metrics.barge_ins.labels(verdict)
            for verdict in ("confirmed", "false", "late", "resumed")
        }
        self._guesses = {fate: metrics.guesses.labels(fate) for fate in GUESS_FATES}

    def call_ended(self, outcome: Outcome, duration_s: float) -> None:
        """Count a call."""
        label = outcome.next if outcome.next in (NEXT_END, NEXT_HUMAN) else "target"
        self._ended[label].inc()

    def turn(self, times: dict[str, float]) -> None:
        """Count a turn by its stages."""
        for key, label in STAGE_LABELS.items():
            self._metrics.turn_stage[label].observe(times[key] / 1000)

    def guard_blocked(self, rules: Mapping[str, int]) -> None:
        """Count what the agent wanted and was not allowed."""
        for rule, times in rules.items():
            self._metrics.guard_blocks.labels(rule).inc(times)

    def barge_in(self, verdict: str) -> None:
        """Count speech over the agent."""
        self._verdicts[verdict].inc()

    def guess(self, fate: str) -> None:
        """Count a reply that was asked for early."""
        self._guesses[fate].inc()

    def language_switched(self, language: Language) -> None:
        """Count a caller who speaks another language than expected."""
        self._metrics.language_switches.labels(language).inc()

    def bad_audio(self, finding: str) -> None:
        """Count a line on which something is wrong."""
        self._metrics.bad_audio.labels(finding).inc()

    def degraded(self, reason: str) -> None:
        """Count a failure that the ladder took."""
        self._metrics.degradations.labels(last_rungs(reason)[0]).inc()
