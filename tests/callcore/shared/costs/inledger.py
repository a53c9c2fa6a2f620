"""Lines and calls put into PostgreSQL as the archive process puts them."""

from __future__ import annotations

import json
import uuid

from callcore.shared.costs.usagerecords import CallFacts, Record, fields_of
from callcore.shared.database.pool import Connection


def put(connection: Connection, *records: Record) -> None:
    for record in records:
        if isinstance(record, CallFacts):
            _put_call(connection, record)
        else:
            _put_line(connection, fields_of(record))


def call_uuid(call_id: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, call_id))


def _put_line(connection: Connection, line: dict[str, object]) -> None:
    call_id = call_uuid(str(line["call_id"]))
    line = {**line, "call_id": call_id}
    connection.execute(
        "INSERT INTO ledger (line_id, at, call_id, component, provider, model, arm, "
        "price_id, amount_micros, units, aside, record) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            call_uuid(str(line["id"])),
            line["at"],
            call_id,
            line["component"],
            line["provider"],
            line["model"],
            line["arm"],
            line["price_id"] or "",
            line["amount_micros"],
            json.dumps({str(line["unit"]): line["quantity"]}),
            line["aside"],
            json.dumps(line),
        ),
    )


def _put_call(
    connection: Connection, facts: CallFacts, cost_micros: int = 0, unpriced: int = 0
) -> None:
    connection.execute(
        "INSERT INTO calls (call_id, started_at, ended_at, duration_ms, language, "
        "stt_arm, outcome, cost_micros, unpriced) "
        "VALUES (%s, %s, %s, %s, %s, %s, 'ended', %s, %s)",
        (
            call_uuid(facts.call_id),
            facts.at,
            facts.at,
            facts.duration_ms,
            facts.language,
            facts.arm,
            cost_micros,
            unpriced,
        ),
    )


def put_call(
    connection: Connection, facts: CallFacts, cost_micros: int, unpriced: int = 0
) -> None:
    """Put a call that cost so much."""
    _put_call(connection, facts, cost_micros, unpriced)
