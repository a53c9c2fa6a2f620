"""A stand-in for callcore, as small as a call allows: admit, one greeting, after."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from callcore.desk.fastagi import AgiChannel, AgiService
from callcore.protocol.audiosocket import Decoder, Kind, encode_audio
from chaos.demo.ports import HOST, Ports
from tests.chaos.demo.test_gaps import pcm_of

HANGUP = b"\0\0\0"
CALL_ID = "6a2f41a3-c54c-4f4e-8b1a-0d1b7f3a9b10"


class Shopfront:
    """Greets, waits until the caller has spoken, answers, and ends with ``next_``."""

    def __init__(self, folder, next_="end"):
        self.folder = folder / "calls" / CALL_ID
        self.next = next_
        self.ports = Ports(0, 0, 0)
        self.audio_port = 0
        self.handed_over = False
        self.callers: list[str] = []

    async def desk(self, channel: AgiChannel) -> None:
        request = await channel.wait_request()
        if request.script == "admit":
            self.callers.append(request.caller)
            await channel.set_variable("CALL_TARGET", f"{HOST}:{self.audio_port}")
            await channel.set_variable("CALL_AFTER", f"{HOST}:{self.ports.agi}")
            await channel.set_variable("CALL_UUID", CALL_ID)
        elif request.script == "after":
            await channel.set_variable("CALL_NEXT", self.next)
        else:
            self.handed_over = True

    def note(self, event, **fields):
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "events.jsonl").open("a") as file:
            file.write(json.dumps({"t": 0.0, "event": event} | fields) + "\n")

    async def audio(self, stream: trio.SocketStream) -> None:
        decoder, said = Decoder(), 0
        self.note("call:state", state="greeting")
        await self._say(stream, "How can I help you?")
        self.note("call:state", state="listening")
        quiet = 0
        async for data in stream:
            for frame in decoder.receive_data_untrusted(bytes(data)):
                speaks = frame.kind is Kind.SLIN8 and any(frame.payload)
                said, quiet = said + speaks, 0 if speaks else quiet + 1
            if said and quiet >= 5:
                break
        self.note("caller:said", turn=1, text="Hi.")
        self.note("call:turn", turn=1, total_ms=100.0)
        await self._say(stream, "Goodbye.")
        self.note("call:ended", next=self.next, reason="test")
        await stream.send_all(HANGUP)

    async def _say(self, stream, text):
        self.note("agent:saying", turn=0, text=text)
        for _ in range(10):
            await stream.send_all(encode_audio(pcm_of(20, (0, 20))))
            await trio.sleep(0.02)
        self.note("agent:said", turn=0, text=text)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Shopfront]:
        desk = AgiService("test", self.desk)
        async with trio.open_nursery() as nursery:
            agi = await nursery.start(_serve, desk.serve)
            self.audio_port = await nursery.start(_serve, self.audio)
            self.ports = Ports(agi, self.audio_port, self.audio_port)
            yield self
            nursery.cancel_scope.cancel()


async def _serve(handler, task_status=trio.TASK_STATUS_IGNORED):
    listeners = await trio.open_tcp_listeners(0, host=HOST)
    task_status.started(listeners[0].socket.getsockname()[1])
    await trio.serve_listeners(handler, listeners)
