"""All configured servers together: what the application opens, and a call asks for tools."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import trio

from callcore.agent.extra import ExtraTool
from callcore.agent.mcp.link import Link
from callcore.agent.mcp.server import OnCall, Pace, Server, State
from callcore.agent.mcp.settings import McpSettings, ServerSettings

OpenServer = Callable[[ServerSettings], AbstractAsyncContextManager[Link]]


class Mcp:
    """The servers of this process."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers

    def tools(self) -> Sequence[ExtraTool]:
        """Return the tools that a new call may use now. Never waits."""
        return tuple(tool for server in self._servers for tool in server.tools())

    def states(self) -> Mapping[str, State]:
        """Return how each server stands, for ``doctor`` and metrics."""
        return {server.name: server.state for server in self._servers}


@asynccontextmanager
async def open_mcp(
    settings: McpSettings,
    *,
    on_call: OnCall | None = None,
    open_server: OpenServer | None = None,
    pace: Pace | None = None,
) -> AsyncIterator[Mcp]:
    """Keep all servers connected, in the background, while the body runs.

    The SDK is loaded here, in a thread, before the first call comes; not at all without a
    server. Leaving ends all child processes, in up to 4 s.
    """
    if not settings.servers:
        yield Mcp(())
        return
    if open_server is None:
        open_server = await trio.to_thread.run_sync(_load_sdk)
    told = on_call or _tell_nobody
    servers = [
        Server(server, partial(open_server, server), told, pace=pace)
        for server in settings.servers
    ]
    async with trio.open_nursery() as nursery:
        for server in servers:
            nursery.start_soon(server.keep, name=f"mcp {server.name}")
        yield Mcp(servers)
        nursery.cancel_scope.cancel(reason="MCP is closed")


def _load_sdk() -> OpenServer:
    from callcore.agent.mcp.sdk import open_sdk_link  # slow to import

    return open_sdk_link


def _tell_nobody(_server: str, _tool: str, _word: str, _took_s: float) -> None:
    """Count nothing."""
