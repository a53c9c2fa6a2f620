"""What is wrong with the audio of one line: clipped, offset, dead, too fast, in bursts.

Pure: frames and their time of arrival go in, findings come out, each at most once in a
call. Nothing is repaired here and nothing is refused; a finding is for the log, so that
"the caller was not understood" has a cause that somebody can mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from callcore.shared.audioformat import FRAME_SAMPLES, SAMPLE_RATE_HZ

FULL_SCALE: Final = 32_000  # PCMU ends at 32124, PCMA at 32256
CLIPPED_SHARE: Final = 0.01  # of all samples, pauses included: every vowel is cut off
OFFSET: Final = 500  # -36 dBFS; a healthy line's is below 10
LOOK_S: Final = 10.0  # levels are judged over so long; a pause is seldom longer
DEAD_S: Final = (
    60.0  # of zeros on a line that has lived: a muted caller listens so long
)
COUNT_S: Final = 1.0  # the rate is judged over so long ...
FAST_COUNTS: Final = 3  # ... and this often in a row: a burst is not a wrong rate
FAST_SHARE: Final = 1.5  # 16 kHz in 8 kHz frames is 2, 48 kHz is 6
SLOW_SHARE: Final = 0.8  # one frame in five does not come
SLOW_COUNTS: Final = 5
GAP_S: Final = 0.055  # three slots: what follows it at once was held up somewhere
HOLD_S: Final = 0.3  # hold or DTX: who sends nothing in silence loses nothing
BURST_SAMPLES: Final = 4 * FRAME_SAMPLES
LONG_BURST_SAMPLES: Final = SAMPLE_RATE_HZ // 2
BURSTS: Final = 5  # short ones; a single one may be our own stall
LEAST_LOOKED: Final = 1000  # fewer samples than these judge no level


@dataclass(frozen=True, slots=True)
class Finding:
    """``label`` is for a metric, ``text`` is a sentence for whoever reads the log."""

    label: str
    text: str


LABELS: Final = ("clipped", "dc-offset", "dead", "too-fast", "bursty", "missing")


class Health:
    """One line's. Times are in seconds of any clock that does not go back."""

    __slots__ = (
        "_alive",
        "_bursts",
        "_counted",
        "_counted_s",
        "_dead_s",
        "_ever_alive",
        "_fast",
        "_found",
        "_full",
        "_gap",
        "_held",
        "_instant",
        "_last_s",
        "_looked",
        "_looked_s",
        "_middles",
        "_new",
        "_slow",
        "_times_looked",
        "offset",
    )

    def __init__(self, now_s: float = 0.0) -> None:
        self._found: set[str] = set()
        self._new: list[Finding] = []
        self._last_s = self._counted_s = self._looked_s = now_s
        self._ever_alive = False
        self._dead_s = 0.0
        self._alive = False  # not only zeros since _looked_s
        self._counted = 0  # samples since _counted_s
        self._instant = 0  # samples that came at _last_s
        self._gap = False  # nothing came for a while before _last_s
        self._held = False  # nothing came for a longer while since _counted_s
        self._bursts = self._fast = self._slow = 0
        self._full = self._looked = self._times_looked = 0
        self._middles = 0
        self.offset = 0.0  #: of the last 10 s, 0 if it is none to speak of

    def came(self, samples: int, now_s: float) -> None:
        """Take the arrival of a frame; for each one."""
        if now_s > self._last_s:
            if self._instant >= BURST_SAMPLES and self._gap:
                self._note_burst()
            passed_s = now_s - self._last_s
            self._gap = passed_s > GAP_S
            self._held = self._held or passed_s > HOLD_S
            self._instant = samples
            self._last_s = now_s
            if now_s - self._counted_s >= COUNT_S:
                self._count(now_s)
        else:
            self._instant += samples
        self._counted += samples

    def look(self, some: list[int]) -> None:
        """Take samples of a frame in rising order, see :func:`callcore.audio.energy.look`.

        Need not be every frame, but what is left out must not depend on what is in it.
        """
        if not some:
            return
        low, high = some[0], some[-1]
        if low or high:
            self._alive = self._ever_alive = True
            if high >= FULL_SCALE or low <= -FULL_SCALE:
                self._full += sum(
                    not -FULL_SCALE < sample < FULL_SCALE for sample in some
                )
        size = len(some)
        self._looked += size
        self._times_looked += 1
        self._middles += some[size // 2] + some[(size - 1) // 2]

    def findings(self) -> list[Finding]:
        """Return what was found since the last time; a label comes once in a call."""
        new, self._new = self._new, []
        return new

    def _note_burst(self) -> None:
        self._bursts += 1
        if self._bursts >= BURSTS or self._instant >= LONG_BURST_SAMPLES:
            self._find(
                "bursty", "Audio comes in bursts: the network or a host holds it up."
            )

    def _count(self, now_s: float) -> None:
        share = self._counted / ((now_s - self._counted_s) * SAMPLE_RATE_HZ)
        self._fast = self._fast + 1 if share > FAST_SHARE else 0
        if self._fast >= FAST_COUNTS:
            self._find(
                "too-fast",
                f"Audio comes {share:.1f} times faster than 8 kHz: the rate is wrong.",
            )
        if share < SLOW_SHARE and not self._held:
            self._slow += 1
            if self._slow >= SLOW_COUNTS:
                text = f"Only {100 * share:.0f} % of the audio comes: frames are lost."
                self._find("missing", text)
        else:
            self._slow = 0
        self._counted, self._counted_s, self._held = 0, now_s, False
        if now_s - self._looked_s >= LOOK_S:
            self._judge_levels(now_s)

    def _judge_levels(self, now_s: float) -> None:
        if self._looked >= LEAST_LOOKED:
            clipped = self._full / self._looked
            if clipped >= CLIPPED_SHARE:
                text = (
                    f"Audio is clipped: {100 * clipped:.0f} % of it is at full scale."
                )
                self._find("clipped", text)
            self.offset = self._middles / (2 * self._times_looked)
            if abs(self.offset) < OFFSET or clipped >= CLIPPED_SHARE:
                self.offset = 0.0
            else:
                share = f"{100 * self.offset / 32768:.0f} % of full scale"
                text = f"Audio has an offset of {share}: a faulty analogue card."
                self._find("dc-offset", text)
            self._dead_s = 0.0 if self._alive else self._dead_s + now_s - self._looked_s
            if self._dead_s >= (DEAD_S if self._ever_alive else LOOK_S):
                self._find(
                    "dead", "Audio is all zeros: the caller's side sends no sound."
                )
        self._full = self._looked = self._times_looked = self._middles = 0
        self._looked_s, self._alive = now_s, False

    def _find(self, label: str, text: str) -> None:
        if label not in self._found:
            self._found.add(label)
            self._new.append(Finding(label, text))
