r"""Who is expected, who is being served, and how the served ones ended.

::

    expect --> expected --claim--> live --decide--> mark --mark_read--> forgotten
                  \__ 10 s __ forgotten                \__ 60 s ______/

An id passes each arrow once, so an unknown, late or reused one is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import trio

from callcore.call.control import CallControl
from callcore.shared.ids import CallId
from callcore.shared.records import ADMISSION_TTL_S, Admission

MARK_S: Final = 60.0  # `after` follows the hang-up within 10 ms, or the caller is gone
MARK_WAIT_S: Final = 2.0  # so long a worker that leaves waits for `after`
MAX_MARKS: Final = 4096  # at 200 calls, each of 3 s; the oldest is dropped


@dataclass(slots=True, eq=False)
class LiveCall:
    """A call that is being served; cancelling ``scope`` ends it."""

    admission: Admission
    control: CallControl = field(default_factory=CallControl)
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a call ended: ``next`` as in :class:`callcore.shared.records.Outcome`."""

    next: str
    kept_s: float


class Switchboard:
    """All synchronous but the waits. ``tell_gone`` gets each id that has left."""

    def __init__(self, max_calls: int, tell_gone: Callable[[CallId], object]) -> None:
        self.live: dict[CallId, LiveCall] = {}
        self.is_open = True
        self._max_calls = max_calls
        self._tell_gone = tell_gone
        self._expected: dict[CallId, tuple[Admission, float]] = {}
        self._marks: dict[CallId, Mark] = {}
        self._changed = trio.Event()

    @property
    def load(self) -> int:
        """How many calls are expected or live."""
        return len(self._expected) + len(self.live)

    @property
    def capacity(self) -> int:
        """How many there may be; 0 once closed."""
        return self._max_calls if self.is_open else 0

    # -- one call ----------------------------------------------------------------

    def expect(self, admission: Admission, now: float) -> bool:
        """Let this call in for 10 s; ``False`` if there is no room."""
        if self.load >= self.capacity:
            return False
        self._expected[admission.call_id] = (admission, now + ADMISSION_TTL_S)
        return True

    def knows(self, call_id: CallId) -> bool:
        """Say whether this id is on its way through the board: it may not come twice."""
        stations = (self._expected, self.live, self._marks)
        return any(call_id in station for station in stations)

    def claim(self, call_id: CallId, now: float) -> LiveCall | None:
        """Return the call that came with this id, once; ``None`` refuses it."""
        self.expire(now)
        expected = self._expected.pop(call_id, None)
        if expected is None:
            return None
        call = self.live[call_id] = LiveCall(expected[0])
        return call

    def decide(self, call_id: CallId, next_: str, now: float) -> None:
        """Keep the mark of a live call, which is no longer live."""
        del self.live[call_id]
        self._marks[call_id] = Mark(next_, now)
        if len(self._marks) > MAX_MARKS:
            del self._marks[next(iter(self._marks))]
        self._tell_gone(call_id)
        self._note_change()

    def mark_of(self, call_id: CallId) -> str | None:
        """Return how that call ended, ``None`` if nobody knows: to a human."""
        mark = self._marks.get(call_id)
        return None if mark is None else mark.next

    def mark_read(self, call_id: CallId) -> None:
        """Forget the mark: ``after`` has answered. Idempotent."""
        if self._marks.pop(call_id, None) is not None:
            self._note_change()

    # -- all calls ---------------------------------------------------------------

    def close(self) -> None:
        """Expect nobody more; those who are expected may still come. Idempotent."""
        self.is_open = False
        self._note_change()

    def hand_over_all(self, reason: str) -> None:
        """Ask every live call to bring its caller to a human, and expect nobody."""
        self.expire(float("inf"))
        for call in self.live.values():
            call.control.hand_over(reason)

    def cancel_all(self, reason: str) -> None:
        """End every live call; without a decision of its own it is a human's."""
        for call in self.live.values():
            call.scope.cancel(reason=reason)

    def expire(self, now: float) -> None:
        """Forget the ids that nobody used and the marks that nobody asked for."""
        late = [key for key, (_, until) in self._expected.items() if until <= now]
        for call_id in late:
            del self._expected[call_id]
            self._tell_gone(call_id)
        for call_id, mark in tuple(self._marks.items()):
            if mark.kept_s + MARK_S > now:
                break  # kept in the order of time
            del self._marks[call_id]
        if late:
            self._note_change()

    async def wait_nobody_expected(self) -> None:
        """Return once it is closed and every expected call has come or expired."""
        while self.is_open or self._expected:
            await self._changed.wait()

    async def wait_marks_read(self) -> None:
        """Return when ``after`` has read every mark of the last 2 s, or they are older."""
        while waiting := [m.kept_s + MARK_WAIT_S for m in self._marks.values()]:
            with trio.move_on_at(max(waiting)) as patience:
                await self._changed.wait()
            if patience.cancelled_caught:
                return

    def _note_change(self) -> None:
        self._changed.set()
        self._changed = trio.Event()
