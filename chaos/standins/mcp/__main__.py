"""``python -m chaos.standins.mcp --transport stdio|http``: the garage as a process."""

from __future__ import annotations

import argparse
import signal
from functools import partial
from typing import cast

import trio
from hypercorn.config import Config
from hypercorn.trio import serve
from hypercorn.typing import ASGIFramework
from mcp.server.mcpserver import MCPServer
from mcp.server.runner import serve_loop
from mcp.server.stdio import stdio_server

from chaos.standins.mcp.garage import build_garage
from chaos.standins.mcp.keyed import keyed
from chaos.standins.process import ORPHAN_POLL_S, Parent, say_ready
from chaos.store.serving import GRACE_S, bind


def main() -> None:
    """Serve until stdin ends, a signal comes, or the parent has gone."""
    parser = argparse.ArgumentParser(prog="chaos.standins.mcp", description=__doc__)
    parser.add_argument("--transport", choices=("stdio", "http"), default="stdio")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--key", default="", help="bearer key to ask for")
    parser.add_argument("--old", action="store_true", help="speak as before 2026")
    parser.add_argument("--json", action="store_true", help="JSON bodies, no streams")
    told = parser.parse_args()
    garage = build_garage(old=told.old)
    if told.transport == "stdio":
        trio.run(_talk_as_before if told.old else MCPServer.run_stdio_async, garage)
    else:
        app = garage.streamable_http_app(json_response=told.json)
        starlette = cast("ASGIFramework", app)
        trio.run(_serve, keyed(starlette, told.key), told.port)


async def _talk_as_before(garage: MCPServer) -> None:
    """Talk over stdio with the handshake only; the SDK's own entry follows the client."""
    server = garage._lowlevel_server  # noqa: SLF001 - there is no public one
    async with stdio_server() as (reading, writing), server.lifespan(server) as state:
        options = server.create_initialization_options()
        await serve_loop(
            server, reading, writing, lifespan_state=state, init_options=options
        )


async def _serve(app: ASGIFramework, port: int) -> None:
    listener = bind(port)
    bound = listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = GRACE_S
    parent = Parent()
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:

        async def wait_end() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_watch, parent, nursery.cancel_scope)
                await anext(signals)
                nursery.cancel_scope.cancel(reason="a signal came")

        async with trio.open_nursery() as nursery:
            await nursery.start(partial(serve, app, config, shutdown_trigger=wait_end))
            say_ready(bound)


async def _watch(parent: Parent, serving: trio.CancelScope) -> None:
    while not parent.gone:  # noqa: ASYNC110 - the kernel tells nobody
        await trio.sleep(ORPHAN_POLL_S)
    serving.cancel(reason="the parent has gone")


if __name__ == "__main__":
    main()
