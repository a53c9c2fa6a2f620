"""What a process tells the shared state, without ever waiting for it.

Whoever has news calls a synchronous method; one task sends them ten times a second. When the
state is down the newest view of each call and the newest events are kept, and the rest is
dropped and counted. When it is back, or was emptied, every live call is written anew: the
live view heals itself.
"""

from __future__ import annotations

import logging
from collections import deque
from itertools import islice
from typing import Final, NoReturn

import trio

from callcore.shared.state.port import EventDraft, LiveCall, State, StateDown

FLUSH_S: Final = (
    0.1  # an event reaches a board within 300 ms; the board takes 100 of them
)
CHECK_S: Final = 2.0  # how often an idle publisher looks whether the server was emptied
REFRESH_S: Final = 600.0  # a third of what a live call has to live
FIRST_REST_S: Final = 0.25
LONGEST_REST_S: Final = 1.0  # a board is whole again within 3 s of the return
MAX_EVENTS: Final = 5_000  # a minute and a half of 50 a second
MAX_GONE: Final = (
    5_000  # ended calls that are still to be dropped; their life ends anyway
)
CALLS_AT_ONCE: Final = 20  # 1 ms of this process, so that no tick is late
EVENTS_AT_ONCE: Final = 100

log = logging.getLogger(__name__)


class Publisher:
    """The way of one process into the shared state. Make it inside its Trio run."""

    def __init__(self, state: State, *, max_events: int = MAX_EVENTS) -> None:
        self._state = state
        self._max_events = max_events
        self._events: deque[EventDraft] = deque()
        self._live: dict[str, LiveCall] = {}
        self._dirty: dict[str, None] = {}  # call ids, the one that waits longest first
        self._gone: dict[str, None] = {}
        self._epoch = ""
        self._looked_s = -CHECK_S
        self._refreshed_s = trio.current_time()
        self._down_since_s: float | None = None
        self._news = trio.Event()
        self.dropped = 0  #: events that nobody will get, for a metric

    @property
    def down_s(self) -> float:
        """How long the state has not answered; 0.0 if it does."""
        if self._down_since_s is None:
            return 0.0
        return trio.current_time() - self._down_since_s

    @property
    def waiting(self) -> int:
        """How many events and calls wait to be sent."""
        return len(self._events) + len(self._dirty) + len(self._gone)

    def note(self, draft: EventDraft) -> None:
        """Tell an event; the oldest is dropped when too many wait."""
        self._events.append(draft)
        self._bound_events()
        self._news.set()

    def put(self, call: LiveCall) -> None:
        """Tell the newest view of a call; only the last one before a flush is sent."""
        self._live[call.call_id] = call
        self._dirty[call.call_id] = None
        self._gone.pop(call.call_id, None)
        self._news.set()

    def drop(self, call_id: str) -> None:
        """Tell that a call has ended."""
        self._live.pop(call_id, None)
        self._dirty.pop(call_id, None)
        self._gone[call_id] = None
        if len(self._gone) > MAX_GONE:
            del self._gone[next(iter(self._gone))]
        self._news.set()

    async def run(self) -> NoReturn:
        """Send for ever. Never raises; cancel it, then :meth:`flush` if there is time."""
        rest_s = FIRST_REST_S
        while True:
            with trio.move_on_after(CHECK_S):
                await self._news.wait()
            await trio.sleep(FLUSH_S)
            try:
                await self.flush()
            except StateDown as error:
                self._went_down(str(error))
                self._news.set()  # what was not sent waits
                await trio.sleep(rest_s)
                rest_s = min(2 * rest_s, LONGEST_REST_S)
            else:
                self._came_up()
                rest_s = FIRST_REST_S

    async def flush(self) -> None:
        """Send what waits: calls before their events. Raises :exc:`StateDown`.

        Cancelled or failed half-way it loses nothing; the events of the last round trip
        may then arrive twice.
        """
        self._news = trio.Event()
        if self._down_since_s is not None or self._is_stale():
            self._refreshed_s = trio.current_time()
            self._dirty_all()
        if trio.current_time() - self._looked_s >= CHECK_S and not self._events:
            self._look_at((await self._state.head()).epoch)
        await self._send_calls()
        await self._send_gone()
        if self._events:
            await self._send_events()
            await self._send_calls()  # all of them, if that was another server

    def _is_stale(self) -> bool:
        return trio.current_time() - self._refreshed_s >= REFRESH_S

    def _dirty_all(self) -> None:
        self._dirty.update(dict.fromkeys(self._live))

    async def _send_calls(self) -> None:
        while self._dirty:
            some = {
                name: self._live[name] for name in islice(self._dirty, CALLS_AT_ONCE)
            }
            await self._state.put_calls(list(some.values()))
            for name, sent in some.items():
                if self._live.get(name) is sent:  # no newer one came in the meantime
                    self._dirty.pop(name, None)

    async def _send_gone(self) -> None:
        while self._gone:
            call_id = next(iter(self._gone))
            await self._state.drop_call(call_id)
            self._gone.pop(call_id, None)

    async def _send_events(self) -> None:
        while self._events:
            batch = [self._events.popleft() for _ in range(min(len(self._events), EVENTS_AT_ONCE))]  # fmt: skip
            sent = False
            try:
                cursor = await self._state.publish(batch)
                sent = True
            finally:
                if not sent:
                    self._events.extendleft(reversed(batch))
                    self._bound_events()
            self._look_at(cursor.epoch)

    def _look_at(self, epoch: str) -> None:
        """Write everything anew if the server has begun anew."""
        if self._epoch and epoch != self._epoch:
            self._dirty_all()
        self._epoch = epoch
        self._looked_s = trio.current_time()

    def _bound_events(self) -> None:
        while len(self._events) > self._max_events:
            self._events.popleft()
            self.dropped += 1

    def _went_down(self, word: str) -> None:
        if self._down_since_s is None:
            self._down_since_s = trio.current_time()
            log.warning("shared state is down", extra={"reason": word})

    def _came_up(self) -> None:
        if self._down_since_s is not None:
            extra = {"down_s": round(self.down_s, 1), "dropped": self.dropped}
            log.warning("shared state is back", extra=extra)
            self._down_since_s = None
