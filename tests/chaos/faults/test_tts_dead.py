"""The engine process is asked to break the right stage."""

from __future__ import annotations

from pathlib import Path

from chaos.faults import tts_dead
from chaos.faults.fault import Context
from chaos.faults.tts_dead import TtsDead


async def test_its_stage_is_broken(monkeypatch):
    asked = []

    async def break_stage(*what):
        asked.append(what)

    monkeypatch.setattr(tts_dead, "break_stage", break_stage)
    await TtsDead().inject(Context(Path("/d/engines.sock"), 1, lambda: 2))
    assert asked == [(Path("/d/engines.sock"), "tts", "error")]
