"""Metrics of the wire: counted by the ticker as plain numbers, shown when asked.

A labelled metric per frame would cost more than the frame (STACK.md section 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

# 5 ms is the objective of a tick, 20 ms a frame, 80 ms what a jitter buffer hides
TICK_EDGES_S: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.2)


REFUSED: Final = "AudioSocket connections turned away"
EAR_FAULTS: Final = (
    "Rounds in which the ear had to do without its model, by what failed"
)


@dataclass(frozen=True, slots=True)
class WireNumbers:
    """The numbers of one worker at this moment. ``late_below`` counts ticks by edge."""

    frames_sent: int = 0
    frames_received: int = 0
    frames_held: int = 0
    underruns: int = 0
    lines_lost: int = 0
    refused: Mapping[str, int] | None = None
    ticks: int = 0
    late_below: Callable[[float], int] = lambda _edge_s: 0
    ear_faults: Mapping[str, int] | None = None


class WireCollector(Collector):
    """Asks ``source`` at each scrape; zeros until a worker has set it."""

    def __init__(self, prefix: str) -> None:
        self.source: Callable[[], WireNumbers] = WireNumbers
        self._prefix = prefix

    def collect(self) -> Iterable[Metric]:
        """Return the families with the numbers as they stand."""
        now = self.source()
        for name, about, value in (
            ("frames_sent", "20 ms frames to Asterisk", now.frames_sent),
            ("frames_received", "20 ms frames from Asterisk", now.frames_received),
            ("frames_held", "Slots in which a peer did not read", now.frames_held),
            ("audio_underruns", "Speech ran dry in a sentence", now.underruns),
            ("lines_lost", "Lines that ended by a fault", now.lines_lost),
        ):
            yield CounterMetricFamily(f"{self._prefix}_{name}", about, value)
        yield self._by_reason("refused_connections", REFUSED, now.refused)
        yield self._by_reason("ear_faults", EAR_FAULTS, now.ear_faults)
        yield self._lateness(now)

    def _by_reason(
        self, name: str, about: str, counts: Mapping[str, int] | None
    ) -> Metric:
        family = CounterMetricFamily(f"{self._prefix}_{name}", about, labels=["reason"])
        for reason, count in (counts or {}).items():
            family.add_metric([reason], count)
        return family

    def _lateness(self, now: WireNumbers) -> Metric:
        buckets = [(str(edge), float(now.late_below(edge))) for edge in TICK_EDGES_S]
        buckets.append(("+Inf", float(now.ticks)))
        return HistogramMetricFamily(
            f"{self._prefix}_tick_late_seconds",
            "Lateness of the ticker",
            buckets=buckets,
            sum_value=None,
        )
