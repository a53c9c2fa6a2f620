"""One client of the live board: what he may say, and what he hears.

The client may speak first, within :data:`FIRST_S`: ``{"resume": {"epoch": .., "seq": ..}}``
with the cursor of the last message that he has. He gets what he missed, or a new snapshot if
that is not known any more; so does who says nothing. Later he may say ``{"follow":
call_id}`` to hear the words of one call, and ``{"follow": null}`` to stop.

What he hears, each with its ``type``:

* ``snapshot``: cursor, at_s, calls, workers, operators
* ``events``: cursor, events ``{name, call_id, at_s, fields}`` in order, updates coalesced
* ``workers``, ``operators``: the whole list, when it changed
* ``call``: events of the followed call; ``start`` marks what was known before
* ``stale``: since_s; what he sees is of that time. A snapshot follows when it heals
* ``alive``: at_s, when nothing else was told for a while
"""

from __future__ import annotations

import json
from collections import deque
from typing import Final
from uuid import UUID

import trio

from adminapi.edges.closing import NONSENSE, TRY_LATER, Closing, read_json
from adminapi.edges.endpoint import Principal
from adminapi.edges.socket import Peer
from adminapi.live.hub import Hub
from adminapi.live.seat import Seat
from callcore.shared import stamps
from callcore.shared.state.port import Cursor

FIRST_S: Final = 0.4
ALIVE_S: Final = 10.0
MOST_SAID: Final = 20  # in SAID_S seconds
SAID_S: Final = 10.0
MOST_CLIENTS: Final = 500
MOST_EPOCH_CHARS: Final = 100


class Live:
    """Serves the clients of a hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def hold(self, who: Principal, peer: Peer) -> None:
        """Serve one client until it is cancelled. Raises :exc:`Closing`."""
        if len(self._hub.seats) >= MOST_CLIENTS:
            raise Closing(TRY_LATER, "full")
        seat = Seat(clear=who.sees_numbers())
        said = _Said(peer)
        since: Cursor | None = None
        with trio.move_on_after(FIRST_S):
            first = await said.next()
            since = cursor_of(first)
            if since is None:
                self._obey(seat, first)
        await self._hub.join(seat, since)
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(tell, seat, peer)
                nursery.start_soon(seat.end_when_slow)
                while True:
                    self._obey(seat, await said.next())
        finally:
            self._hub.leave(seat)

    def _obey(self, seat: Seat, said: dict[str, object]) -> None:
        """Do what a client says. Raises :exc:`Closing`."""
        if set(said) != {"follow"}:
            if set(said) != {"resume"} or said["resume"] is not None:
                raise Closing(NONSENSE, "unknown-message")
            return
        wanted = said["follow"]
        if wanted is None:
            seat.follows = ""
            return
        try:
            call_id = str(UUID(str(wanted)))
        except ValueError:
            raise Closing(NONSENSE, "no-such-id") from None
        self._hub.follow(seat, call_id)


async def tell(seat: Seat, peer: Peer) -> None:
    """Send what the seat hears for ever, with a sign of life in between."""
    while True:
        text = ""
        with trio.move_on_after(ALIVE_S):
            text = await seat.next()
        await peer.send(text or json.dumps({"type": "alive", "at_s": stamps.now_s()}))


def cursor_of(said: dict[str, object]) -> Cursor | None:
    """Return the cursor of a ``resume``; ``None`` if it is another message."""
    resume = said.get("resume")
    if set(said) != {"resume"} or not isinstance(resume, dict):
        return None
    epoch, seq = resume.get("epoch"), resume.get("seq")
    if not isinstance(epoch, str) or type(seq) is not int:
        raise Closing(NONSENSE, "no-such-cursor")
    if len(epoch) > MOST_EPOCH_CHARS or not 0 <= seq < 2**63:
        raise Closing(NONSENSE, "no-such-cursor")
    return Cursor(epoch, seq)


class _Said:
    """What a client says, not more often than it may."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._times: deque[float] = deque(maxlen=MOST_SAID)

    async def next(self) -> dict[str, object]:
        message = await self._peer.receive()
        now_s = trio.current_time()
        if len(self._times) == MOST_SAID and now_s - self._times[0] < SAID_S:
            raise Closing(NONSENSE, "too-many-messages")
        self._times.append(now_s)
        return read_json(message)
