"""What a request to the admin API costs, and what a flood of logins costs the others.

The real process with its own PostgreSQL and Redis-protocol server on this machine; the clients
run in this one. Processor time is the server's own, so a busy neighbour counts little there.

    just bench admin [--requests N] [--flood-s S]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import trio
from rich.console import Console

from chaos.bench import publishing
from chaos.bench.tables import Row, as_markdown
from chaos.security.stage import Stage, stage

REQUESTS: Final = 2_000
WARM: Final = 200
FLOOD_S: Final = 10.0
FLOOD_A_S: Final = 100
OTHERS_A_S: Final = 20  # requests of people at work
LIMIT_MS: Final = 1.5  # of the issue
LIMIT_TIMES: Final = 2.0
QUIET: Final = "/api/v1/me"


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 1 if a number is worse than the issue wants."""
    options = parse(arguments)
    console = Console()
    with console.status("the admin API"), stage() as where:
        found = {
            **cost(where, options.requests),
            **trio.run(flood, where, options.flood_s),
        }
    page = as_markdown(rows(found), publishing.where(), "just bench admin")
    publishing.publish(page, found, options, "admin", console)
    slow = found["request_cpu_ms"] > LIMIT_MS
    return int(slow or found["flood_p95_ms"] > LIMIT_TIMES * found["quiet_p95_ms"])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench admin", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, metavar="N")
    parser.add_argument("--flood-s", type=float, default=FLOOD_S, metavar="S")
    publishing.add_options(parser)
    return parser.parse_args(arguments)


def cost(where: Stage, requests: int) -> dict[str, Any]:
    """Return the server's processor time for a request, one after another."""
    headers = {"Authorization": f"Bearer {where.token}"}
    found: dict[str, Any] = {}
    with httpx.Client(base_url=where.url, headers=headers) as client:
        for name, path in (
            ("request", "/api/v1/nothing-at-all"),
            ("nobody", "/api/v1/nothing"),
        ):
            for _ in range(WARM):
                client.get(path)
            before_s = _cpu_s(where.pid)
            for _ in range(requests):
                client.get(path)
            found[f"{name}_cpu_ms"] = (_cpu_s(where.pid) - before_s) / requests * 1_000
    return found


async def flood(where: Stage, for_s: float) -> dict[str, Any]:
    """Return the p95 of other people's requests without and with a flood of logins."""
    headers = {"Authorization": f"Bearer {where.token}"}
    async with httpx.AsyncClient(base_url=where.url, headers=headers) as client:
        quiet = await _ask(client, for_s)
        # in a process of its own: a busy client would measure itself
        command = [sys.executable, "-m", "chaos.bench.admin", where.url, str(for_s)]
        loud: list[float] = []

        async def others() -> None:
            loud.extend(await _ask(client, for_s))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(others)
            told = await trio.run_process(command, capture_stdout=True)
    return {
        "quiet_p95_ms": _p95_ms(quiet),
        "flood_p95_ms": _p95_ms(loud),
        "flood_answers": json.loads(told.stdout),
    }


async def _ask(client: httpx.AsyncClient, for_s: float) -> list[float]:
    """Ask at a steady rate; return how long each took."""
    took: list[float] = []
    began = trio.current_time()
    for n in range(int(for_s * OTHERS_A_S)):
        await trio.sleep_until(began + n / OTHERS_A_S)
        at = time.perf_counter()
        await client.get(QUIET)
        took.append(time.perf_counter() - at)
    return took


async def log_in(url: str, for_s: float) -> dict[int, int]:
    """Try to log in, a hundred times a second, with names that nobody has."""
    statuses: dict[int, int] = {}
    limits = httpx.Limits(max_connections=200)
    async with (
        httpx.AsyncClient(base_url=url, limits=limits, timeout=30) as client,
        trio.open_nursery() as nursery,
    ):
        began = trio.current_time()
        for n in range(int(for_s * FLOOD_A_S)):
            await trio.sleep_until(began + n / FLOOD_A_S)
            nursery.start_soon(_try_one, client, n, statuses)
    return statuses


async def _try_one(client: httpx.AsyncClient, n: int, statuses: dict[int, int]) -> None:
    wanted = {"name": f"user {n}", "password": "not a password of anybody"}
    told = await client.post("/api/v1/auth/login", json=wanted)
    statuses[told.status_code] = statuses.get(told.status_code, 0) + 1


def _cpu_s(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _p95_ms(took: Sequence[float]) -> float:
    return sorted(took)[int(0.95 * len(took))] * 1_000


def rows(found: Mapping[str, Any]) -> list[Row]:
    """Return the table."""
    times = found["flood_p95_ms"] / found["quiet_p95_ms"]
    answers = ", ".join(f"{n} x {s}" for s, n in sorted(found["flood_answers"].items()))
    return [
        Row(
            "an authenticated request with its denylist check, processor of the server",
            f"{found['request_cpu_ms']:.2f} ms",
            f"<= {LIMIT_MS} ms",
        ),
        Row(
            "a request to an address that is not there",
            f"{found['nobody_cpu_ms']:.2f} ms",
        ),
        Row(
            f"p95 of others' requests during {FLOOD_A_S} logins a second",
            f"{found['flood_p95_ms']:.1f} ms, {times:.1f} times the "
            f"{found['quiet_p95_ms']:.1f} ms without",
            f"< {LIMIT_TIMES:.0f} times",
        ),
        Row("what the logins were told", answers),
    ]


if __name__ == "__main__":
    print(json.dumps(trio.run(log_in, sys.argv[1], float(sys.argv[2]))))
