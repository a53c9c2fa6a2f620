"""Calls of record for tests: rows of the tables as the archive process writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from callcore.shared.database.pool import Connection
from tests.kit.keys import keep_caller

FIRST: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)


def add_call(connection: Connection, number: int = 0, **given: Any) -> str:
    """Insert an ended call, ``number`` minutes after :data:`FIRST`; return its id.

    ``said`` are its words for the search.
    """
    said = given.pop("said", "")
    caller = given.pop("caller", "+380671234567")
    began = FIRST + timedelta(minutes=number)
    values: dict[str, Any] = {
        "call_id": uuid4(),
        "started_at": began,
        "ended_at": began + timedelta(seconds=60),
        "duration_ms": 60_000,
        "did": "+380440000001",
        "language": "uk",
        "worker": "host:w1:1",
        "prompt": "v2",
        "stt_arm": "control",
        "next": "end",
        "outcome": "ended",
        "reason": "goodbye",
        "turns": 3,
        "worst_turn_ms": 900,
        "cost_micros": 12_000,
        **given,
    }
    names = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    connection.execute(
        f"INSERT INTO calls ({names}, search) "
        f"VALUES ({places}, to_tsvector('simple', %s))".encode(),
        (*values.values(), said),
    )
    if caller:
        keep_caller(connection, values["call_id"], caller)
    return str(values["call_id"])


def add_turn(
    connection: Connection,
    call_id: str,
    turn: int,
    caller: str,
    agent: str,
    **more: Any,
) -> None:
    """Insert a turn; ``more`` are its other columns."""
    values = {
        "call_id": UUID(call_id),
        "turn": turn,
        "at_s": 2.0 * turn,
        "caller_text": caller,
        "agent_text": agent,
        **more,
    }
    names = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    connection.execute(
        f"INSERT INTO turns ({names}) VALUES ({places})".encode(),
        tuple(values.values()),
    )


def add_event(
    connection: Connection,
    call_id: str,
    seq: int,
    event: str,
    fields: Mapping[str, Any],
) -> None:
    """Insert a record of the journal."""
    connection.execute(
        "INSERT INTO call_events (call_id, seq, t, event, fields) "
        "VALUES (%s, %s, %s, %s, %s::jsonb)",
        (call_id, seq, seq / 10, event, json.dumps(dict(fields))),
    )
