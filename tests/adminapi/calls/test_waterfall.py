from __future__ import annotations

from typing import Any

import pytest

from adminapi.calls.shapes import ToolCall
from adminapi.calls.waterfall import stages_of

TURN: dict[str, Any] = {
    "endpointing_ms": 300.0,
    "stt_ms": 200.0,
    "llm_ms": 1000.0,
    "tts_ms": 150.0,
    "filler_ms": 0.0,
    "wire_ms": 10.0,
    "total_ms": 1660.0,
}


def tool(at_s: float, took_ms: float | None, seq: int = 7) -> ToolCall:
    return ToolCall(
        seq=seq, turn=1, at_s=at_s, tool="search", arguments="", ok=True, result="",
        took_ms=took_ms, idempotency_key="", prompt="", prompt_sha="",
    )  # fmt: skip


def bars(tools: list[ToolCall], asked_at_s: float | None = 10.0) -> list[Any]:
    return [
        (stage.name, stage.start_ms, stage.ms)
        for stage in stages_of(TURN, tools, asked_at_s)
    ]


def test_stages_follow_each_other_and_those_that_did_not_happen_are_left_out() -> None:
    assert bars([]) == [
        ("endpointing", 0.0, 300.0),
        ("stt", 300.0, 200.0),
        ("llm", 500.0, 1000.0),
        ("tts", 1500.0, 150.0),
        ("wire", 1650.0, 10.0),
    ]


def test_a_tool_is_taken_out_of_the_model_s_time() -> None:
    assert bars([tool(10.7, 400.0)])[2:5] == [
        ("llm", 500.0, 200.0),
        ("tool", 700.0, 400.0),
        ("llm", 1100.0, 400.0),
    ]


def test_a_tool_behind_the_first_sentence_stands_beside_the_rest() -> None:
    assert bars([tool(11.6, 400.0)])[-2:] == [
        ("tool", 1600.0, 400.0),
        ("wire", 1650.0, 10.0),
    ]


def test_the_model_and_its_tools_never_come_to_more_than_its_time() -> None:
    for at_s in (9.0, 10.5, 11.2, 11.5, 12.0):
        found = bars([tool(at_s, 300.0), tool(at_s + 0.3, 300.0, seq=9)])
        assert sum(ms for name, _start, ms in found if name == "llm") <= 1000.0


@pytest.mark.parametrize("took_ms", [None, 0.0])
def test_a_tool_that_runs_still_has_a_place(took_ms: float | None) -> None:
    assert ("tool", 700.0, 0.0) in bars([tool(10.7, took_ms)])


def test_without_the_turn_s_clock_tools_are_left_out() -> None:
    assert "tool" not in [name for name, _start, _ms in bars([tool(10.7, 1.0)], None)]


def test_a_turn_without_times_has_no_stages() -> None:
    assert stages_of({**TURN, "total_ms": None}, [], 10.0) == []
