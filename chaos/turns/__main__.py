"""``just bench turns``: how well the end of a turn is found, in each language.

Makes the labelled turns (once, into the cache), plays them to the ear, lets Whisper write
what it would have written by then, and sweeps the policies. The first run takes half an
hour, nearly all of it Whisper's; the next ones take seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from callcore.dialog.patience import PROFILES, TurnProfile
from callcore.engines.models.errors import ModelError
from callcore.shared.config import ConfigError, from_environment
from callcore.shared.ids import LANGUAGES, Language
from chaos.bench import publishing
from chaos.bench.tables import Row, as_markdown
from chaos.turns import report
from chaos.turns.measuring import (
    QUICK_EVERY,
    Pieces,
    Result,
    load_pieces,
    measure,
    replayed,
)
from chaos.turns.policy import Case, cases_of
from chaos.turns.replay import Replayed
from chaos.turns.scoring import fit
from chaos.turns.tuning import tune
from chaos.turns.voices import VoicesMissing


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    console = Console()
    try:
        cache = options.cache or from_environment().cache_dir
        pieces = load_pieces(cache, audio=options.audio, judge_ms=options.judge_ms)
        if options.tune:
            suggest(options, pieces, console)
        else:
            tell(measured(options, pieces, console), options, pieces, console)
    except (ModelError, VoicesMissing, ConfigError) as error:
        sys.stderr.write(f"turns: {error}\n")
        return 1
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench turns", description=__doc__)
    parser.add_argument("--lang", action="append", choices=LANGUAGES)
    parser.add_argument("--quick", action="store_true", help="every 8th turn only")
    publishing.add_options(parser)
    parser.add_argument("--cache", type=Path, help="cache folder (default: callcore's)")
    parser.add_argument(
        "--tune", action="store_true", help="suggest profiles, from the split tune"
    )
    parser.add_argument(
        "--cutoffs",
        type=float,
        default=5.0,
        metavar="PERCENT",
        help="what to tune for (default 5)",
    )
    parser.add_argument(
        "--judge-ms", type=int, metavar="MS", help="ask the judge after so much silence"
    )
    parser.add_argument(
        "--no-audio",
        dest="audio",
        action="store_false",
        help="leave the judge by ear out",
    )
    options = parser.parse_args(arguments)
    options.lang = options.lang or list(LANGUAGES)
    if not 0 < options.cutoffs < 100:
        parser.error("--cutoffs is a percentage between 0 and 100")
    if options.judge_ms is not None and not 32 <= options.judge_ms <= 2000:
        parser.error("--judge-ms must lie between 32 and 2000")
    return options


def measured(
    options: argparse.Namespace, pieces: Pieces, console: Console
) -> list[Result]:
    """Return a result per language."""
    judged = pieces.judge is not None
    return [
        measure(
            language, listen("test", language, options, pieces, console), judged=judged
        )
        for language in options.lang
    ]


def listen(
    split: str,
    language: Language,
    options: argparse.Namespace,
    pieces: Pieces,
    console: Console,
) -> list[Replayed]:
    """Return a split with its signals, and show how far that is."""
    every = QUICK_EVERY if options.quick else 1
    with console.status(f"{language}: making the turns") as status:

        def tell(done: int, of: int) -> None:
            status.update(f"{language}: turn {done} of {of}")

        return replayed(split, language, pieces, every, tell)


def tell(
    results: Sequence[Result],
    options: argparse.Namespace,
    pieces: Pieces,
    console: Console,
) -> None:
    """Print the tables; write the JSON if it is wanted."""
    for result in results:
        console.print(report.kinds(result))
    console.print(report.families(results), report.products(results), sep="\n")
    console.print(report.METHOD)
    if pieces.judge is None:
        console.print(report.NO_JUDGE)
    if options.json:
        found = json.dumps(report.as_json(results), indent=1)
        options.json.write_text(found + "\n", encoding="utf-8")
    if options.write:
        rows = [Row(*row) for row in report.rows(results)]
        # the delays are fixed, so neither machine nor minute moves these numbers
        page = as_markdown(rows, publishing.where(), "just bench turns")
        publishing.write_readme(page, "turns")


def suggest(options: argparse.Namespace, pieces: Pieces, console: Console) -> None:
    """Print profiles and weights that do best on the split ``tune``."""
    wanted = options.cutoffs / 100
    pooled: list[Case] = []
    for language in options.lang:
        cases = cases_of(listen("tune", language, options, pieces, console))
        pooled += cases
        console.print(f"{language}: {_best(cases, PROFILES[language], wanted)}")
    if len(options.lang) > 1:
        console.print(f"all: {_best(pooled, PROFILES[options.lang[0]], wanted)}")
    console.print("weights of the sweep's score:", fit(pooled))


def _best(cases: Sequence[Case], begin: TurnProfile, wanted: float) -> str:
    found = tune(cases, begin, wanted)
    does = f"{100 * found.cutoffs:.1f} % cut off, {found.latency_ms:.0f} ms"
    return f"{found.profile}  ({does})"


if __name__ == "__main__":
    sys.exit(main())
