"""Where the time of a turn went, by stage, measured on the wire (P7).

A turn begins with the caller's last speech and ends with the first frame of the answer
that the ticker took. A stage that did not happen counts 0, so the sum is the total.
``filler`` is how long an answer that was ready waited for the end of a "one moment".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, get_args

Stage = Literal["endpointing", "stt", "llm", "tts", "filler", "wire"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)


class Waterfall:
    """The stamps of the turn that is under way; ``now`` is a monotonic clock in s."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._speech_ended_s: float | None = None
        self._at: dict[Stage, float] = {}
        self._before: tuple[float | None, dict[Stage, float]] = None, {}

    def speech_ended(self, ago_s: float) -> None:
        """Start a turn: the caller's last speech was ``ago_s`` ago."""
        self._before = self._speech_ended_s, self._at
        self._speech_ended_s = self._now() - ago_s
        self._at = {}

    def nothing_said(self) -> None:
        """Take back the last :meth:`speech_ended`: there were no words in it."""
        self._speech_ended_s, self._at = self._before
        self._before = None, {}

    def done(self, stage: Stage) -> None:
        """Stamp the end of a stage, once a turn."""
        if self._speech_ended_s is not None:
            self._at.setdefault(stage, self._now())

    def filler_ended(self) -> None:
        """Stamp the end of a filler; the last one of a turn counts."""
        if self._speech_ended_s is not None:
            self._at["filler"] = self._now()

    def finish(self) -> dict[str, float] | None:
        """Return the turn's times in ms and forget it; ``None`` if none is under way."""
        if self._speech_ended_s is None:
            return None
        self.done("wire")
        last_s, times = self._speech_ended_s, {}
        for stage in STAGES:
            at_s = max(self._at.get(stage, last_s), last_s)
            times[f"{stage}_ms"] = round(1000 * (at_s - last_s), 1)
            last_s = at_s
        times["total_ms"] = round(1000 * (last_s - self._speech_ended_s), 1)
        self._speech_ended_s, self._before = None, (None, {})
        return times
