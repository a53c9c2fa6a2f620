"""``just bench load``: what the call core adds, under load.

A worker with scripted engines that answer at once, callers from a load generator in a
process of its own, which plays Asterisk. Added latency is from the first silent frame
that a caller sends to the first loud frame that he gets; with a model for an ear it is
that less the silence which ends a turn (``end_ms``). In the same minute the same callers
talk to a bare loop (:mod:`chaos.bench.bare`), the floor of this machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Final

from rich.console import Console

from chaos.bench import measured, publishing
from chaos.bench.measured import BARE
from chaos.bench.tables import as_grid

LOADS: Final = (1, 20, 100, 200, 400)
SECONDS: Final = 16.0
LEAST_SECONDS: Final = (
    8.0  # a turn takes 2.2 s, and only a part of the time is measured
)
TURN_MODEL: Final = "callcore.engines.turn.model"
EARS: Final = {
    BARE: "bare loop",
    "energy": "no VAD, instant end of turn",
    "silero": "VAD",
    "judged": "VAD and end of turn",
}
HEAD: Final = (
    "calls",
    "what answers",
    "added latency p50 / p95 / max",
    "frame lateness p99",
    "of a core, per call",
    "x bare loop",
    "memory per call",
)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 0."""
    options = parse(arguments)
    console = Console()
    results = []
    for calls in options.calls:
        for ear in (BARE, *ears_of(options.vad)):
            what = f"{calls} calls, {EARS[ear]}, {options.seconds:.0f} s"
            with console.status(what):
                found = measured.load(
                    calls, options.seconds, ear, options.profile if ear != BARE else ""
                )
            results.append(found)
    publishing.publish(page_of(results), {"rows": results}, options, "load", console)
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench load", description=__doc__)
    parser.add_argument(
        "--calls",
        type=numbers,
        default=LOADS,
        metavar="N,N",
        help="how many at once, row by row; default 1,20,100,200,400",
    )
    parser.add_argument("--seconds", type=seconds, default=SECONDS, metavar="N")
    parser.add_argument("--vad", choices=["off", "on", "both"], default="both")
    publishing.add_options(parser)
    parser.add_argument(
        "--profile",
        default="",
        metavar="FILE",
        help="where the worker's time goes, of the last row",
    )
    return parser.parse_args(arguments)


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of calls in ``text``."""
    found = tuple(int(word) for word in text.split(",") if word.strip().isdigit())
    if not found or len(found) != len(text.split(",")) or not all(found):
        msg = f"{text!r} is not a list of numbers of calls, such as 1,20,100"
        raise argparse.ArgumentTypeError(msg)
    if max(found) > measured.MAX_CALLS:
        msg = f"{max(found)} calls are more than the {measured.MAX_CALLS} it takes"
        raise argparse.ArgumentTypeError(msg)
    return found


def seconds(text: str) -> float:
    """Return for how long each row is measured."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not LEAST_SECONDS <= found <= 3600:
        msg = f"{text!r} is not a number of seconds from {LEAST_SECONDS:.0f} to 3600"
        raise argparse.ArgumentTypeError(msg)
    return found


def ears_of(vad: str) -> tuple[str, ...]:
    """Return the ears to measure: with a model for turns if this tree has one."""
    try:
        model = "judged" if find_spec(TURN_MODEL) else "silero"
    except ModuleNotFoundError:  # not even its folder
        model = "silero"
    return {"off": ("energy",), "on": (model,), "both": ("energy", model)}[vad]


def page_of(results: Sequence[dict[str, Any]]) -> str:
    """Return the table and what it was measured on."""
    bare: dict[str, Any] = {}
    cells = []
    for found in results:
        if found["ear"] == BARE:
            bare = found
        cells.append(cells_of(found, bare))
    return (
        f"{as_grid(HEAD, cells)}\n\n"
        "With VAD the added latency is without the silence that ends a turn "
        f"({ends_of(results)}).\n"
        f"Measured by `just bench load` on {publishing.where()}."
    )


def ends_of(results: Sequence[dict[str, Any]]) -> str:
    """Return the silences that models were told to wait for."""
    found = sorted({r["end_ms"] for r in results if r["ear"] not in (BARE, "energy")})
    return ", ".join(f"{ms} ms" for ms in found) or "not measured"


def cells_of(found: dict[str, Any], bare: dict[str, Any]) -> tuple[str, ...]:
    """Return one row beside the bare loop of the same number of calls."""
    per_call = found["core_percent"] / found["calls"]
    floor = bare["core_percent"] / bare["calls"]
    return (
        str(found["calls"]),
        EARS[found["ear"]],
        latency_of(found),
        f"{found['late_p99_ms']} ms",
        f"{per_call:.3f} %",
        f"{per_call / floor:.1f}" if floor else "",
        f"{found['kb_per_call'] / 1000:.2f} MB",
    )


def latency_of(found: dict[str, Any]) -> str:
    """Return what the worker added to a turn; an instant end of turn is part of it."""
    waits_ms = 0 if found["ear"] in (BARE, "energy") else found["end_ms"]
    quantiles = [found["gap_p50_ms"], found["gap_p95_ms"], found["gap_max_ms"]]
    if None in quantiles:
        return "no turn"
    return " / ".join(f"{q - waits_ms:.1f}" for q in quantiles) + " ms"
