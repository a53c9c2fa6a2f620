"""How a process gets its shared state: by the scheme of a URL.

``redis://``, ``rediss://`` and ``unix://`` as redis-py reads them;
``redis+sentinel://host:port,host:port/service/db`` asks sentinels for the master at each new
connection; ``memory://`` is a state of this process alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import trio

from callcore.shared import stamps
from callcore.shared.asyncloop import open_async_loop
from callcore.shared.state.connecting import connect_to
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import State
from callcore.shared.state.redisclient import RedisClient
from callcore.shared.state.redisstate import RedisState

MEMORY: Final = "memory://"
CLOSE_S: Final = 1.0


@asynccontextmanager
async def open_state(
    url: str, now_s: Callable[[], float] = stamps.now_s
) -> AsyncIterator[State]:
    """Yield the state at ``url``; nothing is connected before it is used.

    Raises :exc:`ValueError` if the URL cannot be read; the text does not quote it.
    """
    if url.startswith(MEMORY):
        yield MemoryState(now_s)
        return
    connect = connect_to(url)
    async with open_async_loop() as loop:
        client = RedisClient(loop, connect)
        try:
            yield RedisState(client)
        finally:
            with trio.move_on_after(CLOSE_S, shield=True):
                await client.close()
