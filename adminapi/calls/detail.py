"""One call with all that is kept of it, and its transcript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adminapi.calls import queries
from adminapi.calls.shapes import (
    CallDetail,
    CostLine,
    Degradation,
    Handover,
    Line,
    ToolCall,
    Transcript,
    Turn,
)
from adminapi.calls.telling import call_row, fields_of, live_row, stamp
from adminapi.edges.endpoint import PREFIX
from callcore.shared.database.pool import Connection
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.state.port import LiveCall


def detail(
    connection: Connection, call_id: str, ring: KeyRing, *, clear: bool
) -> CallDetail | None:
    """Return all that is kept of a call, ``None`` if it is unknown."""
    row = queries.call(connection, call_id)
    if row is None:
        return None
    head = {name: row[name] for name in row if name not in _BESIDE}
    return CallDetail(
        call=call_row(head, ring, clear=clear),
        prompt_sha=row["prompt_sha"],
        recording_ms=row["recording_ms"],
        transcript_gone_at=stamp(row["transcript_gone_at"]),
        recording_gone_at=stamp(row["recording_gone_at"]),
        turns=[
            Turn.model_validate(each) for each in queries.turns(connection, call_id)
        ],
        tool_calls=[
            ToolCall.model_validate(each)
            for each in queries.tool_calls(connection, call_id)
        ],
        degradations=[
            Degradation(
                seq=e["seq"], t=e["t"], fields=fields_of(e["fields"], clear=clear)
            )
            for e in queries.degradations(connection, call_id)
        ],
        costs=[CostLine.model_validate(e) for e in queries.costs(connection, call_id)],
        handovers=[
            Handover.model_validate({**each, "at": stamp(each["at"])})
            for each in queries.handovers(connection, call_id)
        ],
        of_record=True,
        state="",
        events=events_address(call_id),
    )


_BESIDE = frozenset(
    {
        *("prompt_sha", "recording", "recording_ms", "transcript_gone_at"),
        "recording_gone_at",
    }
)


def live_detail(call: LiveCall) -> CallDetail:
    """Return what the live view knows of a call that is not of record yet."""
    return CallDetail(
        call=live_row(call),
        prompt_sha="",
        recording_ms=None,
        transcript_gone_at=None,
        recording_gone_at=None,
        turns=[],
        tool_calls=[],
        degradations=[],
        costs=[],
        handovers=[],
        of_record=False,
        state=call.state,
        events=events_address(call.call_id),
    )


def events_address(call_id: str) -> str:
    """Return where the journal of a call is told."""
    return f"{PREFIX}/calls/{call_id}/events"


def transcript(connection: Connection, call_id: str) -> Transcript | None:
    """Return what both sides said, ``None`` if the call is unknown."""
    row = queries.call(connection, call_id)
    if row is None:
        return None
    lines = list(lines_of(queries.turns(connection, call_id)))
    gone = row["transcript_gone_at"] is not None
    return Transcript(call_id=call_id, gone=gone, lines=lines)


def lines_of(turns: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """Yield the phrases of turns: the caller's first, then what was heard of the answer."""
    for turn in turns:
        at_s, number = turn["at_s"], turn["turn"]
        if turn["caller_text"]:
            yield Line(at_s=at_s, turn=number, who="caller", text=turn["caller_text"])
        if turn["agent_text"]:
            yield Line(
                at_s=at_s,
                turn=number,
                who="agent",
                text=turn["agent_text"],
                cut=turn["cut"],
            )


def as_text(told: Transcript) -> str:
    """Return a transcript as plain text, a line a phrase.

    Line ends and control characters of what was said become spaces: nobody can speak a line
    of another.
    """
    return "".join(
        f"{_clock(line.at_s)} {line.who}: {_one_line(line.text)}"
        f"{' [cut]' if line.cut else ''}\n"
        for line in told.lines
    )


def _clock(at_s: float) -> str:
    minutes, seconds = divmod(max(0, int(at_s)), 60)
    return f"{minutes:02d}:{seconds:02d}"


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
