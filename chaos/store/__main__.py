"""The reference store as a process: one JSON line on stdout says that it is ready."""

from __future__ import annotations

import argparse
import json
import signal
import socket
import sqlite3
from contextlib import closing
from functools import partial

import trio

from chaos.store.app import build_app
from chaos.store.database import Database
from chaos.store.products import catalogue
from chaos.store.serving import HOST, bind, serve_app


def main() -> None:
    """Read the arguments and serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="chaos.store", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--data", default=":memory:", help="SQLite file")
    parser.add_argument("--chaos", action="store_true", help="open PUT /faults")
    arguments = parser.parse_args()
    try:
        listener = bind(arguments.port)
        database = Database(arguments.data, catalogue())
    except (OSError, OverflowError, sqlite3.Error) as exc:
        parser.exit(1, f"chaos.store cannot start: {exc}\n")
    trio.run(partial(_run, listener, database, chaos=arguments.chaos))


async def _run(listener: socket.socket, database: Database, *, chaos: bool) -> None:
    with closing(database):
        app = build_app(database, chaos=chaos)
        with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:

            async def wait_signal() -> None:
                await anext(signals)

            async with trio.open_nursery() as nursery:
                real = await nursery.start(serve_app, app, listener, wait_signal)
                url = f"http://{HOST}:{real}"
                print(json.dumps({"ready": True, "port": real, "url": url}), flush=True)


if __name__ == "__main__":
    main()
