"""A stand-in as a process: its options, its ready line, and when it should end."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from callcore.shared.config import from_environment
from chaos.standins.ears import DeafEar, Ear, PluggedEar
from chaos.standins.mishaps import Mishaps
from chaos.standins.mouths import Mouth, PluggedMouth

ORPHAN_POLL_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """What both stand-ins are told."""

    port: int
    cache: Path
    trouble: Path | None
    spelled: bool
    deaf: bool
    threads: int

    @property
    def mishaps(self) -> Mishaps:
        """Return the troubles of the file."""
        return Mishaps(self.trouble)


def parser_of(program: str, about: str) -> argparse.ArgumentParser:
    """Return a parser of the options that both have."""
    parser = argparse.ArgumentParser(prog=program, description=about)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--cache", type=Path, help="prepared models and voices")
    parser.add_argument("--trouble", type=Path, help="obey this file (trouble.py)")
    parser.add_argument("--spelled", action="store_true", help="speech that spells")
    parser.add_argument(
        "--deaf", action="store_true", help="one word a second, whatever is said"
    )
    parser.add_argument("--threads", type=int, default=2, help="of one Whisper decode")
    return parser


def options_of(parsed: argparse.Namespace) -> Options:
    """Return the options; the cache is the configuration's unless told."""
    return Options(
        parsed.port,
        parsed.cache or from_environment().cache_dir,
        parsed.trouble,
        parsed.spelled,
        parsed.deaf,
        parsed.threads,
    )


def ear_of(options: Options) -> Ear:
    """Return the ear that was asked for; Whisper loads here (seconds, blocks)."""
    if options.deaf:
        return DeafEar()
    if options.spelled:
        return PluggedEar()
    from chaos.standins.native import load_ear  # slow to import

    return load_ear(options.cache, options.threads)


def mouth_of(options: Options) -> Mouth:
    """Return the mouth that was asked for; voices load here (seconds, blocks)."""
    if options.spelled or options.deaf:
        return PluggedMouth()
    from chaos.standins.native import load_mouth  # slow to import

    return load_mouth(options.cache)


def say_ready(port: int) -> None:
    """Tell the parent that the stand-in answers, and where."""
    print(json.dumps({"ready": True, "port": port}), flush=True)


class Parent:
    """The process that started this one."""

    def __init__(self) -> None:
        self._pid = os.getppid()

    @property
    def gone(self) -> bool:
        """Return whether it has ended; poll it."""
        return os.getppid() != self._pid
