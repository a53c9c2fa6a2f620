r"""One worker as the supervisor sees it: its phase, its load, the offers made to it.

::

    STARTING --ready--> READY --roll, drain--> RETIRING --> DEAD
        \________________\______________________________/   its process ended
"""

from __future__ import annotations

import enum
from typing import Final

import trio

from callcore.protocol.link import (
    Admit,
    Admitted,
    Beat,
    Drain,
    Gone,
    Leaving,
    Message,
    Ready,
    Roll,
)
from callcore.shared.ids import CallId
from callcore.shared.records import ADMISSION_TTL_S, Admission
from callcore.supervisor.child import Child
from callcore.supervisor.deadlines import Deadlines

MAX_HELD: Final = 4096  # ids of one worker, for its obituary; far above any capacity


class Phase(enum.Enum):
    """See the module docstring."""

    STARTING = "starting"
    READY = "ready"
    RETIRING = "retiring"
    DEAD = "dead"


class Worker:
    """A record with rules; the crew owns the process and feeds the messages."""

    def __init__(self, child: Child, deadlines: Deadlines, now: float) -> None:
        self.child = child
        self.phase = Phase.STARTING
        self.ports = Ready(0, 0, 0)
        self.capacity = 0
        self.settled = trio.Event()  # it is ready, or dead before
        self._d = deadlines
        self._live = 0
        self._since_beat = 0  # admitted after the last beat
        self._offers: dict[CallId, trio.Event] = {}
        self._held: set[CallId] = set()
        self._suspect_until_s = 0.0
        self._heard_s = self._beat_s = self.started_s = now
        self._due_s = now + deadlines.start_s  # ready, dead by roll, or gone

    # -- admissions --------------------------------------------------------------

    @property
    def load(self) -> int:
        """How many calls it has, those that may be on the way to it included."""
        return self._live + self._since_beat + len(self._offers)

    @property
    def held(self) -> frozenset[CallId]:
        """The calls that it was given and has not reported as gone."""
        return frozenset(self._held)

    def can_take(self, now: float) -> bool:
        """Return whether a caller is safe with it."""
        return (
            self.phase is Phase.READY
            and now - self._beat_s < self._d.fresh_s
            and now >= self._suspect_until_s
            and self.load < self.capacity
        )

    async def offer(self, admission: Admission) -> bool:
        """Hand the admission over; ``False``, and suspicion, without a quick answer.

        Cancel-safe: a call that was admitted and never comes expires at the worker.
        """
        call_id = admission.call_id
        acknowledged = self._offers[call_id] = trio.Event()
        try:
            if self.child.link.send(Admit(admission)):
                with trio.move_on_after(self._d.ack_s):
                    await acknowledged.wait()
        finally:
            self._offers.pop(call_id, None)
        if not acknowledged.is_set():
            self._suspect_until_s = trio.current_time() + self._d.suspect_s
        return acknowledged.is_set()

    # -- messages ----------------------------------------------------------------

    def heard(self, message: Message, now: float) -> None:
        """Take a message of the worker; kinds that are not for us are ignored."""
        match message:
            case Ready():
                self._become_ready(message, now)
            case Beat(live, capacity):
                self._live, self.capacity, self._since_beat = live, capacity, 0
                self._heard_s = self._beat_s = now
            case Admitted(call_id):
                self._acknowledge(call_id)
            case Gone(call_id):
                self._held.discard(call_id)
                self._live = max(0, self._live - 1)  # the next beat knows for sure
            case Leaving():
                self.phase = Phase.RETIRING
                self._due_s = now + self._d.leave_s
            case _:
                pass

    def _become_ready(self, ports: Ready, now: float) -> None:
        self.ports = ports
        self._heard_s = now
        if self.phase is Phase.STARTING:
            self.phase = Phase.READY
            self.settled.set()

    def _acknowledge(self, call_id: CallId) -> None:
        self._since_beat += 1
        self._suspect_until_s = 0.0  # late, but it obeys
        if len(self._held) < MAX_HELD:
            self._held.add(call_id)
        offer = self._offers.pop(call_id, None)  # it counts as admitted from now on
        if offer is not None:
            offer.set()

    # -- the end -----------------------------------------------------------------

    def retire(self, call_max_s: float) -> None:
        """No more callers; it leaves when its last one has."""
        if self.phase is not Phase.DEAD:
            self.phase = Phase.RETIRING
            self._due_s = trio.current_time() + call_max_s + ADMISSION_TTL_S
            self.child.link.send(Roll())

    def drain(self, seconds: float) -> None:
        """No more callers; the live ones go to humans after ``seconds``."""
        if self.phase is not Phase.DEAD:
            self.phase = Phase.RETIRING
            self._due_s = trio.current_time() + seconds + self._d.drain_grace_s
            self.child.link.send(Drain(seconds))

    def bury(self) -> None:
        """Its process has ended."""
        self.phase = Phase.DEAD
        self.settled.set()

    def forgive(self, now: float) -> None:
        """We were late ourselves: judge its silence from now on."""
        self._heard_s = now

    def overdue(self, now: float) -> str:
        """Return why it must be killed, ``""`` if it need not."""
        if self.phase is not Phase.READY and now > self._due_s:
            return f"too long {self.phase.value}"
        if self.phase is not Phase.STARTING and now - self._heard_s > self._d.silent_s:
            return "silent"
        return ""
