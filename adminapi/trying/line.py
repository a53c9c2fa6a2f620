"""The line to a worker: an AudioSocket, from the caller's side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Final
from uuid import UUID

import trio

from adminapi.trying.post import Microphone
from callcore.protocol import audiosocket
from callcore.protocol.errors import PeerError
from callcore.shared.audioformat import FRAME_BYTES, FRAME_MS

CONNECT_S: Final = 3.0
AHEAD_FRAMES: Final = (
    25  # a browser sends in bursts; a worker is spoken to as by a phone
)
RECEIVE_BYTES: Final = 4_096


async def connect(address: str, call_id: str) -> trio.SocketStream:
    """Return a line on which the worker knows who calls.

    Raises :exc:`OSError` and :exc:`trio.TooSlowError`.
    """
    host, _, port = address.rpartition(":")
    with trio.fail_after(CONNECT_S):
        stream = await trio.open_tcp_stream(host.strip("[]"), int(port))
        async with AsyncExitStack() as stack:
            stack.push_async_callback(trio.aclose_forcefully, stream)
            await stream.send_all(audiosocket.encode_uuid(UUID(call_id).bytes))
            stack.pop_all()  # from here on it is the caller's
    return stream


async def hear(stream: trio.abc.ReceiveStream, take: Callable[[bytes], None]) -> None:
    """Give the worker's sound to ``take`` until the worker hangs up, however it does."""
    decoder = audiosocket.AsteriskDecoder()
    while True:
        try:
            data = bytes(await stream.receive_some(RECEIVE_BYTES))
            frames = decoder.receive_data_untrusted(data)
        except (PeerError, trio.BrokenResourceError):
            return
        for frame in frames:
            if frame.kind is audiosocket.Kind.HANGUP:
                return
            take(frame.payload)
        if not data:
            return


async def speak(stream: trio.abc.SendStream, microphone: Microphone) -> None:
    """Send the caller's sound until the line breaks, never faster than it is spoken."""
    began_s = trio.current_time()
    sent = 0
    while True:
        frame = await microphone.next()
        due_s = began_s + (sent - AHEAD_FRAMES) * FRAME_MS / 1000
        now_s = trio.current_time()
        if due_s > now_s:
            await trio.sleep(due_s - now_s)
        elif now_s - due_s > 2 * AHEAD_FRAMES * FRAME_MS / 1000:
            began_s, sent = now_s, 0  # after a silence no burst may follow
        try:
            await stream.send_all(audiosocket.encode_audio(frame))
        except trio.BrokenResourceError:
            return
        sent += 1


def new_microphone() -> Microphone:
    """Return a microphone of this line's format."""
    return Microphone(FRAME_BYTES)
