"""The channel of events, on a connection of its own.

A second of silence is answered with a PING; a second more without anything means that the
server is gone, however open the connection looks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

import redis.exceptions as errors
import trio
from redis.asyncio.connection import AbstractConnection

from callcore.shared.asyncloop import Task
from callcore.shared.state import keys, records
from callcore.shared.state.following import Follower
from callcore.shared.state.port import Cursor, Event, StateDown
from callcore.shared.state.redisclient import ANSWER_S, RedisClient, disconnect

SILENCE_S: Final = 1.0
CLOSE_S: Final = 1.0


@asynccontextmanager
async def follow(client: RedisClient) -> AsyncIterator[AsyncIterator[Event]]:
    """Yield an iterator over the events from now on. Raises :exc:`StateDown`."""
    connection = await client.open()
    follower = Follower()
    subscribed, closed = trio.Event(), trio.Event()
    reader = client.loop.create_task(_read(connection, follower, subscribed))

    def over(task: Task[None]) -> None:
        failed = not task.cancelled() and task.exception() is not None
        follower.end("error" if failed else "unreachable")
        subscribed.set()
        closed.set()

    reader.add_done_callback(over)
    try:
        with trio.move_on_after(ANSWER_S) as scope:
            await subscribed.wait()
        if scope.cancelled_caught or closed.is_set():
            raise StateDown("timeout" if scope.cancelled_caught else "unreachable")
        yield follower
    finally:
        reader.cancel()
        with trio.move_on_after(CLOSE_S, shield=True):
            await closed.wait()
            await client.loop.run(disconnect(connection))  # it may never have begun


async def _read(
    connection: AbstractConnection, follower: Follower, subscribed: trio.Event
) -> None:
    """Read the channel until the connection breaks or hangs; an asyncio task."""
    asked = False
    async with AsyncExitStack() as closing:
        closing.push_async_callback(disconnect, connection)
        with suppress(
            errors.RedisError, OSError
        ):  # the follower is told that it is over
            await connection.send_command("SUBSCRIBE", keys.EVENTS)
            while True:
                reply = await connection.read_response(timeout=SILENCE_S)
                if reply is None and asked:
                    return
                if reply is None:
                    await connection.send_command("PING")
                elif reply[0] == b"subscribe":
                    subscribed.set()
                elif reply[0] == b"message":
                    follower.add(_events_untrusted(reply[2]))
                asked = reply is None


def _events_untrusted(message: bytes) -> list[Event]:
    """Return the events of a message: epoch, the first number, and one on each line."""
    epoch, _, rest = message.partition(b"\n")
    first, *lines = rest.split(b"\n")
    if not first.isdigit() or len(first) > 18:
        return []
    return [
        records.event_untrusted(Cursor(epoch.decode(errors="replace"), seq), line)
        for seq, line in enumerate(lines, int(first))
    ]
