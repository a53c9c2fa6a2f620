"""The call as lines, for terminals without tricks, for logs and for CI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from chaos.demo.scene import Entry, Scene

NAMES: Final = {
    "caller": "CALLER",
    "agent": "AGENT",
    "operator": "HUMAN",
    "note": "  --",
}


class PlainView:
    """Prints each line of the conversation once, when it is final."""

    def __init__(self, write: Callable[[str], object] = print) -> None:
        self._write = write
        self._shown: set[int] = set()
        self._turns = 0

    def show(self, scene: Scene) -> None:
        """Print what became final since the last time."""
        for index, entry in enumerate(scene.entries):
            if entry.final and index not in self._shown:
                self._shown.add(index)
                self._write(line_of(entry))
        for turn in scene.turns[self._turns :]:
            self._write(
                f"         {NAMES['note']} turn {turn.number}: {turn.total_ms:.0f} ms"
            )
        self._turns = len(scene.turns)


def line_of(entry: Entry) -> str:
    """Return one line: time, who, what."""
    return f"{entry.t:7.1f}s {NAMES[entry.side]:<7} {entry.text}"
