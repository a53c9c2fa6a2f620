"""The shared ticker: one task per worker reads and paces every line.

Time is counted in steps of 2 ms. A step is: receive on every line that has input,
finish torn frames, send on every line whose slot it is. A task wake-up per frame would
cost ten times the frame itself (STACK.md section 6).

A late ticker catches up step by step, so every line keeps its phase; but never by more
than two frames, because five in 100 ms make Asterisk re-anchor its timestamps
(ASTERISK.md section 0, fact 6). What is skipped is time, not speech.

The ticker writes the worker's heartbeat, because a worker whose ticker stands still is
of no use to any caller, however lively its threads are (DESIGN.md section 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

import trio

from callcore.protocol.audiosocket import PeerError
from callcore.transport.counters import Counters, Lateness
from callcore.transport.line import CallerHungUp, Line, LineEnded, LineLost
from callcore.transport.phase import STEP_S, STEPS_PER_FRAME
from callcore.transport.readiness import EpollReadiness, Readiness

__all__ = ["EpollReadiness", "Readiness", "Ticker"]

MAX_CATCH_UP_STEPS: Final = 2 * STEPS_PER_FRAME
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
        self._slot_of: dict[Line, int] = {}
        self._torn: dict[Line, None] = {}
        self._line_came = trio.Event()
        self._step = 0
        self._next_beat = 0

    @property
    def lines(self) -> int:
        """Return how many lines it serves now."""
        return len(self._slot_of)

    @contextmanager
    def serve(self, line: Line) -> Iterator[None]:
        """Lend ``line`` to the ticker; taken back, and its wire closed, on leaving.

        Synchronous on both ends, so nothing can come in between (DESIGN.md section 4).
        """
        line.counters = self.counters
        line.next_step = self._step + 1
        try:
            self._readiness.register(line)
            self._place(line)
            self._line_came.set()
            yield
        finally:
            self._drop(line)
            line.end(LineLost("the call is over"))
            line.wire.close()
            self.counters.underruns += line.playout.underruns

    async def run(self) -> NoReturn:
        """Tick for ever. Nothing a line does can end it."""
        try:
            while True:
                await (self._tick() if self._slot_of else self._idle())
        finally:
            self._readiness.close()

    async def _idle(self) -> None:
        self._beat()
        self._line_came = trio.Event()
        await self._readiness.wait_line(self._line_came)

    async def _tick(self) -> None:
        """Tick until the last line has gone; there must be one now."""
        start_s = trio.current_time() - self._step * STEP_S

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
            if not self._slot_of:
                return

    def _skip(self, late_s: float) -> None:
        """Give up the time that may not be caught up."""
        self._note_late(late_s)
        late_steps = int(late_s / STEP_S)
        if late_steps > MAX_CATCH_UP_STEPS:
            skipped = late_steps - late_steps % STEPS_PER_FRAME
            self._step += skipped
            frames = skipped // STEPS_PER_FRAME
            self.counters.clumps_avoided += frames * len(self._slot_of)

    def _do_step(self, step: int) -> None:
        for line in self._readiness.ready():
            self._guard(line, line.receive, step)
            if line.next_step % STEPS_PER_FRAME != self._slot_of.get(line, -1):
                self._place(line)
        torn, self._torn = self._torn, {}
        for line in torn:
            self._guard(line, line.mend)
        for line in tuple(self._slots[step % STEPS_PER_FRAME]):
            if line.next_step <= step:
                self._guard(line, line.speak, step)
                if line.next_step != step + STEPS_PER_FRAME:
                    self._place(line)

    def _guard(self, line: Line, work: Callable[..., None], *args: int) -> None:
        """Whatever goes wrong on a line ends that line only."""
        try:
            work(*args)
        except BlockingIOError:
            pass  # epoll said ready, the kernel thought again
        except LineEnded as exc:
            line.end(exc)
        except (ConnectionResetError, BrokenPipeError) as exc:
            line.end(CallerHungUp("reset, cause unknown"), exc)
        except (OSError, PeerError) as exc:
            line.end(LineLost(f"the wire or the peer failed: {exc}"), exc)
        except Exception as exc:  # noqa: BLE001 -- D-004: a bug costs one line, not all
            self.counters.line_bugs += 1
            line.end(LineLost("a bug of ours"), exc)
        if line.ended is not None:
            self._drop(line)
        elif line.torn:
            self._torn[line] = None

    def _place(self, line: Line) -> None:
        if line.ended is None:
            self._slots[self._slot_of.pop(line, 0)].pop(line, None)
            slot = line.next_step % STEPS_PER_FRAME
            self._slots[slot][line] = None
            self._slot_of[line] = slot

    def _drop(self, line: Line) -> None:
        """Forget a line; the wire stays open, it is the call's. Idempotent."""
        if line in self._slot_of:
            del self._slots[self._slot_of.pop(line)][line]
            self._torn.pop(line, None)
            self._readiness.unregister(line)
            self.counters.lines_lost += isinstance(line.ended, LineLost)
            self.counters.lines_hung_up += isinstance(line.ended, CallerHungUp)

    def _occupied(self) -> int:
        if self._torn:
            return self._step + 1
        return min(line.next_step for line in self._slot_of)
