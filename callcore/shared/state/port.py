"""The port of the shared state: live calls, workers, events, commands, denials, limits.

Every method may raise :exc:`StateDown`, within a second, whatever the server does; the caller
goes on without. All are cancel-safe; a write that was cancelled or raised may have happened.

Times of day are unix seconds of who wrote them. They are for people and for rough order:
clocks of machines differ, so nobody subtracts one machine's from another's and acts on it.
How long something lives is counted by the server alone; a denial lives two minutes longer
than it must, for a server or a writer whose clock is ahead.

**Events** have a cursor: a sequence number and the epoch that it counts in. The numbers of an
epoch are 1, 2, 3... without gaps; an emptied server begins a new epoch. Who was away asks for
:meth:`State.events_after` its cursor and gets :exc:`Gap` if that is not possible any more:
then it takes a new snapshot.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from callcore.shared.observe.fields import Plain


class StateDown(Exception):
    """The state cannot be asked now; the message is a machine word."""


class Gap(Exception):
    """Events after that cursor are gone, or it is of another epoch."""


@dataclass(frozen=True, slots=True)
class LiveCall:
    """The live view of one call. Text is masked; the caller's number never stands here."""

    call_id: str
    worker: str
    started_s: float
    caller: str = ""  # masked, as +380•••67
    did: str = ""
    language: str = ""
    state: str = ""  # of the dialog: listening, speaking...
    turn: int = 0
    said_caller: str = ""  # the last phrase of each side
    said_agent: str = ""
    turn_ms: int = 0  # the last turn's latency on the wire, 0 before the first
    worst_turn_ms: int = 0
    stt_arm: str = ""
    prompt: str = ""
    cost_micros: int = 0
    degraded: str = ""  # the last rung that was taken, '' in health
    order_id: str = ""
    updated_s: float = 0.0


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker as it registers itself; forgotten 5 s after its last beat."""

    worker: str  # unique in the whole house: host:name:pid
    load: int
    capacity: int
    draining: bool
    version: str
    address: str  # host:port of its audio, as the house reaches it
    http: str = ""  # host:port of its probes
    beat_s: float = 0.0
    health: Mapping[str, str] = field(default_factory=dict)
    """Dependency -> what callers hear of it now, '' when it is well."""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event before it has a number. ``name`` as in callcore.shared.state.names."""

    name: str
    at_s: float
    call_id: str = ""
    fields: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the stream of events."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was published."""

    cursor: Cursor
    name: str
    at_s: float
    call_id: str
    fields: Mapping[str, Plain]


CommandName = Literal["transfer", "hangup", "say", "type", "admit", "set-log-level"]


@dataclass(frozen=True, slots=True)
class Command:
    """What a person asks of a worker.

    ``transfer`` {reason, queue?}, ``hangup`` {reason}, ``say`` {text}, ``type`` {text},
    ``admit`` {language, did, caller}: expect this call id; the reply tells ``address``;
    ``set-log-level`` {level}.
    """

    command_id: str
    name: CommandName
    call_id: str
    by: str  # user id, for the logs
    until_s: float  # nobody obeys it later
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a command: ``done``, or why not in a machine word.

    ``no-such-call``, ``already-ending``, ``busy``, ``full``, ``too-late``, ``invalid``.
    """

    command_id: str
    result: str
    fields: Mapping[str, Plain] = field(default_factory=dict)


Denied = Literal["yes", "no", "unknown"]
"""``unknown``: denials may be missing (the server began anew, was replaced or may drop
keys); ask the truth, then seed. A name that is found is denied, whatever else is known."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` takes in ``per_s`` seconds for each key of a scope."""

    scope: str
    most: int
    per_s: int


class State(Protocol):
    """What both processes agree on."""

    # -- live calls: a hash each, 1800 s to live, refreshed with every put ------------
    async def put_calls(self, calls: Sequence[LiveCall]) -> None:
        """Store the live view of these calls, in one round trip."""

    async def drop_call(self, call_id: str) -> None:
        """Forget a call that has ended."""

    async def calls(self) -> Sequence[LiveCall]:
        """Return all live calls, oldest first; those of dead workers are among them."""

    async def call(self, call_id: str) -> LiveCall | None:
        """Return one live call."""

    # -- workers ----------------------------------------------------------------------
    async def beat(self, worker: WorkerState) -> None:
        """Register a worker for 5 s."""

    async def leave(self, worker: str) -> None:
        """Take a worker off the list."""

    async def workers(self) -> Sequence[WorkerState]:
        """Return the workers that beat within 5 s, by name."""

    # -- events -----------------------------------------------------------------------
    async def publish(self, drafts: Sequence[EventDraft]) -> Cursor:
        """Give events numbers, in this order; keep and publish them; return the last cursor."""

    async def head(self) -> Cursor:
        """Return the cursor of the newest event."""

    async def events_after(self, cursor: Cursor, most: int) -> Sequence[Event]:
        """Return up to ``most`` events after ``cursor``. Raises :exc:`Gap`."""

    def follow(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Yield events from now on; the iterator raises :exc:`StateDown` when it breaks.

        A follower that is slow for too long is broken off too.
        """

    # -- commands ---------------------------------------------------------------------
    async def send(self, worker: str, command: Command) -> None:
        """Hand a command to a worker; it is kept for 60 s."""

    async def take(self, worker: str) -> Sequence[Command]:
        """Wait up to a second for commands to a worker and return them, once each."""

    async def reply(self, reply: Reply) -> None:
        """Answer a command; the answer is kept for 60 s."""

    async def wait_reply(self, command_id: str) -> Reply:
        """Return the answer; the caller opens the deadline."""

    # -- denials: PostgreSQL is the truth ---------------------------------------------
    async def deny(self, names: Mapping[str, float]) -> None:
        """Deny these token or session ids, each until its unix time."""

    async def denied(self, names: Sequence[str]) -> Denied:
        """Say whether any of these is denied."""

    async def begin_seed(self) -> str:
        """Return a ticket for :meth:`seed`; ask for it before the truth is read."""

    async def seed(self, names: Mapping[str, float], ticket: str = "") -> None:
        """Deny all of these and mark the list as whole again.

        Raises :exc:`StateDown` ``changed``, and marks nothing, if the server was emptied or
        replaced since the ticket, because denials of the meantime may be lost; begin anew.
        """

    # -- small things that expire -----------------------------------------------------
    async def count(self, limit: Limit, key: str) -> float:
        """Take one of a limit: 0.0 if it was there, else seconds until the next."""

    async def put_once(self, key: str, value: str, for_s: float) -> None:
        """Keep a value that :meth:`pop` gives away once (tickets)."""

    async def pop(self, key: str) -> str | None:
        """Return the value and forget it."""

    async def ping(self) -> None:
        """Return if it answers."""
