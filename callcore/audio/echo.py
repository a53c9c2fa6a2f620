"""How loud our own voice may come back: for lines without an echo canceller.

A telephone's hybrid or a loudspeaker returns what we say 20 to 500 ms later, 6 to 30 dB
softer. Nobody tells us the delay, so nothing here depends on it:

* the **guard** is the loudest of what we sent in the last 600 to 800 ms, times how much of it
  this line returns, and a little more;
* how much it returns is **bounded** by what we heard: all that came since we sent
  something is at least as loud as its echo. A caller who speaks, or noise, only makes
  the bound looser. So silence of a second is proof that the line returns nothing, and
  double talk teaches nothing wrong.

Before the first bound, 0.8 s into the greeting, the worst line is assumed: echo at the
start of a call must not interrupt it. Pure; time is counted in slots of 20 ms.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.audioformat import FRAME_SAMPLES

SPEAKING_PEAK: Final = 200.0  # below it we were silent
WORST_RETURN: Final = 0.5  # -6 dB
BEST_RETURN: Final = 0.01  # -40 dB: below the noise of any line
MARGIN: Final = 1.5  # 3.5 dB: a line's echo is not flat, and peaks are looked at 1 in 9
BLOCK_SLOTS: Final = 10  # 200 ms
BLOCK_SAMPLES: Final = BLOCK_SLOTS * FRAME_SAMPLES
FALL: Final = 0.8  # per block: -10 dB/s towards a bound below
NEAR: Final = 1.6  # 4 dB: a bound is never further off, so down to there at once
RISE: Final = 1.047  # 2 dB/s towards a bound above, while the caller is silent
BACK_BLOCKS: Final = (
    3  # 600 ms: by then all has come back, also through a model's queue
)
PROBE_BLOCKS: Final = 3  # what was sent in 600 ms is compared with all that came since
SPAN_BLOCKS: Final = BACK_BLOCKS + PROBE_BLOCKS
SENDING_SLOTS: Final = 20  # 400 ms since our last word; shorter than any ``end_ms``
LEAST_HEARD: Final = 0.8  # of the audio: gaps might be where the echo was


class EchoGuard:
    """One line's. Costs nothing while we are silent.

    ``peak`` of what we sent may decay, as :attr:`Line.transmit_peak` does; only where it
    rises it is taken for the level of that moment.
    """

    __slots__ = (
        "_before",
        "_block_heard",
        "_block_new",
        "_block_samples",
        "_block_sent",
        "_fresh",
        "_guard_gain",
        "_heard",
        "_learnt",
        "_loudest",
        "_new",
        "_new_slot",
        "_samples",
        "_sent",
        "_slot",
        "_slots",
        "active",
        "gain",
    )

    def __init__(self) -> None:
        self.gain = WORST_RETURN  #: the part that comes back, as far as we know
        self.active = False  #: True until our last word must have come back
        self._learnt = False
        self._guard_gain = WORST_RETURN
        self._slot = 0
        self._before = 0.0
        self._fresh = False
        self._new_slot = 0
        self._forget()

    def _forget(self) -> None:
        self._slots = 0
        self._loudest = 0.0  # of what was sent in the blocks that may still come back
        self._block_sent = self._block_new = self._block_heard = 0.0
        self._block_samples = 0
        self._sent = [0.0] * SPAN_BLOCKS  # decaying: for the guard
        self._new = [0.0] * SPAN_BLOCKS  # only what rose: for the bound
        self._heard = [0.0] * SPAN_BLOCKS
        self._samples = [0] * SPAN_BLOCKS

    def hear(
        self, sent_peak: float, peak: float, samples: int, slot: int, *, silent: bool
    ) -> float:
        """Take what we send at ``slot`` and ``samples`` heard; return the guard's peak.

        ``slot`` is the time in 20 ms. ``silent``: the caller is judged to be. Not needed
        while we are silent and not :attr:`active`, where the guard is 0.
        """
        # no min() and max() here: they would make it half as fast
        if slot != self._slot:
            self._slots += slot - self._slot
            self._slot = slot
            if self._slots >= BLOCK_SLOTS:
                self._end_blocks(silent=silent)
            if sent_peak > SPEAKING_PEAK:
                self._send(sent_peak, slot)
            self._before = sent_peak
        if peak > self._block_heard:  # noqa: PLR1730
            self._block_heard = peak
        self._block_samples += samples
        return self._guard_gain * self._loudest

    @property
    def sending(self) -> bool:
        """True while we speak or have just ended: echo may hold an utterance, too."""
        return self.active and self._slot - self._new_slot < SENDING_SLOTS

    def mistake(self, gain: float) -> None:
        """Learn that what came back at ``gain`` of what was sent was our echo."""
        if gain > self.gain:
            self._set(gain)

    def ratio(self, peak: float) -> float:
        """Return ``peak`` over the loudest that may come back now; 0 if nothing may."""
        return peak / self._loudest if self._loudest else 0.0

    def _send(self, peak: float, slot: int) -> None:
        self.active = True
        before = self._before
        # it rises, or is a steady tone
        self._fresh = peak > before or (self._fresh and peak == before)
        if peak > self._block_sent:
            self._block_sent = peak
            if peak > self._loudest:  # noqa: PLR1730
                self._loudest = peak
        if self._fresh:
            self._new_slot = slot
            if peak > self._block_new:  # noqa: PLR1730
                self._block_new = peak

    def _end_blocks(self, *, silent: bool) -> None:
        if self._slots >= SPAN_BLOCKS * BLOCK_SLOTS:
            self._forget()  # a second without audio
            return
        while self._slots >= BLOCK_SLOTS:
            self._slots -= BLOCK_SLOTS
            self._end_block()
            self._probe(silent=silent)

    def _end_block(self) -> None:
        self._sent = [*self._sent[1:], self._block_sent]
        self._new = [*self._new[1:], self._block_new]
        self._heard = [*self._heard[1:], self._block_heard]
        self._samples = [*self._samples[1:], self._block_samples]
        self._block_sent = self._block_new = self._block_heard = 0.0
        self._block_samples = 0
        self._loudest = max(self._sent[-BACK_BLOCKS:])
        self.active = self._loudest > 0

    def _probe(self, *, silent: bool) -> None:
        """Compare the first that we sent in this span with all that came since."""
        sent = max(self._new[:PROBE_BLOCKS])
        if not sent:
            return
        since = next(n for n, peak in enumerate(self._new) if peak)
        due = (SPAN_BLOCKS - since) * BLOCK_SAMPLES
        if sum(self._samples[since:]) >= LEAST_HEARD * due:
            self._learn(max(self._heard[since:]) / sent, silent=silent)

    def _learn(self, bound: float, *, silent: bool) -> None:
        if not self._learnt:
            self._learnt = True
            self._set(bound)
        elif bound < self.gain:
            self._set(max(bound, min(self.gain * FALL, bound * NEAR)))
        elif silent:
            self._set(min(bound, self.gain * RISE))

    def _set(self, gain: float) -> None:
        self.gain = min(max(gain, BEST_RETURN), WORST_RETURN)
        self._guard_gain = self.gain * MARGIN
