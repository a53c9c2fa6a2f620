"""The shared ticker: one task per worker reads and paces every line.

Time is counted in steps of 2 ms. A step is: receive on every line that has input,
finish torn frames, send on every line whose slot it is. A task wake-up per frame would
cost ten times the frame itself (STACK.md section 6).

One frame does not wait for its step: the first of an answer that the line expects. It
leaves when it is made, in the slot that waits for it or up to 4 ms before that slot, and
the slots after it stay where they were.

A late ticker catches up step by step, so every line keeps its phase; but never by more
than two frames, because five in 100 ms make Asterisk re-anchor its timestamps
(ASTERISK.md section 0, fact 6). What is skipped is time, not speech.

The ticker writes the worker's heartbeat, because a worker whose ticker stands still is
of no use to any caller, however lively its threads are (DESIGN.md section 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, NoReturn

import trio

from callcore.protocol.audiosocket import PeerError
from callcore.transport.counters import Counters, Lateness
from callcore.transport.line import CallerHungUp, Line, LineEnded, LineLost
from callcore.transport.phase import STEP_S, STEPS_PER_FRAME
from callcore.transport.readiness import EpollReadiness, Readiness

__all__ = ["EpollReadiness", "Readiness", "Ticker"]

MAX_CATCH_UP_STEPS: Final = 2 * STEPS_PER_FRAME
EARLY_STEPS: Final = 2  # of an answer; Asterisk does not mind 4 ms (section 0, fact 6)
BEAT_STEPS: Final = 50  # 10 Hz, as in the idle ticker


class Ticker:
    """Serves every line that was lent to it.

    ``beat`` is called about ten times a second by a ticker that runs, whether it has lines
    or not; under virtual time only while it has. ``note_late`` gets the lateness of every
    tick in seconds. Neither may block or raise.
    """

    def __init__(
        self,
        readiness: Readiness,
        beat: Callable[[], None] = lambda: None,
        note_late: Callable[[float], None] | None = None,
    ) -> None:
        self.counters = Counters()
        self.lateness = Lateness()
        self._readiness = readiness
        self._beat = beat
        self._note_late = note_late or self.lateness.note
        self._slots: list[dict[Line, None]] = [{} for _ in range(STEPS_PER_FRAME)]
        self._lines: dict[Line, None] = {}
        self._torn: dict[Line, None] = {}
        self._line_came = trio.Event()
        self._step = 0
        self._start_s = 0.0  # when step 0 would have been
        self._next_beat = 0

    @property
    def lines(self) -> int:
        """Return how many lines it serves now."""
        return len(self._lines)

    @contextmanager
    def serve(self, line: Line) -> Iterator[None]:
        """Lend ``line`` to the ticker; taken back, and its wire closed, on leaving.

        Synchronous on both ends, so nothing can come in between (DESIGN.md section 4).
        """
        line.counters = self.counters
        line.next_step = self._step + 1
        line.playout.speech_came = partial(self._answer_at_once, line)
        try:
            self._readiness.register(line)
            self._lines[line] = None
            self._place(line)
            self._line_came.set()
            yield
        finally:
            line.playout.speech_came = None
            self._drop(line)
            line.end(LineLost("the call is over"))
            line.wire.close()
            self.counters.underruns += line.playout.underruns

    async def run(self) -> NoReturn:
        """Tick for ever. Nothing a line does can end it."""
        try:
            while True:
                await (self._tick() if self._lines else self._idle())
        finally:
            self._readiness.close()

    async def _idle(self) -> None:
        self._beat()
        self._line_came = trio.Event()
        await self._readiness.wait_line(self._line_came)

    async def _tick(self) -> None:
        """Tick until the last line has gone; there must be one now."""
        start_s = self._start_s = trio.current_time() - self._step * STEP_S

        def time_of(step: int) -> float:
            return start_s + step * STEP_S

        while True:
            self._step = await self._readiness.wait_step(
                self._step + 1, time_of, self._occupied
            )
            self._skip(trio.current_time() - time_of(self._step))
            self._do_step(self._step)
            if self._step >= self._next_beat:
                self._next_beat = self._step + BEAT_STEPS
                self._beat()
            if not self._lines:
                return

    def _skip(self, late_s: float) -> None:
        """Give up the time that may not be caught up."""
        self._note_late(late_s)
        late_steps = int(late_s / STEP_S)
        if late_steps > MAX_CATCH_UP_STEPS:
            skipped = late_steps - late_steps % STEPS_PER_FRAME
            self._step += skipped
            frames = skipped // STEPS_PER_FRAME
            self.counters.clumps_avoided += frames * len(self._lines)

    def _do_step(self, step: int) -> None:
        for line in self._readiness.ready():
            try:
                line.receive(step)
            except Exception as exc:  # noqa: BLE001 -- D-004: a bug costs one line only
                self._blame(line, exc)
            self._settle(line)
        if self._torn:
            torn, self._torn = self._torn, {}
            for line in torn:
                try:
                    line.mend()
                except Exception as exc:  # noqa: BLE001 -- D-004: as above
                    self._blame(line, exc)
                self._settle(line)
        for line in tuple(self._slots[step % STEPS_PER_FRAME]):
            if line.next_step <= step:
                self._speak(line, step)

    def _speak(self, line: Line, step: int, slot: int | None = None) -> None:
        """Send the frame of ``slot`` at ``step``, which is the slot if none is named."""
        try:
            line.speak(step)
        except Exception as exc:  # noqa: BLE001 -- D-004: a bug costs one line only
            self._blame(line, exc)
        if slot is not None:
            line.next_step = slot + STEPS_PER_FRAME
        self._settle(line)

    def _answer_at_once(self, line: Line) -> None:
        """Send the first frame of an answer that the line expects, if its slot is near."""
        slot = line.next_step
        now = int((trio.current_time() - self._start_s) / STEP_S + 1e-6)
        if line.awaits_answer and line.slot >= 0 and slot - now <= EARLY_STEPS:
            self._speak(line, max(now, self._step), slot)

    def _settle(self, line: Line) -> None:
        """Draw the consequences of what was just done on a line."""
        if line.ended is not None:
            self._drop(line)
            return
        if line.next_step % STEPS_PER_FRAME != line.slot:
            self._place(line)
        if line.torn:
            self._torn[line] = None

    def _blame(self, line: Line, exc: Exception) -> None:
        """Whatever goes wrong on a line ends that line only."""
        match exc:
            case BlockingIOError():
                pass  # epoll said ready, the kernel thought again
            case LineEnded():
                line.end(exc)
            case ConnectionResetError() | BrokenPipeError():
                line.end(CallerHungUp("reset, cause unknown"), exc)
            case OSError() | PeerError():
                line.end(LineLost(f"the wire or the peer failed: {exc}"), exc)
            case _:
                self.counters.line_bugs += 1
                line.end(LineLost("a bug of ours"), exc)

    def _place(self, line: Line) -> None:
        """Put a line that is served into the slot of its next frame."""
        if line.slot >= 0:
            del self._slots[line.slot][line]
        line.slot = line.next_step % STEPS_PER_FRAME
        self._slots[line.slot][line] = None

    def _drop(self, line: Line) -> None:
        """Forget a line; the wire stays open, it is the call's. Idempotent."""
        if line in self._lines:
            del self._lines[line]
            del self._slots[line.slot][line]
            line.slot = -1
            self._torn.pop(line, None)
            self._readiness.unregister(line)
            self.counters.lines_lost += isinstance(line.ended, LineLost)
            self.counters.lines_hung_up += isinstance(line.ended, CallerHungUp)

    def _occupied(self) -> int:
        if self._torn:
            return self._step + 1
        return min(line.next_step for line in self._lines)
