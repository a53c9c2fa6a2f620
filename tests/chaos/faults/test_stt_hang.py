"""The engine process is asked to break the right stage."""

from __future__ import annotations

from pathlib import Path

from chaos.faults import stt_hang
from chaos.faults.fault import Context
from chaos.faults.stt_hang import SttHang


async def test_its_stage_is_broken(monkeypatch):
    asked = []

    async def break_stage(*what):
        asked.append(what)

    monkeypatch.setattr(stt_hang, "break_stage", break_stage)
    await SttHang().inject(Context(Path("/d/engines.sock"), 1, lambda: 2))
    assert asked == [(Path("/d/engines.sock"), "stt", "hang")]
