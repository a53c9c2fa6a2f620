"""The waterfall of a call: one bar a turn, one shade a stage. Pure text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chaos.demo.scene import STAGES, Turn

SHADES: Final = dict(zip(STAGES, "░▒▓█▚▌", strict=True))
WIDTH: Final = 40


def waterfall(turns: Sequence[Turn], width: int = WIDTH) -> list[str]:
    """Return a legend and one line a turn; the longest turn fills ``width`` characters."""
    if not turns:
        return ["no turn was answered"]
    longest = max(max(turn.total_ms for turn in turns), 1.0)
    legend = "  ".join(f"{SHADES[stage]} {stage}" for stage in STAGES)
    return [legend, *(_line(turn, width / longest, width) for turn in turns)]


def _line(turn: Turn, per_ms: float, width: int) -> str:
    """Draw one turn; ends are rounded, not widths, so the bar is as long as the sum."""
    bar, spent = "", 0.0
    for stage in STAGES:
        spent += turn.stages_ms.get(stage, 0.0)
        bar += SHADES[stage] * (round(spent * per_ms) - len(bar))
    times = " ".join(f"{turn.stages_ms.get(stage, 0):.0f}" for stage in STAGES)
    return f"{turn.number:>3}  {bar:<{width}}  {turn.total_ms:>5.0f} ms  ({times})"
