"""``python -m chaos.simulate --seeds 200``: many worlds, and which of them broke a promise.

A failing seed prints the line that replays it; the same seed gives the same world.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.progress import track

from chaos.simulate.promises import broken_promises
from chaos.simulate.world import Run, simulate


@dataclass(frozen=True, slots=True)
class Told:
    """What a process tells of a seed."""

    seed: int
    broken: tuple[str, ...]
    outcomes: tuple[str, ...]
    troubles: tuple[str, ...]
    how: str
    orders: int
    virtual_s: float


def try_seed(seed: int, calls: int) -> Told:
    """Simulate one seed and check it; an exception is a broken promise, too."""
    logging.disable(logging.CRITICAL)
    try:
        run = simulate(seed, calls)
    except Exception as exc:  # noqa: BLE001 -- a crash of the world is a finding
        return Told(seed, (f"the world ended: {exc!r}",), (), (), "", 0, 0.0)
    return told_of(run)


def told_of(run: Run) -> Told:
    """Return the summary of a run."""
    return Told(
        seed=run.seed,
        broken=tuple(broken_promises(run)),
        outcomes=tuple(f"{call.result.outcome.value}" for call in run.calls),
        troubles=tuple(map(str, run.troubles)),
        how=str(run.how),
        orders=len(run.hall.store.confirmations),
        virtual_s=run.virtual_s,
    )


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many worlds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--calls", type=int, default=3, help="calls in each world")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    if min(options.seeds, options.calls, options.jobs) < 1:
        parser.error("--seeds, --calls and --jobs must be at least 1")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return 0 if no promise was broken, else 1."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    console, started_s = Console(), time.monotonic()
    outcomes: Counter[str] = Counter()
    failed, orders, virtual_s, calls = 0, 0, 0.0, 0
    for told in track(
        _all(options), total=options.seeds, description="worlds", console=console
    ):
        outcomes.update(told.outcomes)
        orders += told.orders
        calls += len(told.outcomes)
        virtual_s += told.virtual_s
        if told.broken:
            failed += 1
            _tell(console, told, options.calls)
    took_s = time.monotonic() - started_s
    shown = ", ".join(f"{count} {name}" for name, count in outcomes.most_common())
    console.print(
        f"{options.seeds} seeds, {calls} calls ({shown}), {orders} orders confirmed, "
        f"{virtual_s / 3600:.1f} h of virtual time in {took_s:.0f} s: "
        f"{failed} seeds broke a promise"
    )
    return 1 if failed else 0


def _all(options: argparse.Namespace) -> Iterator[Told]:
    seeds = range(options.first, options.first + options.seeds)
    work = partial(try_seed, calls=options.calls)
    if options.jobs == 1 or options.seeds == 1:
        yield from map(work, seeds)
        return
    with ProcessPoolExecutor(options.jobs) as pool:
        yield from pool.map(work, seeds, chunksize=2)


def _tell(console: Console, told: Told, calls: int) -> None:
    console.print(f"[bold red]seed {told.seed}[/] {told.how} {' '.join(told.troubles)}")
    for line in told.broken:
        console.print(f"  {line}", markup=False)
    console.print(
        f"  replay: just simulate --first {told.seed} --seeds 1 --calls {calls}"
    )


if __name__ == "__main__":
    sys.exit(main())
