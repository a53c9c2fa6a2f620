"""A server for transcription and speech that answers what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from functools import partial

import openai
import trio
from quart import Response, request
from quart_trio import QuartTrio

from callcore.audio import wav
from callcore.engines.spelled import read_spelled
from callcore.engines.vendors.openai import CONNECTIONS, open_openai
from chaos.store.serving import bind, serve_app

KEY = "sk-very-secret-0123456789"


@dataclass
class Asked:
    """A request as it came in."""

    path: str
    fields: dict[str, list[str]]
    pcm: bytes = b""
    rate_hz: int = 0
    body: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """An answer: ``pieces`` go out ``gap_s`` apart; then all is well, or it hangs, or it breaks."""

    pieces: tuple[bytes, ...] = (b"",)
    status: int = 200
    content_type: str = "application/json"
    delay_s: float = 0.0
    gap_s: float = 0.0
    hangs: bool = False
    breaks: bool = False


def text_of(text: object, **more: object) -> Said:
    return Said((json.dumps({"text": text, **more}).encode(),))


def hear_spelled(asked: Asked) -> Said:
    return text_of(read_spelled(asked.pcm).strip())


class SpeechServer:
    """``script``: what it answers to each request; a function, or a list (the last for ever)."""

    def __init__(self, script: Callable[[Asked], Said] | list[Said]) -> None:
        self.script = script
        self.asked: list[Asked] = []
        self.open = (
            0  #: requests that are not answered yet, and whose client is still there
        )
        self._changed = trio.Event()

    async def wait_until(self, condition: Callable[[], bool]) -> None:
        """Return once ``condition`` is true; it is looked at whenever a request begins or ends."""
        while not condition():
            await self._changed.wait()

    async def wait_idle(self) -> None:
        """Return once every client has its answer or has left; soon, or not at all."""
        with trio.fail_after(5):
            await self.wait_until(lambda: self.open == 0)

    async def serve(self, *, task_status: trio.TaskStatus[int]) -> None:
        app = QuartTrio("speechserver")
        for path in ("/v1/audio/transcriptions", "/v1/audio/speech"):
            app.add_url_rule(path, path, self._answer, methods=["POST"])
        await serve_app(app, bind(0), trio.sleep_forever, task_status=task_status)

    async def _answer(self) -> Response:
        asked = await _asked()
        self.asked.append(asked)
        said = self.script if callable(self.script) else self._next
        answer = said(asked)
        self._count(1)
        streaming = False
        try:
            await trio.sleep(answer.delay_s)
            response = Response(
                self._pieces(answer), answer.status, content_type=answer.content_type
            )
            response.timeout = None
            streaming = True
            return response
        finally:
            if not streaming:
                self._count(-1)

    def _next(self, _asked: Asked) -> Said:
        assert isinstance(self.script, list)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    async def _pieces(self, answer: Said) -> AsyncIterator[bytes]:
        try:
            for piece in answer.pieces:
                yield piece
                await trio.sleep(answer.gap_s)
            if answer.hangs:
                await trio.sleep_forever()
            if answer.breaks:
                raise ConnectionResetError("scripted")
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        self.open += change
        self._changed.set()
        self._changed = trio.Event()


async def _asked() -> Asked:
    body = await request.get_data()
    assert isinstance(body, bytes)
    if request.path.endswith("speech"):
        return Asked(request.path, {}, body=json.loads(body))
    headers = {name.lower(): value for name, value in request.headers.items()}
    # not Quart's form: it leaves a temporary file open if the client goes in mid-upload
    kind = f"Content-Type: {request.headers['content-type']}\r\n\r\n"
    asked = Asked(request.path, {}, headers=headers)
    for part in message_from_bytes(kind.encode() + body).walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        if name == "file":
            sound = wav.decode_untrusted(content)
            asked.pcm, asked.rate_hz = sound.pcm, sound.rate_hz
        else:
            asked.fields.setdefault(name, []).append(content.decode())
    return asked


@asynccontextmanager
async def serving(
    script: Callable[[Asked], Said] | list[Said], connections: int = CONNECTIONS
) -> AsyncIterator[tuple[openai.AsyncOpenAI, SpeechServer]]:
    """Yield a client that is connected to a server with this script."""
    server = SpeechServer(script)
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            port = await nursery.start(server.serve)
            url = f"http://127.0.0.1:{port}/v1"
            async with open_openai(url, key=KEY, connections=connections) as client:
                yield client, server
            nursery.cancel_scope.cancel()


@asynccontextmanager
async def raw_serving(
    answer: bytes | None,
) -> AsyncIterator[openai.AsyncOpenAI]:
    """Yield a client of something that sends ``answer`` after the request and hangs up.

    ``None`` resets the connection without a word.
    """

    async def handle(stream: trio.SocketStream) -> None:
        got = b""
        while b"\r\n\r\n" not in got:
            got += await stream.receive_some()
        if answer is None:
            linger = (1).to_bytes(4, "little") + bytes(4)
            stream.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, linger)
            return
        await stream.send_all(answer)

    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            serve = partial(trio.serve_tcp, handle, 0, host="127.0.0.1")
            (listener,) = await nursery.start(serve)
            port = listener.socket.getsockname()[1]
            async with open_openai(f"http://127.0.0.1:{port}/v1", key=KEY) as client:
                yield client
            nursery.cancel_scope.cancel()
