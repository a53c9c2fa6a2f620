"""The Google stand-in: a grpc.aio server, on a thread of its own or as a process."""

from __future__ import annotations

import asyncio  # noqa: TID251 - a plain asyncio server, no trio here
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import grpc.aio
import outcome

from chaos.standins.ears import Hears, PluggedEar
from chaos.standins.google.house import House, Limits
from chaos.standins.google.services import handlers
from chaos.standins.mouths import PluggedMouth, Speaks
from chaos.standins.seen import SeenList
from chaos.standins.trouble import Trouble

HOST = "127.0.0.1"
START_S = 20.0  # the first import of grpc on a busy machine takes seconds
GRACE_S = 0.2
CLOSE_S = 10.0
_OPTIONS = (
    ("grpc.so_reuseport", 0),  # a port that is taken is an error
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
    # what Google allows its clients: pings with nothing to say, not more than one in 30 s
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 30_000),
)


class Server:
    """A running server; must be made and stopped in one asyncio loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._server = grpc.aio.server(options=_OPTIONS)
        self._server.add_generic_rpc_handlers(handlers(house))
        self.port = 0

    async def start(self, port: int = 0) -> int:
        """Begin to serve; returns the port. Raises OSError if it is taken."""
        try:
            self.port = self._server.add_insecure_port(f"{HOST}:{port}")
        except RuntimeError as error:
            raise OSError(f"port {port} is not free") from error
        await self._server.start()
        return self.port

    async def stop(self) -> None:
        """Cancel what is running and close."""
        await self._server.stop(GRACE_S)
        self._house.threads.shutdown(wait=False, cancel_futures=True)


class GoogleStandin:
    """A stand-in on a thread, as tests hold it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(
            target=self._run, name="google-standin", daemon=True
        )
        self.port = 0

    @property
    def endpoint(self) -> str:
        """Return its address in the form of CALLCORE_GOOGLE_ENDPOINT."""
        return f"http://{HOST}:{self.port}"

    @property
    def trouble(self) -> Trouble:
        """Return how it misbehaves; may be set at any time."""
        return self._house.mishaps.trouble

    @trouble.setter
    def trouble(self, trouble: Trouble) -> None:
        self._house.mishaps.trouble = trouble

    @property
    def seen(self) -> SeenList:
        """Return what it was asked, oldest first."""
        return self._house.seen

    @property
    def open_streams(self) -> int:
        """Return how many requests are running."""
        return self._house.seen.open_count

    def start(self) -> None:
        """Serve on a new thread; return when it answers."""
        self._thread.start()
        if not self._ready.wait(START_S):
            raise TimeoutError("the Google stand-in does not start")
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        """End it; nothing is left."""
        if self._loop and self._stopping:
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            raise TimeoutError("the Google stand-in does not stop")
        self._house.threads.shutdown(wait=True)

    def _run(self) -> None:
        result = outcome.capture(lambda: asyncio.run(self._serve()))
        if isinstance(result, outcome.Error):  # told to the one who started it
            self._failure = result.error
        self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = Server(self._house)
        self.port = await server.start()
        self._ready.set()
        await self._stopping.wait()
        await server.stop()


@contextmanager
def google_standin(
    hears: Hears | None = None,
    speaks: Speaks | None = None,
    *,
    limits: Limits | None = None,
    trouble: Trouble | None = None,
) -> Iterator[GoogleStandin]:
    """Serve Google's Speech and Text-to-Speech on a free port of this machine.

    ``hears`` and ``speaks`` are asked on threads; without them speech is spelled
    (:mod:`callcore.engines.spelled`). Blocks up to a second at start and at the end.
    """
    house = House(PluggedEar(hears), PluggedMouth(speaks), limits=limits or Limits())
    if trouble:
        house.mishaps.trouble = trouble
    standin = GoogleStandin(house)
    standin.start()
    try:
        yield standin
    finally:
        standin.stop()
