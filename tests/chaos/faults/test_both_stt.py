"""Both recognisers are broken, the vendor's and our own."""

from __future__ import annotations

from pathlib import Path

from chaos.faults import both_stt
from chaos.faults.both_stt import BothStt
from chaos.faults.fault import Context
from chaos.standins.trouble import Trouble, read_trouble


async def test_both_hang(monkeypatch, tmp_path):
    asked = []

    async def break_stage(*what):
        asked.append(what)

    monkeypatch.setattr(both_stt, "break_stage", break_stage)
    file = tmp_path / "google.json"
    socket = Path("/d/engines.sock")
    await BothStt().inject(Context(socket, 1, lambda: 2, {"google": file}))
    assert asked == [(socket, "stt", "hang")]
    assert read_trouble(file) == Trouble("hang")
