"""What is kept of one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from adminapi.calls.finding import COLUMNS
from callcore.shared.database.pool import Connection, one, rows
from callcore.shared.observe.events import CALL_DEGRADED

MOST_LINES: Final = 2_000  # of one kind of one call; a call ends long before

Row = dict[str, Any]


def call(connection: Connection, call_id: str) -> Row | None:
    """Return the row of a call, ``None`` if there is none."""
    return one(
        connection,
        f"SELECT {COLUMNS}, prompt_sha, recording, recording_ms, transcript_gone_at, "  # noqa: S608
        "recording_gone_at FROM calls WHERE call_id = %s",
        call_id,
    )


def turns(connection: Connection, call_id: str) -> list[Row]:
    """Return its turns in order."""
    return rows(
        connection,
        "SELECT turn, at_s, caller_text, agent_text, language, cut, endpointing_ms, stt_ms, "
        "llm_ms, tts_ms, filler_ms, wire_ms, total_ms FROM turns WHERE call_id = %s "
        "ORDER BY turn LIMIT %s",
        call_id,
        MOST_LINES,
    )


def tool_calls(connection: Connection, call_id: str) -> list[Row]:
    """Return its calls of tools in order."""
    return rows(
        connection,
        "SELECT seq, turn, at_s, tool, arguments, ok, result, took_ms FROM tool_calls "
        "WHERE call_id = %s ORDER BY seq LIMIT %s",
        call_id,
        MOST_LINES,
    )


def journal(connection: Connection, call_id: str, names: Sequence[str]) -> list[Row]:
    """Return the records of these events, without what tools were asked and answered."""
    return rows(
        connection,
        "SELECT seq, t::float8 AS t, event, fields - 'arguments' - 'result' AS fields "
        "FROM call_events WHERE call_id = %s AND event = ANY (%s) ORDER BY seq LIMIT %s",
        call_id,
        list(names),
        4 * MOST_LINES,
    )


def degradations(connection: Connection, call_id: str) -> list[Row]:
    """Return the rungs that it took."""
    return rows(
        connection,
        "SELECT seq, t, fields FROM call_events WHERE call_id = %s AND event = %s "
        "ORDER BY seq LIMIT %s",
        call_id,
        CALL_DEGRADED,
        MOST_LINES,
    )


def costs(connection: Connection, call_id: str) -> list[Row]:
    """Return what it cost by component, provider and model."""
    return rows(
        connection,
        "SELECT component, provider, model, currency, count(*) AS lines, "
        "CASE WHEN bool_or(amount_micros IS NULL) THEN NULL "
        "ELSE sum(amount_micros)::bigint END AS amount_micros "
        "FROM ledger WHERE call_id = %s GROUP BY component, provider, model, currency "
        "ORDER BY component, provider, model, currency LIMIT %s",
        call_id,
        MOST_LINES,
    )


def quantities(connection: Connection, call_id: str) -> list[Row]:
    """Return how much was used, by model, unit and price."""
    return rows(
        connection,
        "SELECT component, provider, model, currency, price_id, "
        "coalesce(record->>'unit', '') AS unit, "
        "coalesce(sum((record->>'quantity')::numeric), 0)::bigint AS quantity, "
        "coalesce(sum((record->>'billed')::numeric), 0)::bigint AS billed, "
        "CASE WHEN bool_or(amount_micros IS NULL) THEN NULL "
        "ELSE sum(amount_micros)::bigint END AS amount_micros "
        "FROM ledger WHERE call_id = %s "
        "GROUP BY component, provider, model, currency, price_id, unit "
        "ORDER BY component, provider, model, currency, price_id, unit LIMIT %s",
        call_id,
        MOST_LINES,
    )


def handovers(connection: Connection, call_id: str) -> list[Row]:
    """Return what became of its caller at the operators."""
    return rows(
        connection,
        "SELECT at, status, queue, waited_s, since_ai_s, member FROM handovers "
        "WHERE call_id = %s ORDER BY at LIMIT %s",
        call_id,
        MOST_LINES,
    )


def events(
    connection: Connection, call_id: str, after_seq: int, most: int
) -> list[Row]:
    """Return the records of its journal after a number."""
    return rows(
        connection,
        "SELECT seq, t, event, fields FROM call_events WHERE call_id = %s AND seq > %s "
        "ORDER BY seq LIMIT %s",
        call_id,
        after_seq,
        most,
    )
