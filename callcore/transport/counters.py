"""What a worker counts on the wire: plain numbers, read by the metrics when asked.

Incremented by the ticker on every frame, so they are attributes and not metrics: a
labelled metric costs more than the frame itself (STACK.md section 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BUCKET_S: Final = 0.0005
BUCKETS: Final = 400  # up to 200 ms, then one for all that is worse


@dataclass(slots=True)
class Counters:
    """Totals over all lines of a ticker."""

    frames_received: int = 0
    frames_sent: int = 0  # silence included
    frames_held: int = 0  # slots in which a peer did not read
    torn_frames: int = 0  # taken in part by the kernel
    underruns: int = 0  # silence inside a clip; of lines that have ended
    clumps_avoided: int = 0  # frames not sent after a stall, summed over lines
    lines_lost: int = 0
    lines_hung_up: int = 0
    line_bugs: int = 0  # of the lost ones: our fault


class Lateness:
    """How late the ticks were: a histogram of half milliseconds."""

    def __init__(self) -> None:
        self.worst_s = 0.0
        self.ticks = 0
        self._buckets = [0] * (BUCKETS + 1)

    def note(self, late_s: float) -> None:
        """Add one tick."""
        self.ticks += 1
        self.worst_s = max(self.worst_s, late_s)
        self._buckets[min(max(int(late_s / BUCKET_S), 0), BUCKETS)] += 1

    def quantile_s(self, share: float) -> float:
        """Return the upper edge below which ``share`` of the ticks lie; 0 for none."""
        left = share * self.ticks
        for n, count in enumerate(self._buckets):
            left -= count
            if left <= 0 and self.ticks:
                return self.worst_s if n == BUCKETS else (n + 1) * BUCKET_S
        return 0.0

    def below(self, edge_s: float) -> int:
        """Return how many ticks were less late than ``edge_s``, for a cumulative bucket."""
        return sum(self._buckets[: round(edge_s / BUCKET_S)])

    def reset(self) -> None:
        """Forget everything, for a measurement that starts now."""
        self.__init__()  # type: ignore[misc]
