"""The shared state inside one process: for tests, and for a house without Redis.

It keeps what Redis keeps, for as long, by the time of day that it is given; so it is
deterministic. Tests make it fail with :attr:`MemoryState.down` and :meth:`MemoryState.forget`.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, Generic, TypeVar

import trio

from callcore.shared import stamps
from callcore.shared.state import keys
from callcore.shared.state.following import Follower
from callcore.shared.state.port import (
    Command,
    Cursor,
    Denied,
    Event,
    EventDraft,
    Gap,
    Limit,
    LiveCall,
    Reply,
    State,
    StateDown,
    WorkerState,
)

TAKE_S: Final = 0.5  # as the one in Redis waits
MAX_KEPT: Final = 20_000  # of each kind

V = TypeVar("V")


class Expiring(Generic[V]):
    """A dictionary whose entries end."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._kept: dict[str, tuple[V, float]] = {}

    def put(self, key: str, value: V, for_s: float) -> None:
        """Keep a value for ``for_s`` seconds; beyond the most, the oldest goes."""
        self._kept.pop(key, None)
        if len(self._kept) >= MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (value, self._now_s() + for_s)

    def get(self, key: str) -> V | None:
        """Return the value if it still lives."""
        value, until_s = self._kept.get(key, (None, -math.inf))
        return value if until_s > self._now_s() else None

    def pop(self, key: str) -> V | None:
        """Return the value if it still lives, and forget it."""
        value = self.get(key)
        self._kept.pop(key, None)
        return value

    def values(self) -> Iterator[V]:
        """Yield what lives; what does not is forgotten."""
        now_s = self._now_s()
        self._kept = {k: kept for k, kept in self._kept.items() if kept[1] > now_s}
        return iter([value for value, _ in self._kept.values()])

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()


class MemoryState:
    """State of one process; every method is a checkpoint, like those of the real one."""

    def __init__(self, now_s: Callable[[], float] = stamps.now_s) -> None:
        self._now_s = now_s
        self._calls: Expiring[LiveCall] = Expiring(now_s)
        self._workers: Expiring[WorkerState] = Expiring(now_s)
        self._replies: Expiring[Reply] = Expiring(now_s)
        self._denials: Expiring[bool] = Expiring(now_s)
        self._once: Expiring[str] = Expiring(now_s)
        self._takes: dict[tuple[Limit, str], deque[float]] = {}
        self._commands: dict[str, deque[tuple[float, Command]]] = {}
        self._log: deque[Event] = deque(maxlen=keys.MAX_LOGGED_EVENTS)
        self._head = Cursor("memory-1", 0)
        self._life = 1
        self._whole = False
        self._followers: set[Follower] = set()
        self._news = trio.Event()
        self._down = ""

    @property
    def down(self) -> str:
        """Why every method fails, a machine word; '' while it works. Tests set it."""
        return self._down

    @down.setter
    def down(self, word: str) -> None:
        self._down = word
        if word:
            for follower in self._followers:
                follower.end(word)
            self._wake()

    def forget(self) -> None:
        """Lose everything, as a server that was emptied or began anew."""
        for kept in (self._calls, self._workers, self._replies, self._denials, self._once):  # fmt: skip
            kept.clear()
        self._takes.clear()
        self._commands.clear()
        self._log.clear()
        self._whole = False
        self._life += 1
        self._head = Cursor(f"memory-{self._life}", 0)

    async def put_calls(self, calls: Sequence[LiveCall]) -> None:
        """Store the live view of these calls."""
        await self._ask()
        for call in calls:
            self._calls.put(call.call_id, call, keys.CALL_TTL_S)

    async def drop_call(self, call_id: str) -> None:
        """Forget a call that has ended."""
        await self._ask()
        self._calls.pop(call_id)

    async def calls(self) -> Sequence[LiveCall]:
        """Return all live calls, oldest first."""
        await self._ask()
        return sorted(self._calls.values(), key=lambda c: (c.started_s, c.call_id))

    async def call(self, call_id: str) -> LiveCall | None:
        """Return one live call."""
        await self._ask()
        return self._calls.get(call_id)

    async def beat(self, worker: WorkerState) -> None:
        """Register a worker for 5 s."""
        await self._ask()
        self._workers.put(worker.worker, worker, keys.WORKER_TTL_S)

    async def leave(self, worker: str) -> None:
        """Take a worker off the list."""
        await self._ask()
        self._workers.pop(worker)

    async def workers(self) -> Sequence[WorkerState]:
        """Return the workers that beat within 5 s, by name."""
        await self._ask()
        return sorted(self._workers.values(), key=lambda one: one.worker)

    async def publish(self, drafts: Sequence[EventDraft]) -> Cursor:
        """Give events numbers, in this order; keep and publish them; return the last cursor."""
        await self._ask()
        events = []
        for draft in drafts:
            self._head = Cursor(self._head.epoch, self._head.seq + 1)
            event = Event(self._head, draft.name, draft.at_s, draft.call_id, dict(draft.fields))  # fmt: skip
            events.append(event)
        self._log.extend(events)
        for follower in self._followers:
            follower.add(events)
        return self._head

    async def head(self) -> Cursor:
        """Return the cursor of the newest event."""
        await self._ask()
        return self._head

    async def events_after(self, cursor: Cursor, most: int) -> Sequence[Event]:
        """Return up to ``most`` events after ``cursor``. Raises :exc:`Gap`."""
        await self._ask()
        behind = self._head.seq - cursor.seq
        if cursor.epoch != self._head.epoch or not 0 <= behind <= len(self._log):
            raise Gap
        return list(self._log)[len(self._log) - behind :][:most]

    @asynccontextmanager
    async def follow(self) -> AsyncIterator[AsyncIterator[Event]]:
        """Yield events from now on."""
        await self._ask()
        follower = Follower()
        self._followers.add(follower)
        try:
            yield follower
        finally:
            self._followers.discard(follower)

    async def send(self, worker: str, command: Command) -> None:
        """Hand a command to a worker; it is kept for 60 s."""
        await self._ask()
        waiting = self._commands.setdefault(worker, deque(maxlen=keys.MAX_COMMANDS))
        waiting.append((self._now_s() + keys.COMMANDS_TTL_S, command))
        self._wake()

    async def take(self, worker: str) -> Sequence[Command]:
        """Wait a moment for commands to a worker and return them, once each."""
        await self._ask()
        with trio.move_on_after(TAKE_S):
            while not self._commands.get(worker):
                await self._news.wait()
                await self._ask()
        now_s = self._now_s()
        found = self._commands.pop(worker, deque())
        return [command for until_s, command in found if until_s > now_s]

    async def reply(self, reply: Reply) -> None:
        """Answer a command; the answer is kept for 60 s."""
        await self._ask()
        self._replies.put(reply.command_id, reply, keys.REPLY_TTL_S)
        self._wake()

    async def wait_reply(self, command_id: str) -> Reply:
        """Return the answer; the caller opens the deadline."""
        await self._ask()
        while (found := self._replies.get(command_id)) is None:
            await self._news.wait()
            await self._ask()
        return found

    async def deny(self, names: Mapping[str, float]) -> None:
        """Deny these token or session ids, each until its unix time."""
        await self._ask()
        for name, until_s in names.items():
            for_s = max(0.0, until_s - self._now_s()) + keys.DENIAL_EXTRA_S
            self._denials.put(name, value=True, for_s=for_s)

    async def denied(self, names: Sequence[str]) -> Denied:
        """Say whether any of these is denied."""
        await self._ask()
        if any(self._denials.get(name) for name in names):
            return "yes"
        return "no" if self._whole else "unknown"

    async def begin_seed(self) -> str:
        """Return a ticket for :meth:`seed`."""
        await self._ask()
        return str(self._life)

    async def seed(self, names: Mapping[str, float], ticket: str = "") -> None:
        """Deny all of these and mark the list as whole again."""
        await self.deny(names)
        if ticket and ticket != str(self._life):
            raise StateDown("changed")
        self._whole = True

    async def count(self, limit: Limit, key: str) -> float:
        """Take one of a limit: 0.0 if it was there, else seconds until the next."""
        await self._ask()
        now_s = self._now_s()
        takes = self._takes.pop((limit, key), None) or deque()
        self._takes[limit, key] = takes  # the one that was used last is the last to go
        if len(self._takes) > MAX_KEPT:
            del self._takes[next(iter(self._takes))]
        while takes and takes[0] + limit.per_s <= now_s:
            takes.popleft()
        if len(takes) < limit.most:
            takes.append(now_s)
            return 0.0
        return takes[0] + limit.per_s - now_s if takes else float(limit.per_s)

    async def put_once(self, key: str, value: str, for_s: float) -> None:
        """Keep a value that :meth:`pop` gives away once."""
        await self._ask()
        self._once.put(key, value, for_s)

    async def pop(self, key: str) -> str | None:
        """Return the value and forget it."""
        await self._ask()
        return self._once.pop(key)

    async def ping(self) -> None:
        """Return if it answers."""
        await self._ask()

    async def _ask(self) -> None:
        await trio.lowlevel.checkpoint()
        if self._down:
            raise StateDown(self._down)

    def _wake(self) -> None:
        self._news.set()
        self._news = trio.Event()


def _is_a_state(state: MemoryState) -> State:
    """Hold the class to the port; mypy reads it."""
    return state
