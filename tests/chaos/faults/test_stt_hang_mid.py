"""The right stand-in is told the right thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaos.faults.fault import Context, FaultError
from chaos.faults.stt_hang_mid import SttHangMid
from chaos.standins.trouble import Trouble, read_trouble


async def test_its_vendor_is_broken(tmp_path):
    file = tmp_path / "google.json"
    context = Context(Path("/x"), 1, lambda: 2, {"google": file})
    await SttHangMid().inject(context)
    assert read_trouble(file) == Trouble("hang")


async def test_without_a_stand_in_it_cannot_strike():
    with pytest.raises(FaultError, match="no stand-in of google runs here"):
        await SttHangMid().inject(Context(Path("/x"), 1, lambda: 2))
