"""What a journal tells of speech: who was heard when, what was planned, who interrupted.

The rows of turns hold the words and the times of stages; where they lie in the recording, and
what a caller did not hear of an answer, is read from the events themselves. Pure.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from adminapi.calls.shapes import BargeIn, CutBy, Phrase
from callcore.shared.observe import events

#: of a call's journal, what is read here
ASKED: Final = (
    *(events.CALLER_SAID, events.AGENT_SAID, events.AGENT_UNSAID),
    *(events.CALL_BARGE_IN, events.CALL_TURN, events.CALL_LANGUAGE),
    *(events.TOOL_CALLED, events.TOOL_RETURNED),
    *(events.CALL_TRANSFERRED, events.CALL_ENDED),
)
_AT_ONCE_S: Final = 0.1  # a cut and what it was for are noted in one step

Row = Mapping[str, Any]


@dataclass(slots=True)
class Tooled:
    """What the row of a tool call does not tell."""

    prompt_sha: str
    key: str = ""


@dataclass(slots=True)
class Speech:
    """What a journal tells; turns by number, tool calls by the number of their event."""

    phrases: dict[int, list[Phrase]] = field(default_factory=dict)
    asked_at_s: dict[int, float] = field(default_factory=dict)
    cut_by: dict[int, CutBy] = field(default_factory=dict)
    barge_ins: list[BargeIn] = field(default_factory=list)
    tools: dict[int, Tooled] = field(default_factory=dict)


def speech_of(journal: Sequence[Row], prompt_sha: str) -> Speech:
    """Return what the events of a call tell, oldest first."""
    told, sha, turn = Speech(), prompt_sha, 0
    waiting: dict[tuple[int, str], deque[int]] = defaultdict(deque)
    ends = _ends(journal)
    for row in journal:
        event, fields = row["event"], row["fields"]
        said = _whole(fields, "turn")
        # a phrase of the house (-1) belongs to the turn that is under way
        turn = max(turn, said)
        own = said if said >= 0 else turn
        if event in _SPOKEN:
            told.phrases.setdefault(own, []).append(_phrase(row))
            if event == events.AGENT_SAID and fields.get("cut") is True:
                told.cut_by[own] = _cut_by(row["t"], ends)
        elif event == events.CALL_LANGUAGE:
            sha = _text(fields, "prompt_sha") or sha
        elif event == events.CALL_TURN:
            told.asked_at_s[own] = row["t"] - _number(fields, "total_ms") / 1000
        elif event == events.CALL_BARGE_IN:
            told.barge_ins.append(_barge_in(row, turn))
        elif event in _TOOLS:
            _tool(told, row, waiting[own, _text(fields, "tool")], sha)
    return told


_SPOKEN: Final = frozenset({events.CALLER_SAID, events.AGENT_SAID, events.AGENT_UNSAID})
_TOOLS: Final = frozenset({events.TOOL_CALLED, events.TOOL_RETURNED})


def _phrase(row: Row) -> Phrase:
    event, fields, t = row["event"], row["fields"], row["t"]
    exact = fields.get("exact")
    return Phrase(
        seq=row["seq"],
        who="caller" if event == events.CALLER_SAID else "agent",
        at_s=_before(t, fields.get("began_ago_ms")),
        end_s=_before(t, fields.get("ended_ago_ms")),
        text="" if event == events.AGENT_UNSAID else _text(fields, "text"),
        planned=_text(fields, "text" if event == events.AGENT_UNSAID else "planned"),
        cut=event == events.AGENT_UNSAID or fields.get("cut") is True,
        exact=exact if isinstance(exact, bool) else None,
        by=_text(fields, "by"),
        aside=fields.get("aside") is True,
        typed=fields.get("typed") is True,
    )


def _tool(told: Speech, row: Row, waiting: deque[int], sha: str) -> None:
    """Note a call of a tool, or give the oldest one that waits its answer."""
    if row["event"] == events.TOOL_CALLED:
        waiting.append(row["seq"])
        told.tools[row["seq"]] = Tooled(sha)
    elif waiting:
        told.tools[waiting.popleft()].key = _text(row["fields"], "idempotency_key")


def _barge_in(row: Row, turn: int) -> BargeIn:
    fields = row["fields"]
    return BargeIn(
        seq=row["seq"],
        at_s=row["t"],
        turn=turn,
        verdict=_text(fields, "verdict"),
        by=_text(fields, "by"),
        after_ms=round(_number(fields, "after_ms")),
    )


def _ends(journal: Iterable[Row]) -> Sequence[tuple[float, CutBy]]:
    """Return when the house itself ended what was being said."""
    kinds: dict[str, CutBy] = {
        events.CALL_TRANSFERRED: "handover",
        events.CALL_ENDED: "end",
    }
    return [(row["t"], kinds[row["event"]]) for row in journal if row["event"] in kinds]


def _cut_by(t: float, ends: Sequence[tuple[float, CutBy]]) -> CutBy:
    return next((by for at_s, by in ends if abs(at_s - t) <= _AT_ONCE_S), "caller")


def _before(t: float, ago_ms: object) -> float | None:
    if isinstance(ago_ms, bool) or not isinstance(ago_ms, int | float):
        return None
    return round(max(0.0, t - ago_ms / 1000), 3)


def _text(fields: Row, key: str) -> str:
    value = fields.get(key, "")
    return value if isinstance(value, str) else ""


def _number(fields: Row, key: str) -> float:
    value = fields.get(key, 0)
    return value if isinstance(value, int | float) else 0.0


def _whole(fields: Row, key: str) -> int:
    value = fields.get(key, -1)
    return value if isinstance(value, int) else -1
