"""The command line of the demo, turned into one value."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

from callcore.shared.ids import LANGUAGES, Language
from chaos.demo.engines import CHOICES, Engines
from chaos.demo.scenarios.shelf import DEFAULT, SCENARIOS
from chaos.faults.shelf import FAULTS

Mode = Literal["scenario", "call", "talk"]
MAX_CALLS: Final = 200  # one after another that is three hours; more is a typing error


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for."""

    mode: Mode = "scenario"
    language: Language = "en"
    scenario: str = DEFAULT
    calls: int = 1
    at_once: int = 1
    fault: str = ""
    text: str = ""
    recording: Path | None = None
    plain: bool = False
    keep: bool = False
    json: Path | None = None
    engines: Engines = field(default_factory=Engines)


def parse(argv: Sequence[str]) -> Options:
    """Return the options in ``argv``; exits with 2 and one sentence if they are wrong."""
    parser = _parser()
    found = parser.parse_args(argv)
    if found.mode == "talk":
        _check_recording(parser, found.file)
    if found.mode == "call" and not found.text.strip():
        parser.error(
            "call: say something, for example: call 'Do you have winter tyres?'"
        )
    if found.fault and found.calls > 1:
        parser.error("--fault shows one call; leave out --calls")
    engines = _engines(parser, found)
    return Options(
        mode=cast("Mode", found.mode or "scenario"),
        language=cast("Language", found.lang),
        scenario=_scenario(parser, found),
        calls=found.calls,
        at_once=found.at_once,
        fault=found.fault or "",
        text=getattr(found, "text", ""),
        recording=getattr(found, "file", None),
        plain=found.plain,
        keep=found.keep,
        json=found.json,
        engines=engines,
    )


def _engines(parser: argparse.ArgumentParser, found: argparse.Namespace) -> Engines:
    """Return the engines that were asked for, and those that the fault breaks."""
    said = {stage: getattr(found, stage) or "" for stage in CHOICES}
    emulated = found.emulated
    for stage, vendor in (FAULTS[found.fault].needs if found.fault else {}).items():
        if said[stage] not in ("", vendor):
            parser.error(f"--fault {found.fault} breaks {vendor}: leave out --{stage}")
        said[stage], emulated = vendor, True
    engines = Engines(**said, emulated=emulated)
    if emulated and not engines.vendors:
        parser.error("--emulated stands in for a vendor: add --stt google, for example")
    return engines


def _scenario(parser: argparse.ArgumentParser, found: argparse.Namespace) -> str:
    """Return the scenario; a fault may want its own."""
    needed = FAULTS[found.fault].scenario if found.fault else ""
    said: str = found.scenario or ""
    if needed and said not in ("", needed):
        parser.error(f"--fault {found.fault} needs the scenario {needed}")
    return said or needed or DEFAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m chaos.demo",
        description="A synthetic caller rings callcore, orders something, and you watch.",
        epilog="scenarios: "
        + "; ".join(f"{one.name}: {one.summary}" for one in SCENARIOS.values()),
    )
    _add_options(parser, first=True)
    modes = parser.add_subparsers(dest="mode", metavar="call|talk")
    call = modes.add_parser("call", help="one sentence from the caller")
    call.add_argument("text", metavar="TEXT")
    talk = modes.add_parser("talk", help="a recording as the caller")
    talk.add_argument("file", metavar="FILE.wav", type=Path)
    for mode in (call, talk):
        _add_options(mode, first=False)
    return parser


def _add_options(parser: argparse.ArgumentParser, *, first: bool) -> None:
    """Add the options, also behind ``call`` and ``talk``, where people write them."""

    def default(value: object) -> object:
        return value if first else argparse.SUPPRESS

    add = parser.add_argument
    add("--lang", choices=LANGUAGES, default=default("en"), help="language of the call")
    add(
        "--plain",
        action="store_true",
        default=default(False),
        help="lines, no live view",
    )
    add(
        "--keep",
        action="store_true",
        default=default(False),
        help="keep the data folder",
    )
    add(
        "--json",
        type=Path,
        metavar="FILE",
        default=default(None),
        help="result as JSON",
    )
    for stage, choices in CHOICES.items():
        about = f"first choice of {stage}; a vendor's second one is local"
        add(f"--{stage}", choices=choices, default=default(None), help=about)
    add(
        "--emulated",
        action="store_true",
        default=default(False),
        help="stand-ins on this machine for the vendors",
    )
    if not first:
        return
    add("--scenario", choices=tuple(SCENARIOS), metavar="NAME")
    add("--calls", type=_count, default=1, metavar="N", help="N callers, one summary")
    add(
        "--at-once",
        type=_count,
        default=1,
        metavar="N",
        help="callers at the same time",
    )
    add("--fault", choices=tuple(FAULTS), help="break this in the middle of the call")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_CALLS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number from 1 to {MAX_CALLS}"
        )
    return int(text)


def _check_recording(parser: argparse.ArgumentParser, path: Path) -> None:
    if not path.is_file():
        parser.error(f"talk: there is no file {path}")
