"""The waterfall of a turn: stages with where they begin, tools laid into them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from adminapi.calls.shapes import Stage, StageName, ToolCall

_ORDER: Final[tuple[StageName, ...]] = (
    *("endpointing", "stt", "llm"),
    *("tts", "filler", "wire"),
)


def stages_of(
    turn: Mapping[str, Any], tools: Sequence[ToolCall], asked_at_s: float | None
) -> list[Stage]:
    """Return the stages of a turn in the order of their beginning; none if it has no times.

    The model's time is told without the tools that ran in it. A tool that ran after the
    first sentence overlaps with what follows. ``asked_at_s`` is where the turn's clock
    stands at 0; without it tools cannot be placed and are left out.
    """
    if turn["total_ms"] is None:
        return []
    found: list[Stage] = []
    start_ms = 0.0
    placed = [] if asked_at_s is None else [_placed(tool, asked_at_s) for tool in tools]
    for name in _ORDER:
        ms = float(turn[f"{name}_ms"] or 0.0)
        end_ms = start_ms + ms
        if name == "llm":
            found += _thought(start_ms, end_ms, placed)
        elif ms:
            found.append(Stage(name=name, start_ms=_tenth(start_ms), ms=_tenth(ms)))
        start_ms = end_ms
    return sorted([*found, *placed], key=lambda stage: stage.start_ms)


def _thought(start_ms: float, end_ms: float, tools: Sequence[Stage]) -> Iterator[Stage]:
    """Yield the parts of the model's time in which no tool ran."""
    for tool in [*tools, None]:
        until_ms = end_ms if tool is None else min(max(tool.start_ms, start_ms), end_ms)
        if until_ms - start_ms >= 0.1:
            ms = _tenth(until_ms - start_ms)
            yield Stage(name="llm", start_ms=_tenth(start_ms), ms=ms)
        after_ms = end_ms if tool is None else tool.start_ms + tool.ms
        start_ms = max(start_ms, min(after_ms, end_ms))


def _placed(tool: ToolCall, asked_at_s: float) -> Stage:
    start_ms = max(0.0, _tenth(1000 * (tool.at_s - asked_at_s)))
    return Stage(
        name="tool",
        start_ms=start_ms,
        ms=_tenth(tool.took_ms or 0.0),
        tool=tool.tool,
        seq=tool.seq,
    )


def _tenth(ms: float) -> float:
    return round(ms, 1)
