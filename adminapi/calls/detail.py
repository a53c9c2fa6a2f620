"""One call with all that is kept of it, and its transcript."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from adminapi.calls import queries
from adminapi.calls.shapes import (
    CallDetail,
    CostLine,
    Degradation,
    Handover,
    Line,
    Quantity,
    ToolCall,
    Transcript,
    Turn,
)
from adminapi.calls.speech import ASKED, Speech, speech_of
from adminapi.calls.telling import call_row, fields_of, live_row, stamp
from adminapi.calls.waterfall import stages_of
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
    speech = speech_of(queries.journal(connection, call_id, ASKED), row["prompt_sha"])
    tools = [
        tool_call(each, row["prompt"], row["prompt_sha"], speech)
        for each in queries.tool_calls(connection, call_id)
    ]
    return CallDetail(
        call=call_row(head, ring, clear=clear),
        prompt_sha=row["prompt_sha"],
        recording_ms=row["recording_ms"],
        transcript_gone_at=stamp(row["transcript_gone_at"]),
        recording_gone_at=stamp(row["recording_gone_at"]),
        turns=[
            turn_of(each, speech, tools) for each in queries.turns(connection, call_id)
        ],
        overlaps=speech.barge_ins,
        tool_calls=tools,
        degradations=[
            Degradation(
                seq=e["seq"], t=e["t"], fields=fields_of(e["fields"], clear=clear)
            )
            for e in queries.degradations(connection, call_id)
        ],
        costs=cost_lines(
            queries.costs(connection, call_id), queries.quantities(connection, call_id)
        ),
        handovers=[
            Handover.model_validate({**each, "at": stamp(each["at"])})
            for each in queries.handovers(connection, call_id)
        ],
        of_record=True,
        state="",
        events=events_address(call_id),
    )


def turn_of(row: Mapping[str, Any], speech: Speech, tools: Sequence[ToolCall]) -> Turn:
    """Return a turn with when it was said and what was planned."""
    number = row["turn"]
    phrases = speech.phrases.get(number, [])
    caller = [each for each in phrases if each.who == "caller" and not each.aside]
    agent = [each for each in phrases if each.who == "agent"]
    whole = " ".join(each.planned or each.text for each in agent)
    asked_at_s = speech.asked_at_s.get(number)
    own = [tool for tool in tools if tool.turn == number]
    return Turn(
        **row,
        caller_at_s=_first(each.at_s for each in caller),
        caller_end_s=_last(each.end_s for each in caller),
        agent_at_s=_first(each.at_s for each in agent),
        agent_end_s=_last(each.end_s for each in agent),
        asked_at_s=asked_at_s,
        tool_ms=sum(tool.took_ms or 0.0 for tool in own) if own else None,
        planned_text=whole if any(each.planned for each in agent) else "",
        cut_by=speech.cut_by.get(number, "caller") if row["cut"] else "",
        phrases=phrases,
        stages=stages_of(row, own, asked_at_s),
    )


def tool_call(
    row: Mapping[str, Any], prompt: str, prompt_sha: str, speech: Speech
) -> ToolCall:
    """Return a call of a tool with its key and prompt."""
    known = speech.tools.get(row["seq"])
    return ToolCall(
        **row,
        idempotency_key="" if known is None else known.key,
        prompt=prompt,
        prompt_sha=prompt_sha if known is None else known.prompt_sha,
    )


def cost_lines(
    lines: Sequence[Mapping[str, Any]], used: Sequence[Mapping[str, Any]]
) -> list[CostLine]:
    """Return what each model cost, with how much of it was used at which price."""
    parts: dict[tuple[object, ...], list[Quantity]] = defaultdict(list)
    for row in used:
        amount, billed = row["amount_micros"], row["billed"]
        known = amount is not None and billed > 0
        own = {name: row[name] for name in Quantity.model_fields if name in row}
        part = Quantity(**own, price_micros_per_unit=amount / billed if known else None)
        parts[_model_of(row)].append(part)
    return [CostLine(**line, quantities=parts[_model_of(line)]) for line in lines]


def _model_of(row: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("component", "provider", "model", "currency"))


def _first(times: Iterable[float | None]) -> float | None:
    return min((each for each in times if each is not None), default=None)


def _last(times: Iterable[float | None]) -> float | None:
    return max((each for each in times if each is not None), default=None)


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
        overlaps=[],
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
