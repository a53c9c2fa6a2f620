"""The Google stand-in: a grpc.aio server, on a thread of its own or as a process."""

from __future__ import annotations

import asyncio  # noqa: TID251 - a plain asyncio server, no trio here
from collections.abc import Iterator
from contextlib import contextmanager

import grpc.aio

from chaos.standins.ears import Hears, PluggedEar
from chaos.standins.google.house import House, Limits
from chaos.standins.google.services import handlers
from chaos.standins.held import HOST, HeldStandin
from chaos.standins.mouths import PluggedMouth, Speaks
from chaos.standins.trouble import Trouble

GRACE_S = 0.2
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


class GoogleStandin(HeldStandin):
    """The stand-in as tests hold it."""

    vendor = "google"

    def __init__(self, house: House) -> None:
        super().__init__(house.seen, house.mishaps)
        self._house = house
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def endpoint(self) -> str:
        """Return its address in the form of CALLCORE_GOOGLE_ENDPOINT."""
        return f"http://{HOST}:{self.port}"

    def serve_here(self) -> None:
        """See :class:`HeldStandin`."""
        asyncio.run(self._serve())

    def ask_to_end(self) -> None:
        """See :class:`HeldStandin`."""
        if self._loop and self._stopping:
            self._loop.call_soon_threadsafe(self._stopping.set)

    def stop(self) -> None:
        """End it; nothing is left."""
        super().stop()
        self._house.threads.shutdown(wait=True)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = Server(self._house)
        self.serves(await server.start())
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
