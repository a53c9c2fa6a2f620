"""``just pii``: judge the sanitizer by labelled lines, one JSON object a line.

::

    just pii                       the sets of the repository
    just pii my.jsonl other.jsonl  other sets in the same format (see chaos/pii/data/README.md)
    just pii --examples 20         with lines that went wrong
    just pii --with some.module:function   another sanitizer: text -> text

A dialogue (an object with ``turns``) is fed turn by turn to one ``Sanitizer``. What misses a
number that the project promises is named; for the development set, ``dev``, the exit code is 1.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track

from callcore.shared.observe.pii import Sanitizer, mask
from chaos.bench import publishing
from chaos.pii import report
from chaos.pii.cases import BadCase, Case, load
from chaos.pii.scoring import Mask, Score, score

DATA: Final = Path(__file__).parent / "data"
PROMISED: Final = "dev"  # the set on which the numbers must hold
WARM_UP: Final = 200  # lines that are read before the clock counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge and print; return 1 if ``dev`` misses a number, 2 if a file cannot be read."""
    options = _parse(arguments)
    console = Console()
    try:
        sets = {
            path.stem: load(path)
            for path in options.files or sorted(DATA.glob("*.jsonl"))
        }
        fresh = _sanitizer(options.other)
    except (BadCase, OSError, ImportError, AttributeError, ValueError) as error:
        sys.stderr.write(f"pii: {error}\n")
        return 2
    totals: list[tuple[str, Score]] = []
    missed: list[str] = []
    broken = False
    for name, cases in sets.items():
        total, lacking = _judge(name, cases, fresh, options.examples, console)
        totals.append((name, total))
        missed += lacking
        broken = broken or (bool(lacking) and name == PROMISED)
    if options.json:
        options.json.write_text(
            json.dumps(dict(map(_as_json, totals)), indent=1) + "\n"
        )
    if options.write:
        publishing.write_readme(report.for_readme(totals, publishing.where()), "pii")
    for sentence in missed:
        console.print(f"[red]missed[/red]: {sentence}", highlight=False, soft_wrap=True)
    return int(broken)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="just pii",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--examples", type=int, default=0, metavar="N")
    parser.add_argument("--with", dest="other", default="", metavar="MODULE:FUNCTION")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="also write the figures there"
    )
    parser.add_argument(
        "--write", action="store_true", help="put the table into the README"
    )
    return parser.parse_args(arguments)


def _sanitizer(other: str) -> Callable[[], Mask]:
    if not other:
        return _Ours
    module, _, name = other.partition(":")
    if not name:
        raise ValueError(f"{other!r} is not MODULE:FUNCTION")
    function = getattr(importlib.import_module(module), name)
    return lambda: lambda text, _who: str(function(text))


class _Ours:
    """One dialogue, or lines by themselves."""

    def __init__(self) -> None:
        self._call = Sanitizer()

    def __call__(self, text: str, who: str) -> str:
        return self._call.feed(text, speaker=who)


class _Alone:
    def __call__(self, text: str, _who: str) -> str:
        return mask(text)


def _judge(
    name: str,
    cases: Sequence[Case],
    fresh: Callable[[], Mask],
    most_examples: int,
    console: Console,
) -> tuple[Score, list[str]]:
    """Print the tables of one set; return its score and which numbers it misses."""
    lines = [case for case in cases if not case.dialogue]
    dialogues = [case for case in cases if case.dialogue]
    alone: Callable[[], Mask] = _Alone if fresh is _Ours else fresh
    for case in lines[:WARM_UP]:
        alone()(case.text, case.who)
    wrong: list[str] = []
    groups: dict[tuple[str, str], Score] = {}
    for key, group in track(
        _grouped(cases).items(), f"{name}: by style", console=console
    ):
        way = fresh if group[0].dialogue else alone
        groups[key] = score(group, way, wrong)
    total = score(lines, alone) if lines else score(dialogues, fresh)
    console.print(report.summary(name, total), highlight=False, soft_wrap=True)
    console.print(
        report.by_group(groups), highlight=False, markup=False, soft_wrap=True
    )
    console.print(report.kept(total), highlight=False, soft_wrap=True)
    for example in wrong[:most_examples]:
        console.print(example, highlight=False, markup=False, soft_wrap=True)
    return total, report.lacking(name, total, groups)


def _grouped(cases: Sequence[Case]) -> Mapping[tuple[str, str], list[Case]]:
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.style, case.language), []).append(case)
    return groups


def _as_json(named: tuple[str, Score]) -> tuple[str, dict[str, object]]:
    name, total = named
    return name, {
        "lines": total.lines,
        "f2": total.f2,
        "recall": total.recall,
        "precision": total.precision,
        "over": total.over,
        "altered": total.altered,
        "clean_changed": total.clean.strict,
        "strict": {label: tally.strict for label, tally in sorted(total.kinds.items())},
        "mb_a_cpu_s": total.megabytes_a_cpu_second,
        "p99_us": total.p99_us,
    }


if __name__ == "__main__":
    sys.exit(main())
