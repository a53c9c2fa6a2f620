"""``python -m chaos.prompts [all|golden|hostile|replay|record|mutants]``: layers 0 and 1.

``all``, which ``just prompts`` runs: every dialogue on the offline agent, hostile
sequences, the cassettes, the mutation test of the suite. Exit code 1 if anything is wrong.
``work`` tries drafts that the admin API queued: :mod:`chaos.prompts.work`.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rich.console import Console

from chaos.prompts import program, work

PARTS: Final[Mapping[str, Callable[[program.Asked], bool]]] = {
    "golden": program.golden,
    "hostile": program.hostile,
    "replay": program.replay_all,
    "mutants": program.mutants,
}


def parse(arguments: Sequence[str]) -> program.Asked:
    """Return what is asked for; exits with a sentence on bad options."""
    parser = argparse.ArgumentParser(prog="just prompts", description=__doc__)
    known = ("all", *PARTS, "record")
    parser.add_argument("part", nargs="?", default="all", choices=known)
    parser.add_argument("--sequences", type=int, default=10_000, help="hostile ones")
    parser.add_argument("--first", type=int, default=0, help="the first hostile seed")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", default="", help="dialogues whose id begins so")
    parser.add_argument("--show", action="store_true", help="print their transcripts")
    parser.add_argument("--day", default="", help="record: the date to write, today")
    options = parser.parse_args(arguments)
    if min(options.sequences, options.jobs) < 1:
        parser.error("--sequences and --jobs must be at least 1")
    return program.Asked(
        part=options.part,
        sequences=options.sequences,
        first=options.first,
        jobs=options.jobs,
        only=options.only,
        show=options.show,
        day=options.day,
        console=Console(),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return 0 if all is well, else 1."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] == "work":
        return work.main(words[1:])
    asked = parse(words)
    logging.disable(logging.CRITICAL)
    started_s = time.monotonic()
    if asked.part == "record":
        return 0 if program.record_all(asked) else 1
    parts = PARTS if asked.part == "all" else {asked.part: PARTS[asked.part]}
    results = {name: part(asked) for name, part in parts.items()}
    took_s = time.monotonic() - started_s
    words = ", ".join(
        f"{name} {'well' if good else 'BROKEN'}" for name, good in results.items()
    )
    asked.console.print(f"{words}, in {took_s:.0f} s")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
