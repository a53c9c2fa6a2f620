"""What there is to see of a call: events in, the picture as plain values. Pure.

The live view and the line output both draw it; the report reads the finished one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from callcore.shared.observe import events

Side = Literal["caller", "agent", "operator", "note"]
DEGRADED: Final = "degraded: "
STAGES: Final = ("endpointing", "stt", "llm", "tts", "filler", "wire")


@dataclass(slots=True)
class Entry:
    """One line of the conversation; ``final`` is false while it still changes.

    A caller's line in brackets was said, but nobody has understood it yet.
    """

    side: Side
    text: str
    final: bool
    t: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the time of one turn went, in ms by stage."""

    number: int
    stages_ms: Mapping[str, float]
    total_ms: float


@dataclass(slots=True)
class Scene:
    """A call as far as it has come."""

    entries: list[Entry] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    state: str = ""
    t: float = 0.0
    ending: str = ""
    reason: str = ""
    answers: int = 0  #: sentences of the agent that were heard
    #: steps of the ladder, each as the number of turns that were answered before it
    degraded: list[int] = field(default_factory=list)

    def apply(self, event: Mapping[str, object]) -> None:
        """Add one event of the journal; unknown ones only move the clock."""
        self.t = max(self.t, _number(event.get("t")))
        draw = _DRAW.get(str(event.get("event")))
        if draw is not None:
            draw(self, event)

    def note(self, text: str) -> None:
        """Add something the demo itself knows, such as a fault."""
        self.entries.append(Entry("note", text, final=True, t=self.t))

    def operator(self, text: str) -> None:
        """Add what the operator stand-in says."""
        self.entries.append(Entry("operator", text, final=True, t=self.t))

    def speak(self, text: str) -> None:
        """Open the caller's line with his own words, until it is heard what he says."""
        self.put("caller", "", final=True)
        self.put("caller", f"({text})", final=False)

    def put(self, side: Side, text: str, *, final: bool) -> None:
        """Write or rewrite the open line of one side."""
        open_line = next(
            (one for one in reversed(self.entries) if one.side == side), None
        )
        if open_line is not None and not open_line.final:
            open_line.text, open_line.final = text or open_line.text, final
        elif text:
            self.entries.append(Entry(side, text, final, self.t))


def _partial(scene: Scene, event: Mapping[str, object]) -> None:
    scene.put("caller", str(event.get("text", "")), final=False)


def _said(scene: Scene, event: Mapping[str, object]) -> None:
    scene.put("caller", str(event.get("text", "")), final=True)


def _agent_saying(scene: Scene, event: Mapping[str, object]) -> None:
    scene.put("agent", "", final=True)
    scene.put("agent", str(event.get("text", "")), final=False)


def _agent_said(scene: Scene, event: Mapping[str, object]) -> None:
    text = str(event.get("text", ""))
    scene.answers += bool(text)
    cut = bool(event.get("cut"))
    scene.put("agent", f"{text} —" if cut and text else text, final=True)


def _state(scene: Scene, event: Mapping[str, object]) -> None:
    scene.state = str(event.get("state", "")).lower()


def _degraded(scene: Scene, event: Mapping[str, object]) -> None:
    words = (event.get(name) for name in ("stage", "engine", "rung", "reason"))
    scene.degraded.append(len(scene.turns))
    scene.note(DEGRADED + " ".join(str(word) for word in words if word))


def _turn(scene: Scene, event: Mapping[str, object]) -> None:
    stages = {stage: _number(event.get(f"{stage}_ms")) for stage in STAGES}
    number = int(_number(event.get("turn", len(scene.turns) + 1)))
    scene.turns.append(Turn(number, stages, _number(event.get("total_ms"))))


def _transferred(scene: Scene, event: Mapping[str, object]) -> None:
    scene.note(f"transferred to {event.get('next')}: {event.get('reason')}")


def _ended(scene: Scene, event: Mapping[str, object]) -> None:
    scene.ending = str(event.get("next", ""))
    scene.reason = str(event.get("reason", ""))
    scene.state = "ended"


def _tool(scene: Scene, event: Mapping[str, object]) -> None:
    took = _number(event.get("took_ms"))
    outcome = "ok" if event.get("ok", True) else "failed"
    scene.note(f"{event.get('tool')}: {outcome} in {took:.0f} ms")


_DRAW: Final[dict[str, Callable[[Scene, Mapping[str, object]], None]]] = {
    events.CALLER_PARTIAL: _partial,
    events.CALLER_SAID: _said,
    events.AGENT_SAYING: _agent_saying,
    events.AGENT_SAID: _agent_said,
    events.CALL_STATE: _state,
    events.CALL_DEGRADED: _degraded,
    events.CALL_TURN: _turn,
    events.CALL_TRANSFERRED: _transferred,
    events.CALL_ENDED: _ended,
    events.TOOL_RETURNED: _tool,
}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
