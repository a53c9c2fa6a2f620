"""One try: a browser on one side, a worker on the other.

The browser begins with ``{"type": "start", "language": "uk"}``. Then binary messages are
sound in both directions (signed 16 bit little-endian, 8 kHz, mono), and it may say
``{"type": "text", "text": ..}`` for a typed turn and ``{"type": "hangup"}``. It hears
``started`` (call_id), ``event`` (name, fields, at_s: lines of both sides, states, tools),
``typed`` (result), and at the end ``ended`` (reason). Closing the socket hangs up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final
from uuid import uuid4

import trio

from adminapi.actions.commanding import Order, command
from adminapi.edges.closing import NONSENSE, TRY_LATER, Closing, read_json
from adminapi.edges.endpoint import Principal
from adminapi.edges.problem import Problem
from adminapi.edges.socket import Peer
from adminapi.live.seat import Seat
from adminapi.office import Office
from adminapi.trying import line
from adminapi.trying.post import Post
from callcore.shared import audit
from callcore.shared.ids import LANGUAGES
from callcore.shared.state import names
from callcore.shared.state.port import WorkerState

MOST_TRIES: Final = 8  # at once; they take calls' places
LONGEST_S: Final = 900.0
START_S: Final = 5.0
LAST_WORDS_S: Final = 1.5  # for the call's own word on why it ended
MOST_CHARS: Final = 500
DID: Final = "try"


class Tries:
    """Serves browsers; one a process."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._running = 0

    async def hold(self, who: Principal, peer: Peer) -> None:
        """Serve one try until the call ends. Raises :exc:`Closing`."""
        if self._running >= MOST_TRIES:
            raise Closing(TRY_LATER, "full")
        self._running += 1
        try:
            language = await _start(peer)
            with trio.move_on_after(LONGEST_S):
                await _Try(self._office, who, peer).run(language)
        finally:
            self._running -= 1


async def _start(peer: Peer) -> str:
    with trio.move_on_after(START_S):
        said = read_json(await peer.receive())
        language = said.get("language", LANGUAGES[0])
        if said.get("type") != "start" or language not in LANGUAGES:
            raise Closing(NONSENSE, "not-a-start")
        return str(language)
    raise Closing(NONSENSE, "silent")


class _Try:
    def __init__(self, office: Office, who: Principal, peer: Peer) -> None:
        self._office = office
        self._who = who
        self._peer = peer
        self._post = Post()
        self._microphone = line.new_microphone()
        self._typed = trio.CapacityLimiter(1)
        self._call_id = str(uuid4())
        self._worker = ""
        self._reason = ""
        self._over = trio.Event()

    async def run(self, language: str) -> None:
        address = await self._admit(language)
        try:
            stream = await line.connect(address, self._call_id)
        except (OSError, ValueError, trio.TooSlowError):
            raise Closing(TRY_LATER, "worker-gone") from None
        seat = Seat(follows=self._call_id, whole=True)
        self._office.hub.listeners.add(seat)
        try:
            async with stream, trio.open_nursery() as nursery:
                self._say("started", call_id=self._call_id)
                nursery.start_soon(self._send)
                nursery.start_soon(self._tell, seat)
                nursery.start_soon(line.speak, stream, self._microphone)
                nursery.start_soon(self._listen, nursery)
                await line.hear(stream, self._post.put_audio)
                with trio.move_on_after(LAST_WORDS_S):
                    await self._over.wait()
                await self._say_goodbye()
                nursery.cancel_scope.cancel(reason="the call has ended")
        finally:
            self._office.hub.listeners.discard(seat)

    async def _admit(self, language: str) -> str:
        """Let the least loaded worker expect us; return where. Raises :exc:`Closing`."""
        await self._office.database.run(
            lambda c: audit.note(
                c,
                by=audit.Actor(self._who.name, self._who.user_id),
                action="call.tried",
                subject=self._call_id,
                detail={"language": language},
            )
        )
        wanted = {"language": language, "did": DID, "caller": ""}
        order = Order("admit", self._call_id, self._who.user_id, wanted)
        for worker in by_load(await self._office.state.workers())[:2]:
            try:
                reply = await command(self._office, worker.worker, order)
            except Problem:
                continue
            address = reply.fields.get("address")
            if reply.result == "done" and isinstance(address, str):
                self._worker = worker.worker
                return address
        raise Closing(TRY_LATER, "no-worker")

    def _say(self, kind: str, **fields: object) -> None:
        self._post.put_text(json.dumps({"type": kind, **fields}))

    async def _say_goodbye(self) -> None:
        self._say("ended", reason=self._reason or "ended")
        with trio.move_on_after(LAST_WORDS_S):
            await self._post.wait_sent()

    async def _send(self) -> None:
        while True:
            await self._peer.send(await self._post.next())

    async def _tell(self, seat: Seat) -> None:
        """Pass on what the hub hears of this call."""
        while True:
            for event in json.loads(await seat.next())["events"]:
                self._say("event", **{**event, "call_id": self._call_id})
                if event["name"] == names.CALL_ENDED:
                    self._reason = str(event["fields"].get("reason", ""))
                    self._over.set()

    async def _listen(self, nursery: trio.Nursery) -> None:
        """Take what the browser says; the nursery is the try's own."""
        while True:
            said = await self._peer.receive()
            if isinstance(said, bytes):
                self._microphone.put(said)
                continue
            wanted = read_json(said)
            text = wanted.get("text")
            if wanted == {"type": "hangup"}:
                self._reason = "caller-hung-up"
                await self._say_goodbye()
                nursery.cancel_scope.cancel(reason="the browser hangs up")
            elif wanted.get("type") != "text" or not isinstance(text, str):
                raise Closing(NONSENSE, "unknown-message")
            elif not 0 < len(text) <= MOST_CHARS:
                raise Closing(NONSENSE, "too-long")
            elif self._typed.available_tokens < 1:
                self._say("typed", result="busy")
            else:
                nursery.start_soon(self._type, text)

    async def _type(self, text: str) -> None:
        async with self._typed:
            order = Order("type", self._call_id, self._who.user_id, {"text": text})
            try:
                reply = await command(self._office, self._worker, order)
            except Problem as problem:
                self._say("typed", result=problem.word)
            else:
                self._say("typed", result=reply.result)


def by_load(workers: Sequence[WorkerState]) -> list[WorkerState]:
    """Return the workers that have room, the least loaded first."""
    able = [each for each in workers if not each.draining and each.load < each.capacity]
    return sorted(able, key=lambda each: (each.load / each.capacity, each.worker))
