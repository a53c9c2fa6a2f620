"""``python -m chaos.standins.google``: the Google stand-in as a process."""

from __future__ import annotations

import asyncio  # noqa: TID251 - a plain asyncio server, no trio here
import signal
from contextlib import suppress

from chaos.standins.google.house import House
from chaos.standins.google.server import Server
from chaos.standins.process import (
    ORPHAN_POLL_S,
    Options,
    Parent,
    ear_of,
    mouth_of,
    options_of,
    parser_of,
    say_ready,
)


async def serve(options: Options, house: House) -> None:
    """Serve until a signal comes or the parent has gone."""
    parent, ending = Parent(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    server = Server(house)
    say_ready(await server.start(options.port))
    while not ending.is_set() and not parent.gone:
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), ORPHAN_POLL_S)
    await server.stop()


def main() -> None:
    """Load the ear and the mouth, then serve."""
    parser = parser_of(
        "chaos.standins.google", "Google's speech services, stood in for"
    )
    options = options_of(parser.parse_args())
    house = House(ear_of(options), mouth_of(options), options.mishaps)
    asyncio.run(serve(options, house))


if __name__ == "__main__":
    main()
