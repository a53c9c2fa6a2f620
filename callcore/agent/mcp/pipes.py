"""A server as a child process: one JSON message a line, over its standard streams.

Not the SDK's transport, which reads a line of any length, logs what it cannot read, and
hands the child more of our environment. The child's stderr is dropped: it may hold
anything.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import anyio
import trio
from mcp.shared.message import SessionMessage
from mcp_types import (
    INTERNAL_ERROR,
    ErrorData,
    JSONRPCError,
    jsonrpc_message_adapter,
)

from callcore.agent.mcp.link import LinkLost, News
from callcore.agent.mcp.settings import ServerSettings
from callcore.agent.mcp.tray import Tray

MOST_LINE_BYTES: Final = 1_000_000
MOST_BAD_LINES: Final = 100  # between two good ones: some servers print what they do
CHUNK_BYTES: Final = 65_536
START_S: Final = 10.0  # a fork takes milliseconds; a machine that swaps takes longer
GOODBYE_S: Final = 1.0  # to end by itself once its stdin is closed
TERMINATE_S: Final = 0.5
REAP_S: Final = 2.0
END_S: Final = 4.0  # all of them
HANDED_ON: Final = ("PATH", "HOME", "LANG")
_ID: Final = re.compile(rb'"id"\s*:\s*([0-9]{1,15})\b')
_HEAD_BYTES: Final = 200
_LEASH: Final = Path(__file__).with_name("leash.py")

Streams = tuple["Lines", Tray]


@asynccontextmanager
async def open_pipes(settings: ServerSettings, news: News) -> AsyncIterator[Streams]:
    """Start the command; when the body ends, it and its whole group are dead.

    Raises :exc:`LinkLost` if it cannot be started. Ending takes up to 4 s, shielded.
    """
    process = await _start(settings)
    assert process.stdout is not None
    assert process.stdin is not None
    tray = Tray(news)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_write, tray, process.stdin, news)
        try:
            yield Lines(process.stdout, news), tray
        finally:
            nursery.cancel_scope.cancel(reason="the connection is closed")
            with trio.move_on_after(END_S, shield=True):
                await _end(process)


def environment_of(ours: Mapping[str, str], settings: ServerSettings) -> dict[str, str]:
    """Return what the child sees: three of our variables, and what is configured."""
    kept = {name: ours[name] for name in HANDED_ON if name in ours}
    return kept | dict(settings.env)


async def _start(settings: ServerSettings) -> trio.Process:
    env = environment_of(os.environ, settings)  # noqa: TID251 - handed on, not read
    program, *arguments = settings.command
    found = shutil.which(program, path=env.get("PATH", os.defpath))
    if found is None:
        raise LinkLost("no-such-program")
    # -I and -S: it needs no packages, and its start is felt at every reconnect
    leash = [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid())]
    try:
        with trio.fail_after(START_S, shield=True):
            return await trio.lowlevel.open_process(
                [*leash, found, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=env,
            )
    except (OSError, ValueError, trio.TooSlowError) as exc:
        raise LinkLost("cannot-start") from exc


async def _write(tray: Tray, stdin: trio.abc.SendStream, news: News) -> None:
    """Write until the tray is closed, or the child reads no more."""
    try:
        while (message := await tray.take()) is not None:
            text = message.message.model_dump_json(by_alias=True, exclude_unset=True)
            await stdin.send_all(text.encode() + b"\n")
    except (trio.BrokenResourceError, trio.ClosedResourceError):
        news.lose("ended")


async def _end(process: trio.Process) -> None:
    """Close its stdin, ask, then kill; by the group, whose leader we have not reaped."""
    assert process.stdin is not None
    assert process.stdout is not None
    with trio.move_on_after(GOODBYE_S):
        await process.stdin.aclose()
        await process.wait()
    _signal(process, signal.SIGTERM)
    with trio.move_on_after(TERMINATE_S):
        await process.wait()
    _signal(process, signal.SIGKILL)
    with trio.move_on_after(REAP_S):
        await process.wait()
    await process.stdout.aclose()


def _signal(process: trio.Process, number: signal.Signals) -> None:
    if process.returncode is None:
        os.killpg(process.pid, number)


class Lines:
    """What the SDK takes for the reading end of a transport."""

    def __init__(self, stdout: trio.abc.ReceiveStream, news: News) -> None:
        self._stdout = stdout
        self._news = news
        self._buffer = bytearray()
        self._searched = 0
        self._bad = 0

    async def receive(self) -> SessionMessage | Exception:
        """Return the next message; raises :exc:`anyio.EndOfStream` after the last one."""
        while self._bad < MOST_BAD_LINES:
            line = await self._line()
            if line is None:
                break
            message = _message_untrusted(line)
            if message is not None:
                self._bad = 0
                return message
            self._bad += 1
        self._news.lose("garbage" if self._bad >= MOST_BAD_LINES else "ended")
        raise anyio.EndOfStream

    async def _line(self) -> bytes | None:
        """Return a line; of one that is too long only its head, the rest is dropped."""
        head = b""
        while True:
            end = self._buffer.find(b"\n", self._searched)
            if end >= 0:
                line = bytes(self._buffer[:end])
                del self._buffer[: end + 1]
                self._searched = 0
                return head or line
            if len(self._buffer) > MOST_LINE_BYTES:
                head = head or bytes(self._buffer[: MOST_LINE_BYTES + 1])
                self._buffer.clear()
            self._searched = len(self._buffer)
            chunk = await self._chunk()
            if not chunk:
                return None
            self._buffer += chunk

    async def _chunk(self) -> bytes:
        try:
            return bytes(await self._stdout.receive_some(CHUNK_BYTES))
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return b""

    async def aclose(self) -> None:
        """Nothing to do: the pipe is closed with the process."""
        await trio.lowlevel.checkpoint()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SessionMessage | Exception:
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.aclose()


def _message_untrusted(line: bytes) -> SessionMessage | None:
    """Return the message, an error in its place if it is too long, ``None`` for noise."""
    if len(line) > MOST_LINE_BYTES:
        found = _ID.search(line[:_HEAD_BYTES])
        if found is None:
            return None
        error = ErrorData(code=INTERNAL_ERROR, message="too long")
        return SessionMessage(
            JSONRPCError(jsonrpc="2.0", id=int(found[1]), error=error)
        )
    try:
        return SessionMessage(
            jsonrpc_message_adapter.validate_json(line, by_name=False)
        )
    except ValueError:
        return None
