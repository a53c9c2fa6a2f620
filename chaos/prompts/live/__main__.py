"""``python -m chaos.prompts.live``: the dialogues with a real model, and their report."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import trio
from rich.console import Console

from callcore.shared.config import ConfigError, from_environment
from callcore.shared.costs.pricefile import packaged_prices
from chaos.prompts.dialogue import DialogueError
from chaos.prompts.live.gates import gates_of
from chaos.prompts.live.options import parse
from chaos.prompts.live.report import STAND_IN, report_of
from chaos.prompts.live.results import ResultsError, Run
from chaos.prompts.live.resultsfile import read_run
from chaos.prompts.live.service import ServiceError
from chaos.prompts.live.trying import try_model

UNUSABLE = 2  # as argparse exits


def main(arguments: Sequence[str] | None = None) -> int:
    """Obey; return 0 if every gate was passed, 1 if not, 2 if nothing could be done."""
    asked = parse(sys.argv[1:] if arguments is None else arguments)
    console = Console()
    try:
        run, before, path = _runs(asked, console)
    except (
        ConfigError,
        DialogueError,
        FileNotFoundError,  # of a prompt of that version
        ResultsError,
        ServiceError,
    ) as error:
        console.print(str(error), markup=False, highlight=False)
        return UNUSABLE
    return _tell(run, before, path, console)


def _runs(asked: Namespace, console: Console) -> tuple[Run, Run | None, Path]:
    """Return the run to report, what it is compared with, and where the report goes."""
    if asked.command == "run":
        before = read_run(asked.against) if asked.against else None
        config = from_environment()
        run, results = trio.run(partial(try_model, asked, config, console))
    else:
        before = read_run(asked.before) if asked.command == "compare" else None
        run, results = read_run(asked.results), asked.results
    return run, before, asked.report or results.with_suffix(".html")


def _tell(run: Run, before: Run | None, path: Path, console: Console) -> int:
    gates = gates_of(run, before)
    path.parent.mkdir(parents=True, exist_ok=True)
    currency = packaged_prices().currency
    path.write_text(report_of(run, before, currency), encoding="utf-8")
    if run.facts.stand_in:
        console.print(STAND_IN, style="yellow", markup=False)
    for gate in gates:
        mark = "[green]passed[/]" if gate.passed else "[red]failed[/]"
        console.print(f"{mark} {gate.name}: {gate.why}", highlight=False)
    console.print(f"report: {path}", markup=False, highlight=False)
    return 0 if all(gate.passed for gate in gates) else 1


if __name__ == "__main__":
    sys.exit(main())
