"""The reference store as a process: one JSON line on stdout says that it is ready."""

from __future__ import annotations

import argparse
import json
import signal
import socket
import sqlite3
from contextlib import closing
from functools import partial
from typing import Final

import trio
from quart_trio import QuartTrio

from chaos.store.app import build_app
from chaos.store.database import Database
from chaos.store.products import catalogue
from chaos.store.serving import HOST, bind, serve_app

MAX_RATE: Final = 1e6


def main() -> None:
    """Read the arguments and serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="chaos.store", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--data", default=":memory:", help="SQLite file")
    parser.add_argument("--chaos", action="store_true", help="open faults and planting")
    parser.add_argument(
        "--token", default="", help="bearer token; for tests, ps shows it"
    )
    parser.add_argument("--rate", type=_rate, default=0.0, help="requests/s and client")
    arguments = parser.parse_args()
    try:
        listener = bind(arguments.port)
        database = Database(arguments.data, catalogue())
    except (OSError, OverflowError, sqlite3.Error) as exc:
        parser.exit(1, f"chaos.store cannot start: {exc}\n")
    app = build_app(
        database, chaos=arguments.chaos, token=arguments.token, rate=arguments.rate
    )
    trio.run(partial(_run, listener, database, app))


def _rate(text: str) -> float:
    """Return requests per second; 0 is no limit."""
    rate = float(text)
    if not 0 <= rate <= MAX_RATE:
        raise argparse.ArgumentTypeError(f"0 to {MAX_RATE:.0f}, not {text}")
    return rate


async def _run(listener: socket.socket, database: Database, app: QuartTrio) -> None:
    with closing(database):
        with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:

            async def wait_signal() -> None:
                await anext(signals)

            async with trio.open_nursery() as nursery:
                real = await nursery.start(serve_app, app, listener, wait_signal)
                url = f"http://{HOST}:{real}"
                print(json.dumps({"ready": True, "port": real, "url": url}), flush=True)


if __name__ == "__main__":
    main()
