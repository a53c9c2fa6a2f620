"""Numbers that the parts of a worker count by themselves, shown as metrics when asked."""

from __future__ import annotations

from typing import Final

from callcore.daemon.worker import Worker
from callcore.shared.observe.metrics import Metrics
from callcore.shared.observe.wiremetrics import WireNumbers
from callcore.transport.ear import Ear

REFUSALS: Final = ("refused", "silent", "left", "failed")


def expose(worker: Worker, ear: Ear, metrics: Metrics) -> None:
    """Let the metrics ask the worker and its ear at each scrape."""
    metrics.calls_active.set_function(lambda: worker.board.load)
    metrics.capacity.set_function(lambda: worker.capacity)
    metrics.wire.source = lambda: numbers_of(worker, ear)


def numbers_of(worker: Worker, ear: Ear) -> WireNumbers:
    """Return the numbers of a worker's wire as they stand."""
    counters, tally = worker.ticker.counters, worker.reception.tally
    return WireNumbers(
        frames_sent=counters.frames_sent,
        frames_received=counters.frames_received,
        frames_held=counters.frames_held,
        underruns=counters.underruns,
        lines_lost=counters.lines_lost,
        refused={why: tally[why] for why in REFUSALS},
        ticks=worker.ticker.lateness.ticks,
        late_below=worker.ticker.lateness.below,
        ear_faults={
            "late": ear.late_batches,
            "failed": ear.failed_batches,
            "unjudged": ear.failed_judgements,
        },
    )
