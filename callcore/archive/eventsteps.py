"""The journal's events in SQL: the event itself, and what it adds to turns and tool calls.

Each event is one statement. Its row in ``call_events`` is the gate: an event that is there
already adds nothing a second time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from callcore.archive import bodies
from callcore.archive.bodies import Body, Unfit
from callcore.archive.steps import Origin, Step, Steps
from callcore.shared.observe import events
from callcore.shared.spool.port import SpoolRecord

Values = tuple[object, ...]

_GATE: Final = """
WITH known AS (
  INSERT INTO calls (call_id, started_at, spool_id) VALUES (%s, %s, %s)
  ON CONFLICT DO NOTHING),
fresh AS (
  INSERT INTO call_events (call_id, seq, t, event, fields) VALUES (%s, %s, %s, %s, %s)
  ON CONFLICT DO NOTHING RETURNING call_id, seq, t)
"""
_ONLY: Final = "SELECT 1 FROM fresh"

#: words that no turn is named with belong to the one after the last that was answered
_CALLER_SAID: Final = """
INSERT INTO turns (call_id, turn, at_s, caller_text, language)
SELECT call_id,
  coalesce(%s::int, (SELECT coalesce(max(turn), 0) + 1 FROM turns
           WHERE call_id = fresh.call_id AND (agent_text <> '' OR total_ms IS NOT NULL))),
  t, %s, coalesce((SELECT language FROM calls WHERE call_id = fresh.call_id), '')
FROM fresh
ON CONFLICT (call_id, turn) DO UPDATE SET
  caller_text = btrim(turns.caller_text || ' ' || excluded.caller_text),
  at_s = LEAST(turns.at_s, excluded.at_s), language = excluded.language
"""

#: a phrase of the house belongs to the turn that is under way
_AGENT_SAID: Final = """
INSERT INTO turns (call_id, turn, at_s, agent_text, cut, language)
SELECT call_id,
  coalesce(%s::int, (SELECT max(turn) FROM turns WHERE call_id = fresh.call_id), 0),
  t, %s, %s, coalesce((SELECT language FROM calls WHERE call_id = fresh.call_id), '')
FROM fresh
ON CONFLICT (call_id, turn) DO UPDATE SET
  agent_text = btrim(turns.agent_text || ' ' || excluded.agent_text),
  cut = turns.cut OR excluded.cut, at_s = LEAST(turns.at_s, excluded.at_s)
"""

_STAGES: Final = (
    *("endpointing_ms", "stt_ms", "llm_ms", "tts_ms", "filler_ms", "wire_ms"),
    "total_ms",
)
_TURN: Final = f"""
INSERT INTO turns (call_id, turn, at_s, language, {", ".join(_STAGES)})
SELECT call_id, %s, t,
  coalesce((SELECT language FROM calls WHERE call_id = fresh.call_id), ''),
  {", ".join("%s::real" for _ in _STAGES)}
FROM fresh
ON CONFLICT (call_id, turn) DO UPDATE SET
  {", ".join(f"{stage} = excluded.{stage}" for stage in _STAGES)}
"""  # noqa: S608 - of constants

_TOOL_CALLED: Final = """
INSERT INTO tool_calls (call_id, seq, turn, at_s, tool, arguments)
SELECT call_id, seq, %s, t, %s, %s FROM fresh ON CONFLICT DO NOTHING
"""

#: answers come in the order of the calls when one tool is called twice in a turn
_TOOL_RETURNED: Final = """
, taken AS (
  UPDATE tool_calls SET ok = %s, result = %s, took_ms = %s
  FROM fresh
  WHERE tool_calls.call_id = fresh.call_id AND tool_calls.seq = (
    SELECT min(seq) FROM tool_calls o
    WHERE o.call_id = fresh.call_id AND o.turn = %s AND o.tool = %s AND o.ok IS NULL
      AND o.seq < fresh.seq))
UPDATE calls SET order_ids = order_ids || %s::text
FROM fresh
WHERE calls.call_id = fresh.call_id AND %s::text IS NOT NULL
  AND NOT order_ids @> ARRAY[%s::text]
"""

_LANGUAGE: Final = """
UPDATE calls SET language = %s FROM fresh WHERE calls.call_id = fresh.call_id
"""

_ORDER_TOOLS: Final = frozenset({"create_order", "confirm_order", "cancel_order"})
_ORDER_ID: Final = re.compile(r'"order_id": ?"([^"\\]{1,64})"')


def event(record: SpoolRecord, origin: Origin) -> Steps:
    """Return the statement of one event of a call."""
    body = record.body
    call_id, seq = bodies.uid(body, "call_id"), bodies.whole(body, "seq")
    t, name = bodies.number(body, "t"), bodies.text(body, "event")
    if seq is None or t is None or not name:
        raise Unfit("seq, t or event")
    fields = bodies.nested(body, "fields")
    sql, values = _ADDS.get(name, _nothing_more)(fields)
    gate = _gate_values(call_id, seq, t, origin, record)
    row = (call_id, seq, t, name, Jsonb(fields))
    return Steps((Step(_GATE + sql, (*gate, *row, *values)),), call_id)


def _gate_values(
    call_id: UUID, seq: int, t: float, origin: Origin, record: SpoolRecord
) -> Values:
    if seq < 0:
        raise Unfit("seq")
    started_at = bodies.moment({}, "", max(0.0, record.at_s - t))
    return call_id, started_at, origin.spool_id


def _nothing_more(_fields: Body) -> tuple[str, Values]:
    return _ONLY, ()


def _caller_said(fields: Body) -> tuple[str, Values]:
    words = bodies.text(fields, "text")
    if fields.get("aside") is True or not words:  # an "mhm" asks for no answer
        return _ONLY, ()
    return _CALLER_SAID, (_turn_or_none(fields), words)


def _agent_said(fields: Body) -> tuple[str, Values]:
    cut = fields.get("cut") is True
    return _AGENT_SAID, (_turn_or_none(fields), bodies.text(fields, "text"), cut)


def _turn(fields: Body) -> tuple[str, Values]:
    turn = _turn_or_none(fields)
    if turn is None:
        return _ONLY, ()
    return _TURN, (turn, *(bodies.number(fields, stage) for stage in _STAGES))


def _tool_called(fields: Body) -> tuple[str, Values]:
    turn = _turn_or_none(fields) or 0
    tool, arguments = bodies.text(fields, "tool"), bodies.text(fields, "arguments")
    return _TOOL_CALLED, (turn, tool, arguments)


def _tool_returned(fields: Body) -> tuple[str, Values]:
    tool, result = bodies.text(fields, "tool"), bodies.text(fields, "result")
    ok, took_ms = bodies.flag(fields, "ok"), bodies.number(fields, "took_ms")
    found = _ORDER_ID.search(result) if ok and tool in _ORDER_TOOLS else None
    order_id = found[1] if found else None
    which = (_turn_or_none(fields) or 0, tool)
    values = (ok is True, result, took_ms, *which, order_id, order_id, order_id)
    return _TOOL_RETURNED, values


def _language(fields: Body) -> tuple[str, Values]:
    return _LANGUAGE, (bodies.word(fields, "language"),)


def _turn_or_none(fields: Body) -> int | None:
    """Return a turn's number; what the house says is of none (-1)."""
    turn = bodies.whole(fields, "turn")
    return turn if turn is not None and turn >= 0 else None


_ADDS: Final[dict[str, Callable[[Body], tuple[str, Values]]]] = {
    events.CALLER_SAID: _caller_said,
    events.AGENT_SAID: _agent_said,
    events.CALL_TURN: _turn,
    events.TOOL_CALLED: _tool_called,
    events.TOOL_RETURNED: _tool_returned,
    events.CALL_LANGUAGE: _language,
}
