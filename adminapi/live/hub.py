"""The hub: follows the shared state once a process and tells every client.

It keeps a board, the last events (so that a client that was away for a moment can resume),
and the seats. Changes go out every 100 ms, encoded once for all who see the same. When the
state cannot be asked, clients hear that the board is stale and since when; when it can, or
when events were lost, they get a new snapshot: the board heals by itself.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Final

import trio

from adminapi.live.board import FOLLOWED, Board, Json, as_json, coalesced
from adminapi.live.seat import Seat
from callcore.shared import stamps
from callcore.shared.database.errors import DatabaseError
from callcore.shared.state import names
from callcore.shared.state.port import Cursor, Event, Gap, State, StateDown

TELL_S: Final = 0.1
LOOK_S: Final = 1.0  # for workers, and for numbers that are not known yet
RECOUNT_S: Final = 30.0  # calls whose end nobody could tell leave the board
OPERATORS_S: Final = 10.0  # presence that was changed elsewhere
AGAIN_S: Final = (0.2, 0.5, 1.0, 2.0)  # between attempts when the state is down
ASK_S: Final = 3.0
MOST_EVENTS: Final = 4_000  # kept for who resumes
MOST_UNKNOWN: Final = 500  # numbers that are asked for at once
MOST_PENDING: Final = 5_000  # in 100 ms; then a snapshot is shorter

Callers = Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]
Operators = Callable[[], Awaitable[Sequence[Json]]]

log = logging.getLogger(__name__)


class _Lost(Exception):
    """Events are missing: only a snapshot helps."""


class Hub:
    """``callers`` finds numbers in clear by call id, ``operators`` the operators."""

    def __init__(
        self,
        state: State,
        callers: Callers,
        operators: Operators,
        now_s: Callable[[], float] = stamps.now_s,
    ) -> None:
        self._state = state
        self._ask_callers = callers
        self._ask_operators = operators
        self._now_s = now_s
        self.board = Board()
        self.cursor = Cursor("", 0)
        self.stale_since_s: float | None = now_s()  # None: it is fresh
        self.workers: list[Json] = []
        self.operators: list[Json] = []
        self.numbers: dict[str, str] = {}  # call -> number in clear
        self.seats: set[Seat] = set()
        self.listeners: set[Seat] = set()  # who hear one call and no board
        self._recent: deque[Event] = deque(maxlen=MOST_EVENTS)
        self._pending: list[Event] = []
        self._snapshots: dict[bool, str] = {}  # encoded, until something changes

    # -- clients ----------------------------------------------------------------------

    async def join(self, seat: Seat, since: Cursor | None = None) -> None:
        """Seat a client: what it missed since a cursor if that is known, else all."""
        missed = await self._missed(since) if since is not None else None
        if missed is None:
            seat.put(self.snapshot(clear=seat.clear))
        else:
            seat.put(self._events_text(coalesced(missed), clear=seat.clear))
            # told when they change, which may have been meanwhile
            seat.put(_part("workers", self.workers))
            seat.put(_part("operators", self.operators))
        if self.stale_since_s is not None:
            seat.put(self._stale_text())
        self.seats.add(seat)

    def leave(self, seat: Seat) -> None:
        """Forget a client."""
        self.seats.discard(seat)

    def follow(self, seat: Seat, call_id: str) -> None:
        """Let a client listen to one call, from what is still known of it."""
        seat.follows = call_id
        known = [
            as_json(event)
            for event in self._recent
            if event.call_id == call_id and event.name in FOLLOWED
        ]
        seat.put(_call_text(call_id, known, is_start=True))

    async def _missed(self, since: Cursor) -> list[Event] | None:
        """Return the events after ``since`` up to ours; ``None`` if some are gone."""
        if since == self.cursor:
            return []
        if since.epoch != self.cursor.epoch or since.seq > self.cursor.seq:
            return None
        if self._recent and self._recent[0].cursor.seq <= since.seq + 1:
            return [each for each in self._recent if each.cursor.seq > since.seq]
        try:
            with trio.fail_after(ASK_S):
                found = await self._state.events_after(since, MOST_EVENTS)
        except (Gap, StateDown, trio.TooSlowError):
            return None
        upto = [each for each in found if each.cursor.seq <= self.cursor.seq]
        return upto if upto and upto[-1].cursor == self.cursor else None

    # -- what is told -----------------------------------------------------------------

    def snapshot(self, *, clear: bool) -> str:
        """Return the message with everything; ``at_s`` in it is now."""
        if clear not in self._snapshots:
            self._snapshots[clear] = json.dumps(
                {
                    "cursor": asdict(self.cursor),
                    "calls": self.calls(clear=clear),
                    "workers": self.workers,
                    "operators": self.operators,
                }
            )
        head = json.dumps({"type": "snapshot", "at_s": self._now_s()})
        return f"{head[:-1]}, {self._snapshots[clear][1:]}"

    def calls(self, *, clear: bool) -> list[Json]:
        """Return the live calls; ``gone`` says that a call's worker is not there."""
        there = {worker["worker"] for worker in self.workers}
        return [
            {
                **call,
                "gone": call["worker"] not in there,
                **self._number(call_id, clear),
            }
            for call_id, call in self.board.calls.items()
        ]

    def _number(self, call_id: str, clear: bool) -> Json:
        known = self.numbers.get(call_id) if clear else None
        return {} if known is None else {"caller": known}

    def _events_text(self, told: Sequence[Json], *, clear: bool) -> str:
        events = [self._cleared(each) for each in told] if clear else told
        return json.dumps(
            {"type": "events", "cursor": asdict(self.cursor), "events": events}
        )

    def _cleared(self, told: Json) -> Json:
        number = self.numbers.get(told["call_id"])
        if number is None or "caller" not in told["fields"]:
            return told
        return {**told, "fields": {**told["fields"], "caller": number}}

    def _stale_text(self) -> str:
        return json.dumps({"type": "stale", "since_s": self.stale_since_s})

    def _tell_all(self, text_of: Callable[[bool], str]) -> None:
        texts: dict[bool, str] = {}
        for seat in self.seats:
            if seat.clear not in texts:
                texts[seat.clear] = text_of(seat.clear)
            seat.put(texts[seat.clear])

    def _tell_snapshot(self) -> None:
        self._pending.clear()
        self._snapshots.clear()
        self._tell_all(lambda clear: self.snapshot(clear=clear))

    # -- the state --------------------------------------------------------------------

    async def run(self) -> None:
        """Follow for ever, and tell; raises nothing that the state does."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._follow_for_ever)
            nursery.start_soon(self._tell_for_ever)
            nursery.start_soon(self._look_for_ever)

    async def _follow_for_ever(self) -> None:
        attempt = 0
        while True:
            try:
                async with self._state.follow() as events:
                    await self._begin()
                    attempt = 0
                    async for event in events:
                        try:
                            self._take(event)
                        except _Lost:
                            log.info("events were lost: the board begins anew")
                            await self._begin()
            except StateDown as error:
                self._go_stale(str(error))
            await trio.sleep(AGAIN_S[min(attempt, len(AGAIN_S) - 1)])
            attempt += 1

    def _go_stale(self, why: str) -> None:
        if self.stale_since_s is None:
            self.stale_since_s = self._now_s()
            log.warning("the board is stale", extra={"why": why})
            self._tell_all(lambda _clear: self._stale_text())

    async def _begin(self) -> None:
        """Take everything anew. Raises :exc:`StateDown`."""
        head = await self._state.head()
        calls = await self._state.calls()
        self.workers = [asdict(each) for each in await self._state.workers()]
        if head.epoch != self.cursor.epoch or head.seq != self.cursor.seq:
            self._recent.clear()
        self.cursor = head
        self.board.reset(calls)
        self._forget_numbers()
        self.stale_since_s = None
        self._tell_snapshot()

    def _take(self, event: Event) -> None:
        """Let an event happen. Raises :exc:`_Lost`."""
        if event.cursor.epoch != self.cursor.epoch:
            raise _Lost
        if event.cursor.seq <= self.cursor.seq:
            return
        if event.cursor.seq > self.cursor.seq + 1:
            raise _Lost
        self.cursor = event.cursor
        self.board.apply(event)
        if event.name == names.CALL_ENDED:
            self.numbers.pop(event.call_id, None)
        self._recent.append(event)
        self._pending.append(event)
        self._snapshots.clear()

    async def _tell_for_ever(self) -> None:
        while True:
            await trio.sleep(TELL_S)
            if len(self._pending) > MOST_PENDING:
                self._tell_snapshot()
            elif self._pending:
                self._tell_pending()

    def _tell_pending(self) -> None:
        events, self._pending = self._pending, []
        told = coalesced(events)
        if told:
            self._tell_all(lambda clear: self._events_text(told, clear=clear))
        for seat in (*self.seats, *self.listeners):
            if seat.follows:
                heard = [as_json(each) for each in events if _is_for(seat, each)]
                if heard:
                    seat.put(_call_text(seat.follows, heard))

    # -- what is not in events --------------------------------------------------------

    async def _look_for_ever(self) -> None:
        next_count_s = trio.current_time() + RECOUNT_S
        next_operators_s = 0.0
        while True:
            with suppress(StateDown, DatabaseError, trio.TooSlowError):
                with trio.fail_after(ASK_S):
                    await self._look_at_workers()
                    await self._look_up_numbers()
                    if trio.current_time() >= next_operators_s:
                        next_operators_s = trio.current_time() + OPERATORS_S
                        await self._look_at_operators()
                    if trio.current_time() >= next_count_s:
                        next_count_s = trio.current_time() + RECOUNT_S
                        await self._recount()
            await trio.sleep(LOOK_S)

    async def _look_at_workers(self) -> None:
        workers = [asdict(each) for each in await self._state.workers()]
        told = [_without_beat(worker) for worker in workers]
        if told != [_without_beat(worker) for worker in self.workers]:
            self.workers = workers
            self._snapshots.clear()
            text = _part("workers", workers)
            self._tell_all(lambda _clear: text)

    async def _look_at_operators(self) -> None:
        operators = list(await self._ask_operators())
        if operators != self.operators:
            self.operators = operators
            self._snapshots.clear()
            text = _part("operators", operators)
            self._tell_all(lambda _clear: text)

    async def _look_up_numbers(self) -> None:
        """Find the numbers of calls that the archive has delivered meanwhile."""
        if not any(seat.clear for seat in self.seats):
            return
        unknown = [each for each in self.board.calls if each not in self.numbers]
        del unknown[MOST_UNKNOWN:]
        if not unknown:
            return
        found = await self._ask_callers(unknown)
        self.numbers.update(found)
        self._forget_numbers()
        self._snapshots.clear()
        told = [_caller_event(each, self._now_s()) for each in found]
        for seat in self.seats:
            if seat.clear and told:
                seat.put(self._events_text(told, clear=True))

    async def _recount(self) -> None:
        """Take calls off the board that the state does not have any more."""
        before = set(self.board.calls)
        there = {call.call_id for call in await self._state.calls()}
        for call_id in (before - there) & set(self.board.calls):
            self._pending.append(
                Event(
                    self.cursor,
                    names.CALL_ENDED,
                    self._now_s(),
                    call_id,
                    {"reason": "forgotten"},
                )
            )
            self.board.calls.pop(call_id, None)
            self._snapshots.clear()

    def _forget_numbers(self) -> None:
        for call_id in [each for each in self.numbers if each not in self.board.calls]:
            del self.numbers[call_id]


def _is_for(seat: Seat, event: Event) -> bool:
    return event.call_id == seat.follows and (seat.whole or event.name in FOLLOWED)


def _without_beat(worker: Json) -> Json:
    return {**worker, "beat_s": 0.0}


def _caller_event(call_id: str, at_s: float) -> Json:
    fields = {"caller": ""}  # the number is put in for who may see it
    return {"name": names.CALL_UPDATED, "call_id": call_id, "at_s": at_s, "fields": fields}  # fmt: skip


def _part(name: str, items: Sequence[Json]) -> str:
    return json.dumps({"type": name, name: items})


def _call_text(call_id: str, events: Sequence[Json], *, is_start: bool = False) -> str:
    told: Json = {"type": "call", "call_id": call_id, "events": events}
    if is_start:
        told["start"] = True
    return json.dumps(told)
