"""What the live board costs: a real admin API, a real Valkey, clients in their own process.

Fifty calls begin and end each second, each with three changes in between; a hundred clients
of two roles watch the board. Delay is from the publishing of a start or an end of a call to
its arrival at a client, with the 100 ms for which changes are gathered.

    just bench live [--clients N] [--calls N] [--seconds N]
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import trio
from rich.console import Console

from adminapi.auth import userrows
from adminapi.auth.hashing import HASHER
from adminapi.auth.keys import new_key
from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import Connection, open_database
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.valkey import EmbeddedValkey
from callcore.shared.sealed import keytext
from callcore.shared.state import names
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import EventDraft, State
from chaos.bench import publishing
from chaos.bench.guard import quantile
from chaos.bench.tables import Row, as_markdown

CLIENTS: Final = 100
CALLS_A_S: Final = 50
SECONDS: Final = 20
LIMIT_MS: Final = 300  # of the issue, p99
LIFE_S: Final = 2.0  # of a call
TICK_S: Final = 0.02
SETTLE_S: Final = 3.0  # the clients connect
PASSWORD: Final = "bench horse battery 7 staple"
CLIENTS_A_USER: Final = 25  # tickets are limited for each user
READY_S: Final = 30.0


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 1 if events came later than they may."""
    options = parse(arguments)
    console = Console()
    with console.status(f"{options.clients} clients, {options.calls} calls a second"):
        found = measure(options)
    page = as_markdown(rows(found), publishing.where(), "just bench live")
    publishing.publish(page, found, options, "live", console)
    return int(found["p99_ms"] > LIMIT_MS or found["closed"] > 0)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench live", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS, metavar="N")
    parser.add_argument("--calls", type=int, default=CALLS_A_S, metavar="N")
    parser.add_argument("--seconds", type=int, default=SECONDS, metavar="N")
    publishing.add_options(parser)
    return parser.parse_args(arguments)


def rows(found: Mapping[str, Any]) -> list[Row]:
    """Return the table."""
    share = found["cpu_share"]
    return [
        Row(
            "live board: delay of an event, p50 / p99 / max",
            f"{found['p50_ms']:.0f} / {found['p99_ms']:.0f} / {found['max_ms']:.0f} ms",
            f"p99 <= {LIMIT_MS} ms",
        ),
        Row(
            "clients, and calls a second with five events each",
            f"{found['clients']} and {found['calls']}",
        ),
        Row("processor of the admin API", f"{share * 100:.0f} % of a core"),
        Row("processor of the clients", f"{found['clients_cpu_share'] * 100:.0f} % of a core"),
        Row("load of the machine meanwhile", f"{found['load']:.1f}"),
        Row("clients a core", f"{found['clients'] / max(share, 1e-9):.0f}"),
        Row("events that a client saw, least / most", f"{found['least_events']} / {found['most_events']}"),
    ]  # fmt: skip


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Start everything, watch, and return the numbers."""
    with tempfile.TemporaryDirectory() as folder, _servers(Path(folder)) as servers:
        postgres_url, redis_url = servers
        users = -(-options.clients // CLIENTS_A_USER)
        trio.run(_prepare, postgres_url, users)
        port, ops_port = _free_port(), _free_port()
        origin = f"http://127.0.0.1:{port}"
        environ = {
            **os.environ,
            "ADMINAPI_PORT": str(port),
            "ADMINAPI_OPS_PORT": str(ops_port),
            "ADMINAPI_PUBLIC_URL": origin,
            "ADMINAPI_DATABASE_URL": postgres_url,
            "ADMINAPI_REDIS_URL": redis_url,
            "ADMINAPI_SIGNING_KEY": new_key(),
            "ADMINAPI_DATA_KEYS": keytext.new_key(),
            "ADMINAPI_LOG_LEVEL": "warning",
        }
        command = [sys.executable, "-m", "adminapi", "serve"]
        with subprocess.Popen(command, env=environ) as process:
            try:
                _wait_ready(ops_port)
                tickets = _tickets(origin, options.clients, users)
                wanted = {
                    "port": port,
                    "origin": origin,
                    "tickets": tickets,
                    "seconds": options.seconds + SETTLE_S,
                }
                run = partial(_watch, redis_url, wanted, options, process.pid)
                return trio.run(run)
            finally:
                process.terminate()


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[str, str]]:
    postgres = EmbeddedPostgres(folder / "postgres", {"fsync": "off"})
    valkey = EmbeddedValkey(folder / "valkey")
    postgres_url = postgres.start("bench")
    try:
        yield postgres_url, valkey.start()
    finally:
        valkey.stop()
        postgres.stop()


async def _prepare(url: str, users: int) -> None:
    def add(connection: Connection) -> None:
        digest = HASHER.hash(PASSWORD)
        for number in range(users):
            role = ("viewer", "supervisor")[number % 2]
            userrows.insert(connection, f"bench{number}", role, digest)

    async with open_database(url) as database:
        await migrate(database)
        await database.run(add)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_ready(ops_port: int) -> None:
    end_s = time.monotonic() + READY_S
    while time.monotonic() < end_s:
        try:
            if httpx.get(f"http://127.0.0.1:{ops_port}/ready").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the admin API did not get ready")


def _tickets(origin: str, clients: int, users: int) -> list[str]:
    """Log in and return a ticket for each client."""
    found = []
    with httpx.Client(
        base_url=f"{origin}/api/v1", headers={"Origin": origin}
    ) as client:
        tokens = []
        for number in range(users):
            wanted = {"name": f"bench{number}", "password": PASSWORD}
            answer = client.post("/auth/login", json=wanted)
            answer.raise_for_status()
            tokens.append(answer.json()["access_token"])
        for number in range(clients):
            headers = {"Authorization": f"Bearer {tokens[number % users]}"}
            answer = client.post("/live/ticket", headers=headers)
            answer.raise_for_status()
            found.append(answer.json()["ticket"])
    return found


async def _watch(
    redis_url: str, wanted: dict[str, Any], options: argparse.Namespace, pid: int
) -> dict[str, Any]:
    command = [sys.executable, "-m", "chaos.bench.liveclients"]
    given = json.dumps(wanted).encode() + b"\n"
    told: dict[str, Any] = {}

    async def clients() -> None:
        done = await trio.run_process(command, stdin=given, capture_stdout=True)
        told.update(json.loads(done.stdout))

    async with open_state(redis_url) as state, trio.open_nursery() as nursery:
        nursery.start_soon(clients)
        await trio.sleep(SETTLE_S)
        before_s, began_s = cpu_s(pid), time.monotonic()
        with trio.move_on_after(options.seconds - 1):
            await ring(state, options.calls)
        share = (cpu_s(pid) - before_s) / (time.monotonic() - began_s)
    delays = told.pop("delays_ms") or [float("inf")]
    return {
        **told,
        "clients": options.clients,
        "calls": options.calls,
        "p50_ms": quantile(delays, 0.5),
        "p99_ms": quantile(delays, 0.99),
        "max_ms": max(delays),
        "cpu_share": share,
        "clients_cpu_share": told["cpu_s"] / wanted["seconds"],
        "load": os.getloadavg()[0],
    }


async def ring(state: State, calls_a_s: int) -> None:
    """Publish calls that begin, change and end, evenly, for ever."""
    due_s = trio.current_time()
    waiting: list[tuple[float, EventDraft]] = []
    begun = 0.0
    while True:
        now_s, drafts = time.time(), []
        begun += calls_a_s * TICK_S
        while begun >= 1:
            begun -= 1
            waiting += life(str(uuid4()), now_s)
        ready = [each for each in waiting if each[0] <= now_s]
        waiting = [each for each in waiting if each[0] > now_s]
        for _, draft in ready:
            drafts.append(EventDraft(draft.name, now_s, draft.call_id, draft.fields))
        if drafts:
            await state.publish(drafts)
        due_s += TICK_S
        await trio.sleep_until(due_s)


def life(call_id: str, now_s: float) -> list[tuple[float, EventDraft]]:
    """Return the events of one call with their times."""
    start = {"worker": "bench:w1:1", "caller": "+380•••67", "language": "uk"}
    said = {"who": "caller", "text": "добрий день, мені потрібні зимові шини"}
    plan: list[tuple[float, str, Mapping[str, Any]]] = [
        (0.0, names.CALL_STARTED, start),
        (0.25, names.CALL_UPDATED, {"state": "listening", "turn": 1}),
        (0.5, names.CALL_LINE, said),
        (0.75, names.CALL_UPDATED, {"state": "speaking", "turn_ms": 640}),
        (1.0, names.CALL_ENDED, {"next": "end", "reason": "goodbye"}),
    ]
    return [
        (now_s + share * LIFE_S, EventDraft(name, now_s, call_id, fields))
        for share, name, fields in plan
    ]


def cpu_s(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
