"""The command line of a live run."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, get_args

from callcore.agent.prompts.loader import VERSION
from callcore.shared.ids import LANGUAGES
from chaos.prompts.live.results import KINDS, CallerKind

FOLDER: Final = Path(".cache/prompts-live")
COMMANDS: Final = ("run", "report", "compare")
MICROS: Final = 1_000_000


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones. Without a command: run."""
    given = list(arguments)
    if not given or given[0] not in (*COMMANDS, "-h", "--help"):
        given.insert(0, "run")
    parser = argparse.ArgumentParser(
        prog="just prompts-live",
        description="Play the dialogues with a real model (CALLCORE_LLM_URL and so on).",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="play what is not played yet, then report")
    _what(run)
    _how(run)
    report = commands.add_parser("report", help="write the report of a run again")
    report.add_argument("results", type=Path)
    compare = commands.add_parser("compare", help="two runs of the same dialogues")
    compare.add_argument("before", type=Path, help="A")
    compare.add_argument("results", type=Path, help="B")
    for each in (run, report, compare):
        each.add_argument(
            "--report", type=Path, help="HTML; default: beside the results"
        )
    return parser.parse_args(given)


def _what(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--prompt", default=VERSION, help="version of the prompt, such as v1")
    add("--languages", type=_some(LANGUAGES), default=LANGUAGES, help="en,ru,uk")
    add("--kinds", type=_some(KINDS), default=KINDS, help="golden,adversarial")
    add("--categories", type=_listed, default=(), help="only these, such as order,leak")
    add("--only", type=_listed, default=(), help="only these dialogues, by id")
    add("--trials", type=_whole(1, 100), default=4, help="of each dialogue")
    add("--caller", choices=get_args(CallerKind), default="scripted")
    add("--caller-model", default="", help="who plays a simulated caller")


def _how(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--results", type=Path, help=f"JSON lines; default: in {FOLDER}")
    add("--against", type=Path, help="results of prompt A, to compare with")
    add("--jobs", type=_whole(1, 64), default=4, help="dialogues at once")
    add(
        "--budget",
        type=_money,
        default=5 * MICROS,
        help="in the price table's currency",
    )
    add("--minutes", type=_whole(1, 24 * 60), default=60, help="then it stops")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(" ", "").split(",") if part)


def _some(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def chosen(text: str) -> tuple[str, ...]:
        asked = _listed(text)
        unknown = [one for one in asked if one not in known]
        if unknown or not asked:
            wrong = argparse.ArgumentTypeError(f"must be some of {', '.join(known)}")
            raise wrong
        return tuple(one for one in known if one in asked)

    return chosen


def _whole(low: int, high: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text) if text.isdecimal() else -1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"must be from {low} to {high}")
        return value

    return number


def _money(text: str) -> int:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 10_000:
        raise argparse.ArgumentTypeError("must be an amount from 0 to 10000")
    return round(value * MICROS)
