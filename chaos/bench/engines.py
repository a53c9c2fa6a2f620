"""``just bench engines``: what engines cost, how soon another one takes over, how well they hear.

Needs no vendor, no key and no network: vendors are the stand-ins of
:mod:`chaos.standins`, with the real client in a process of its own. Speech that is not on
this machine and cannot be fetched is left out with a sentence. About five minutes; with
``--models all`` nine.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from callcore.shared.config import from_environment
from chaos.bench import (
    clouds,
    enginerows,
    modelkinds,
    publishing,
    recognition,
    sentencehits,
    streams,
    takeover,
)
from chaos.bench.standing import google_process
from chaos.bench.tables import as_markdown

STREAMS: Final = (20, 100)
SECONDS: Final = 10.0
CLIPS: Final = 40
PARTS: Final = ("cost", "takeover", "whisper", "cache")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 0."""
    options = parse(arguments)
    console = Console()
    found: dict[str, Any] = {}
    for part in options.only:
        found[part] = MEASURES[part](options, console)
    for line in enginerows.missing(found):
        console.print(line, markup=False, highlight=False)
    rows = enginerows.rows(found)
    page = as_markdown(rows, publishing.where(), "just bench engines")
    publishing.publish(page, found, options, "engines", console)
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench engines", description=__doc__)
    parser.add_argument(
        "--only",
        type=some_of(PARTS, "parts"),
        default=PARTS,
        metavar="PART,PART",
        help=f"of {', '.join(PARTS)}; with --write the others lose their rows",
    )
    parser.add_argument(
        "--seconds",
        type=seconds,
        default=SECONDS,
        metavar="N",
        help="how long streams are measured, default 10",
    )
    parser.add_argument(
        "--clips",
        type=clips,
        default=CLIPS,
        metavar="N",
        help="for Whisper, in each language, default 40",
    )
    parser.add_argument(
        "--models",
        type=some_of(modelkinds.KINDS, "models"),
        default=(modelkinds.PACKAGED,),
        metavar="KIND,KIND",
        help=f"of {', '.join(modelkinds.KINDS)}, or all; default q8_0, the packaged one",
    )
    parser.add_argument(
        "--model",
        type=model_file,
        action="append",
        default=[],
        metavar="FILE",
        help="another ggml file of Whisper",
    )
    publishing.add_options(parser)
    return parser.parse_args(arguments)


def some_of(names: Sequence[str], what: str) -> Callable[[str], tuple[str, ...]]:
    """Return what reads a list of ``names``, or "all"."""

    def read(text: str) -> tuple[str, ...]:
        asked = names if text == "all" else text.split(",")
        unknown = [name for name in asked if name not in names]
        if unknown:
            msg = f"{unknown[0]!r} is none of the {what} {', '.join(names)}"
            raise argparse.ArgumentTypeError(msg)
        return tuple(name for name in names if name in asked)

    return read


def seconds(text: str) -> float:
    """Return for how long streams are measured."""
    most = streams.MOST_SECONDS
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 1 <= found <= most:
        msg = f"{text!r} is not a number of seconds from 1 to {most:.0f}"
        raise argparse.ArgumentTypeError(msg)
    return found


def clips(text: str) -> int:
    """Return how many clips of each language Whisper hears."""
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        msg = f"{text!r} is not a number of clips from 1 to 1000"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def model_file(text: str) -> Path:
    """Return the path of a model that is there."""
    path = Path(text)
    if not path.is_file():
        msg = f"there is no file {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return path


# -- measuring -------------------------------------------------------------------


def cost(options: argparse.Namespace, console: Console) -> list[dict[str, Any]]:
    """Return what streams to Google cost, row by row."""
    found = []
    with google_process("--deaf") as endpoint:
        for count in STREAMS:
            with console.status(f"{count} streams, {options.seconds:.0f} s, twice"):
                found.append(streams.measure(endpoint, count, options.seconds))
    return found


def takeovers(_options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Return how soon a second recogniser has the text."""
    count = takeover.ROUNDS * takeover.AT_ONCE
    with console.status(f"{count} utterances whose recogniser hangs"):
        return takeover.measure(clouds.open_ladder)


def whispers(options: argparse.Namespace, console: Console) -> list[dict[str, Any]]:
    """Return speed and errors of each model in each language."""
    cache = from_environment().cache_dir
    found = []
    for name, path in _models(options, cache):
        with console.status(f"whisper.cpp {name}, {options.clips} clips a language"):
            rows = recognition.measure(path, cache, options.clips)
        found += [{"model": name} | row for row in rows]
    return found


def _models(options: argparse.Namespace, cache: Path) -> Iterator[tuple[str, Path]]:
    for kind in options.models:
        yield f"base {kind}", modelkinds.prepare(kind, cache)
    for path in options.model:
        yield path.stem, path


def hits(_options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Return how soon a sentence that was spoken before is there."""
    with console.status("sentences that were spoken before"):
        return sentencehits.measure()


MEASURES: Final = {
    "cost": cost,
    "takeover": takeovers,
    "whisper": whispers,
    "cache": hits,
}
