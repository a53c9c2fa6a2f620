"""``just bench store``: what a hung endpoint of the shop costs the calls that do not need it.

The reference store as a process, and the real client in one loop, as in a worker. Calls
take turns (offline agent, guard, tools, no audio) while others use one group of endpoints
that answers, or hangs. It shows what a turn takes in both, with breaker and bulkhead and
with the bulkhead alone; what it takes when the others say nothing, twice, to see how far
equal rows lie apart; and a negative control without a bulkhead, which has to be bad.
"""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Mapping, Sequence
from statistics import quantiles
from typing import Any, Final

from rich.console import Console

from chaos.bench import measured, publishing
from chaos.bench.storeturns import Hung, Kind, Plan, measure
from chaos.bench.tables import Row, as_markdown

CALLS: Final = 40
OTHERS: Final = 16
ROUNDS: Final = 10
SECONDS: Final = 3
LIMIT_PERCENT: Final = 10.0
OWN_CORE: Final = 1
PLAN: Final[dict[Hung, tuple[Kind, ...]]] = {
    "orders": ("quiet", "again", "healthy", "hung", "shut", "one pool"),
    "details": ("quiet", "healthy", "hung", "shut"),
    "settling": ("quiet", "healthy", "hung", "shut"),
}
TITLES: Final[dict[str, str]] = {
    "quiet": "nobody uses {group}",
    "again": "the same again, for comparison",
    "healthy": "{group} are used and answer",
    "hung": "{group} hang",
    "shut": "{group} hang and no breaker opens: the bulkhead alone",
    "one pool": "negative control, {group} hang: no breaker, 8 connections for all",
}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 0."""
    options = parse(arguments)
    logging.disable(logging.WARNING)  # a shop that hangs on purpose says so
    console = Console()
    where = publishing.where()  # before this process has only one of the cores
    measured.pin(os.getpid(), OWN_CORE)
    plan = Plan(options.calls, OTHERS, options.rounds, options.seconds)
    found: dict[str, Any] = {}
    for group in options.group or PLAN:
        kinds = PLAN[group]
        seconds = len(kinds) * plan.rounds * (plan.seconds + 1)
        with console.status(f"{group}: some {seconds:.0f} s"):
            found[group] = measure(group, kinds, plan)
    page = as_markdown(rows(found), where, "just bench store")
    publishing.publish(page, found, options, "store", console)
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench store", description=__doc__)
    parser.add_argument(
        "--calls",
        type=number,
        default=CALLS,
        metavar="N",
        help=f"calls that are measured, default {CALLS}",
    )
    parser.add_argument(
        "--rounds",
        type=number,
        default=ROUNDS,
        metavar="N",
        help=f"rounds of each kind, default {ROUNDS}",
    )
    parser.add_argument(
        "--seconds",
        type=number,
        default=SECONDS,
        metavar="S",
        help=f"of a round, default {SECONDS}; on a busy machine many short rounds are "
        "better",
    )
    parser.add_argument(
        "--group", action="append", choices=sorted(PLAN), help="only this one hangs"
    )
    publishing.add_options(parser)
    return parser.parse_args(arguments)


def number(text: str) -> int:
    """Return a count from 1 to 200."""
    if not text.isdecimal() or not 1 <= int(text) <= 200:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 200")
    return int(text)


def rows(found: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Return the table of what was found."""
    return [row(group, kind, kinds) for group, kinds in found.items() for kind in kinds]


def row(group: str, kind: str, kinds: Mapping[str, Any]) -> Row:
    """Return one kind, with its p95 beside those of the same rounds without trouble."""
    facts = kinds[kind]
    told = (
        f"{facts['p50_ms']:.1f} / {facts['p95_ms']:.1f} ms, "
        f"{facts['turns']:,} turns, {facts['failed']} failed"
    )
    for calm in ("quiet", "healthy"):
        if kind not in ("quiet", calm):
            told += f"; p95 {grown(facts, kinds[calm])} of {calm}"
    wanted = {
        "hung": f"+{LIMIT_PERCENT:.0f} % of healthy",
        "one pool": "bad",
    }.get(kind, "")
    what = TITLES[kind].format(group=f"`{group}`")
    return Row(f"{what}: a turn, p50 / p95", told, wanted)


def grown(facts: Mapping[str, Any], calm: Mapping[str, Any]) -> str:
    """Return by how much p95 is up, round against round of the same minute.

    The median of the rounds and where half of them lie: what else the machine does comes
    and goes in minutes, and is in both rounds of a pair.
    """
    ups = [
        100 * (up / down - 1)
        for up, down in zip(facts["p95s_ms"], calm["p95s_ms"], strict=False)
    ]
    if len(ups) < 2:
        return f"{ups[0]:+.0f} %" if ups else "?"
    low, middle, high = quantiles(ups, n=4, method="inclusive")
    return f"{middle:+.0f} % ({low:+.0f} to {high:+.0f} %)"
