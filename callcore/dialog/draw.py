"""Draws the table of :mod:`callcore.dialog.machine`, so that the picture cannot lie."""

from __future__ import annotations

from callcore.dialog.machine import TABLE, State


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, stable from run to run."""
    lines = ["stateDiagram-v2", "    [*] --> GREETING"]
    for state, cells in TABLE.items():
        arrows: dict[State, list[str]] = {}
        for event, step in cells.items():
            if step.to is not state:
                arrows.setdefault(step.to, []).append(event.value)
        lines += [
            f"    {state.name} --> {to.name}: {', '.join(events)}"
            for to, events in arrows.items()
        ]
    return "\n".join([*lines, "    ENDED --> [*]", ""])
