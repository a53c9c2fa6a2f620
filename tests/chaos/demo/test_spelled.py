"""A whole call over real processes, with a fault in the middle of what matters most."""

from __future__ import annotations

import pytest
import trio

from chaos.demo.verdict import HUMAN_WITHIN_S
from tests.chaos.demo.spelled import demo, rehearse

# native: the engine process loads its models, although nobody speaks
pytestmark = [pytest.mark.integration, pytest.mark.native, pytest.mark.standin]

CALL_S: float = 240.0  # start included; 80 s on an idle machine


async def test_the_recogniser_hangs_in_the_middle_of_the_number(monkeypatch, tmp_path):
    rehearse(monkeypatch, tmp_path)
    with trio.fail_after(CALL_S):
        found, told = await demo(tmp_path, "--fault", "stt-hang-mid")
    assert found["ok"], told
    assert "he said his number once" in found["why"]
    assert "google v2/latest_long" in found["engines"]["stt"]
    assert found["cost_micros"]["stt"] > 0
    assert found["degradations"] >= 1
    assert found["fault_turn_ms"] < 1000 * HUMAN_WITHIN_S
    kept = list((tmp_path / "state" / "demo" / "usage").glob("*.jsonl"))
    assert len(kept) == 1
