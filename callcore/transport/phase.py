"""Where in its 20 ms should a line speak? Pure: steps in, a shift out.

``lead`` is how many 2 ms steps after a caller's frame our next slot lies. A frame that
comes in the very step of our slot finds the driver not run yet; the slot waits a step for
the answer (:meth:`callcore.transport.line.Line.expect_speech`), so lead 0 costs little,
but one step of jitter more would cost a frame. Once a second the slot moves to where the
mean wait over the last second's frames was least.

Rejected: moving after n frames in a row outside a window. It never sees a line whose
frames alternate between two steps (p95 of the reply 24 ms at 400 calls), and under
15 ms of jitter it walked away from the caller by 18 ms a second.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.audioformat import FRAME_MS

STEP_MS: Final = 2
STEP_S: Final = STEP_MS / 1000  # how often the ticker looks
STEPS_PER_FRAME: Final = FRAME_MS // STEP_MS
FIRST_FRAMES: Final = 5  # lock a new caller after 100 ms ...
FRAMES: Final = 50  # ... and look again every second
LEAST_GAIN_STEPS: Final = 1.0  # a move is a frame 2 to 10 ms off: not for nothing
SAME_STEP_STEPS: Final = 2  # what lead 0 counts: one step, and one for its risk
SHIFTS: Final = sorted(
    range(-4, 6), key=abs
)  # the nearer side: our rate is the caller's


def wait_steps(lead: int) -> int:
    """Return how long a frame that came ``lead`` steps before our slot waits."""
    return lead % STEPS_PER_FRAME or SAME_STEP_STEPS


class PhaseLock:
    """One line's memory of when its caller's frames came."""

    __slots__ = ("_frames_left", "_leads")

    def __init__(self) -> None:
        self._leads = [0] * STEPS_PER_FRAME
        self._frames_left = FIRST_FRAMES

    def note(self, lead: int) -> bool:
        """Remember one frame; return whether it is time to ask :meth:`shift`."""
        self._leads[lead % STEPS_PER_FRAME] += 1
        self._frames_left -= 1
        return self._frames_left <= 0

    def shift(self) -> int:
        """Return the steps, -4 to 5, to move the slot by; forgets what it knew."""
        least_gain = LEAST_GAIN_STEPS * sum(self._leads)
        waited, best = self._waited_steps(0), 0
        # no frame waits less than a step: most lines have nothing to gain
        if waited - sum(self._leads) >= least_gain:
            best = min(SHIFTS, key=self._waited_steps)
            if waited - self._waited_steps(best) < least_gain:
                best = 0
        self._leads = [0] * STEPS_PER_FRAME
        self._frames_left = FRAMES
        return best

    def _waited_steps(self, shift: int) -> int:
        return sum(n * wait_steps(lead + shift) for lead, n in enumerate(self._leads))
