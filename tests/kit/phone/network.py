"""The exchange over TCP."""

from __future__ import annotations

import contextlib
import socket
import struct

import trio

from callcore.protocol.errors import PeerError
from callcore.protocol.fastagi_asterisk import (
    HANGUP_NOTICE,
    AgiCommandDecoder,
    encode_environment,
    obey,
)
from tests.kit.phone.exchange import CONNECT_S, AgiCall, AgiStatus, PhoneSocket

RECEIVE_BYTES = 65_536
LINGER_RESET = struct.pack("ii", 1, 0)  # close() sends RST


class NetworkSocket:
    """See :class:`tests.kit.phone.exchange.PhoneSocket`."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sock = sock

    def send_nowait(self, data: bytes) -> None:
        if self._sock.send(data) != len(data):
            raise BlockingIOError

    async def receive(self) -> bytes:
        while True:
            try:
                return self._sock.recv(RECEIVE_BYTES)
            except BlockingIOError:
                await trio.lowlevel.wait_readable(self._sock)

    def close(self) -> None:
        self._sock.close()

    def abort(self) -> None:
        if self._sock.fileno() >= 0:
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
        self._sock.close()


class NetworkExchange:
    """See :class:`tests.kit.phone.exchange.Exchange`."""

    async def connect(self, target: str) -> PhoneSocket:
        stream = await _open(target)
        return NetworkSocket(socket.socket(fileno=stream.socket.detach()))

    async def run_agi(self, call: AgiCall) -> AgiStatus:
        try:
            with trio.fail_after(CONNECT_S):
                stream = await _open(call.url.split("/")[2])
        except (OSError, ValueError, trio.TooSlowError):  # ValueError: not host:port
            return "FAILURE"
        with contextlib.closing(stream.socket):
            with contextlib.suppress(trio.BrokenResourceError, PeerError):
                await _converse(stream, call)
        return "SUCCESS"  # as Asterisk says, even if the server was killed meanwhile


async def _open(target: str) -> trio.SocketStream:
    host, _, port = target.rpartition(":")
    return await trio.open_tcp_stream(host.strip("[]"), int(port))


async def _converse(stream: trio.SocketStream, call: AgiCall) -> None:
    decoder = AgiCommandDecoder()
    try:
        await stream.send_all(encode_environment(call.url, call.channel, call.args))
        async for data in stream:
            for command in decoder.receive_data_untrusted(bytes(data)):
                await stream.send_all(obey(command, call.variables))
    except trio.Cancelled:
        with trio.move_on_after(0.1, shield=True):
            with contextlib.suppress(trio.BrokenResourceError):
                await stream.send_all(HANGUP_NOTICE)
        raise
