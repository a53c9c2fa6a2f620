"""The command line of ``just dev``, turned into one value."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import urlsplit

from callcore.shared.ids import LANGUAGES, Language
from chaos.dev.faults import FAULTS

MAX_CALLERS: Final = 20
MAX_HISTORY: Final = 2_000_000
MAX_LIVE: Final = 2_000
MAX_HZ: Final = 50.0
MIXED: Final = "mixed"
PORT: Final = 8080
Ui = Literal["auto", "vite", "none"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for; ``port`` 0 takes a free one."""

    callers: int = 1
    languages: tuple[Language, ...] = ("en",)
    port: int = PORT
    quick: bool = False
    patient: int = 0
    history: int = 0
    live: int = 0
    hz: float = 1.0
    ready: Path | None = None
    origin: str = ""
    with_parent: bool = False
    ui: Ui = "auto"


def parse(argv: Sequence[str]) -> Options:
    """Return the options in ``argv``; exits with 2 and one sentence if they are wrong."""
    parser = _parser()
    found = parser.parse_args(argv)
    if found.port and not 1024 <= found.port <= 65_000:
        parser.error("--port is a number from 1024 to 65000, or 0 for a free one")
    if found.patient and not found.quick:
        parser.error("--patient needs --quick")
    if found.lang == MIXED and not found.quick:
        parser.error(f"--lang {MIXED} needs --quick")
    languages = LANGUAGES if found.lang == MIXED else (cast("Language", found.lang),)
    return Options(
        callers=found.callers,
        languages=languages,
        port=found.port,
        quick=found.quick,
        patient=found.patient,
        history=found.history,
        live=found.live,
        hz=found.hz,
        ready=found.ready,
        origin=found.origin or "",
        with_parent=found.with_parent,
        ui=found.ui,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m chaos.dev",
        description="Everything on this machine: embedded PostgreSQL and Redis protocol, "
        "callcore, the admin API with its web UI, a reference shop, and callers who ring "
        "again and again.",
        epilog="With --with-parent, lines on standard input break things: "
        + ", ".join(f"{word} ({about})" for word, about in FAULTS.items())
        + ". Each is answered by one JSON line on standard output.",
    )
    _add_calls(parser)
    _add_surroundings(parser)
    return parser


def _add_calls(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--callers", type=_up_to("--callers", MAX_CALLERS), default=1, metavar="N",
        help="callers at once, 0 for none",
    )  # fmt: skip
    add(
        "--lang", choices=(*LANGUAGES, MIXED), default="en",
        help="the callers' language; mixed: one after the other",
    )  # fmt: skip
    add(
        "--quick", action="store_true",
        help="no speech models: the callers' words are spelled in tones, which scripted "
        "ears read; everything behind the ears is real",
    )  # fmt: skip
    add(
        "--patient", type=_up_to("--patient", MAX_CALLERS), default=0, metavar="N",
        help="more callers, who stay on the line until somebody ends the call",
    )  # fmt: skip
    add(
        "--history", type=_up_to("--history", MAX_HISTORY), default=0, metavar="N",
        help="write so many past calls of 60 days, and an office around them, first",
    )  # fmt: skip
    add(
        "--live", type=_up_to("--live", MAX_LIVE), default=0, metavar="N",
        help="also publish so many live calls that nobody holds, some with hostile texts",
    )  # fmt: skip
    add(
        "--hz", type=_rate, default=1.0, metavar="F",
        help="how often a second those live calls change, all together",
    )  # fmt: skip


def _add_surroundings(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--port", type=int, default=PORT, help="port of the admin API, 0 a free one")
    add(
        "--ready", type=Path, metavar="FILE",
        help="write addresses, users and passwords there as JSON when all is up",
    )  # fmt: skip
    add(
        "--origin", type=_origin, metavar="URL",
        help="where browsers find it, if another server stands in front",
    )  # fmt: skip
    add(
        "--with-parent", action="store_true",
        help="end when standard input is closed",
    )  # fmt: skip
    add(
        "--ui", choices=("auto", "vite", "none"), default="auto",
        help="vite: hot reload; auto: the same where Node is, else what is built",
    )  # fmt: skip


def _up_to(name: str, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) > most:
            raise argparse.ArgumentTypeError(f"{name} is a number from 0 to {most}")
        return int(text)

    return number


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= MAX_HZ:
        raise argparse.ArgumentTypeError(f"--hz is above 0 and at most {MAX_HZ:.0f}")
    return rate


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
        raise argparse.ArgumentTypeError("--origin is like http://127.0.0.1:5173")
    return text
