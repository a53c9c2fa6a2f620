"""The clients of the bench of the live board: a process of their own.

Reads one JSON object from standard input (port, origin, tickets, seconds), opens a socket
for each ticket, and writes what they saw as one JSON line: delays of events in
milliseconds, from ``at_s`` of an event to its arrival, by the clock of this machine.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any, Final

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

PROTOCOL: Final = "callcore.live.v1"
PATH: Final = "/api/v1/live"
#: those are told one by one; an update may stand for several
EXACT: Final = frozenset(("call:started", "call:ended"))


class Seen:
    """What all clients saw."""

    def __init__(self) -> None:
        self.delays_ms: list[float] = []
        self.messages = 0
        self.closed = 0
        self.counts: list[int] = []  # exact events, by client

    def take(self, text: str, now_s: float) -> int:
        """Note a message; return how many exact events were in it."""
        self.messages += 1
        message = json.loads(text)
        if message["type"] != "events":
            return 0
        exact = [each for each in message["events"] if each["name"] in EXACT]
        self.delays_ms += [(now_s - each["at_s"]) * 1_000 for each in exact]
        return len(exact)

    def told(self) -> dict[str, Any]:
        """Return it as plain values."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "delays_ms": [round(each, 1) for each in self.delays_ms],
            "messages": self.messages,
            "closed": self.closed,
            "least_events": min(self.counts, default=0),
            "most_events": max(self.counts, default=0),
            "cpu_s": used.ru_utime + used.ru_stime,
        }


async def watch(wanted: dict[str, Any]) -> Seen:
    """Hold a socket for each ticket for the wanted time."""
    seen = Seen()
    with trio.move_on_after(wanted["seconds"]):
        async with trio.open_nursery() as nursery:
            for ticket in wanted["tickets"]:
                nursery.start_soon(_client, wanted, ticket, seen)
    return seen


async def _client(wanted: dict[str, Any], ticket: str, seen: Seen) -> None:
    stream = await trio.open_tcp_stream("127.0.0.1", wanted["port"])
    count = 0
    try:
        async with stream, trio.open_nursery() as nursery:
            opened: WebSocketConnection = await wrap_client_stream(
                nursery,
                stream,
                "127.0.0.1",
                PATH,
                subprotocols=[PROTOCOL, ticket],
                extra_headers=[(b"Origin", wanted["origin"].encode())],
            )
            while True:
                text = await opened.get_message()
                count += seen.take(str(text), time.time())
    except* ConnectionClosed:
        seen.closed += 1
    finally:
        seen.counts.append(count)


def main() -> None:
    """Serve as a program."""
    wanted = json.loads(sys.stdin.readline())
    sys.stdout.write(json.dumps(trio.run(watch, wanted).told()) + "\n")


if __name__ == "__main__":
    main()
