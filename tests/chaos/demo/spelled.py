"""Whole runs of the demo in which everybody spells: real processes, no speech models.

The caller's lines and the agent's voice are PCM that spells its text, and so are the ears
of the vendor's stand-in and of the second choice. What is tried is everything else: the
processes, the sockets, the moments, the faults, the verdict.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console

from callcore.engines.ports import SpeechChunk
from callcore.engines.spelled import spell
from callcore.shared.config import from_environment
from chaos.demo import cast as casts
from chaos.demo import emulation, engines
from chaos.demo.arguments import parse
from chaos.demo.program import Program

SECOND = {"stt": "scripted", "tts": "scripted", "llm": "offline"}
ENVIRONMENT = {
    "CALLCORE_STT": "scripted",
    "CALLCORE_TTS": "scripted",
    "CALLCORE_VAD": "energy",
    "CALLCORE_TURN_END": "silence",
}


class Speller:
    """A voice that spells."""

    name = "speller"

    def say(self, text: str, emit: Callable[[SpeechChunk], bool]) -> None:
        """Spell ``text``."""
        emit(SpeechChunk(spell(text)))


def rehearse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let everybody spell."""
    commanded = emulation.command_of
    monkeypatch.setattr(casts, "cast_caller", lambda _language, _cache: Speller())
    monkeypatch.setattr(engines, "SECOND", SECOND)
    monkeypatch.setattr(
        emulation,
        "command_of",
        lambda vendor, where: [*commanded(vendor, where), "--spelled"],
    )
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CALLCORE_DATA_DIR", str(tmp_path / "state"))


async def demo(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the demo; return its result as JSON and what it printed."""
    path = tmp_path / "result.json"
    options = parse([*arguments, "--plain", "--json", str(path)])
    screen = Console(file=io.StringIO(), width=160)
    await Program(options, from_environment(), screen).run()
    told = cast("io.StringIO", screen.file).getvalue()
    if not path.is_file():
        pytest.fail(told)
    found: dict[str, Any] = json.loads(path.read_text())["each"][0]
    return found, told
