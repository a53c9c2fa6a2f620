"""What earlier versions kept in files, read and put into PostgreSQL.

Every import may be repeated: an id that is there already changes nothing. Who calls it holds
the locks and renames the files afterwards.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from callcore.shared.costs.usageread import lines_in
from callcore.shared.costs.usagerecords import (
    CallFacts,
    Record,
    Spent,
    fields_of,
    record_of_untrusted,
)
from callcore.shared.database.pool import Connection, Database, rows
from callcore.shared.recordlog import records_of
from callcore.shared.rollout import plantable
from callcore.shared.rollout.audit import FileAudit
from callcore.shared.rollout.book import ANY
from callcore.shared.rollout.plan import MOST_BYTES, parse_untrusted
from callcore.shared.rollout.privatefile import read_bounded
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.worklist import table
from callcore.shared.worklist.files import folded
from callcore.shared.worklist.sealing import sealed, sealed_note
from callcore.store import outboxtable
from callcore.store.outboxjournal import read_untrusted

BATCH: Final = 500  # lines of usage a transaction
MOST_ENTRIES: Final = 100_000  # of the rollout's log
_LINE: Final = """
INSERT INTO ledger (line_id, at, call_id, component, provider, model, arm, price_id,
                    amount_micros, units, aside, record)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_CALL: Final = """
INSERT INTO calls (call_id, started_at, ended_at, duration_ms, language, stt_arm, outcome)
VALUES (%s, %s::timestamptz - make_interval(secs => %s), %s, %s, %s, %s, 'ended')
ON CONFLICT DO NOTHING
"""
_SUMS: Final = """
UPDATE calls SET cost_micros = lines.micros, unpriced = lines.unpriced
FROM (SELECT call_id, coalesce(sum(amount_micros), 0) AS micros,
             count(*) FILTER (WHERE amount_micros IS NULL) AS unpriced
      FROM ledger WHERE call_id = ANY (%s) AND NOT aside GROUP BY call_id) AS lines
WHERE calls.call_id = lines.call_id
"""


def outbox_file(connection: Connection, lines: Iterable[str]) -> int:
    """Import one journal of the outbox; return how many calls are not settled.

    They belong to nobody: the next worker takes them over, with what its writer had in
    PostgreSQL already.
    """
    left = read_untrusted(records_of(lines))
    nobody = str(uuid.uuid4())
    for call in left.calls.values():
        outboxtable.save(connection, nobody, 0.0, call)
    connection.execute(
        "UPDATE outbox SET leased_until = now() "
        "WHERE settled_at IS NULL AND owner = ANY (%s::uuid[])",
        (list(left.owners),),
    )
    return sum(not call.settled for call in left.calls.values())


def worklist_files(connection: Connection, lines: Iterable[str], ring: KeyRing) -> int:
    """Import all journals of the worklist, sealed; return how many items there were."""
    items, closings = folded(records_of(lines))
    for item in items.values():
        table.insert(connection, sealed(item, ring))
    for closing in closings.values():
        note = sealed_note(closing.item_id, closing.note, ring)
        table.close(connection, closing.item_id, closing.at_s, note)
    return len(items)


def rollout_files(connection: Connection, folder: Path) -> bool:
    """Import plan and log; ``False``: PostgreSQL has a plan of its own, or nothing is there.

    Raises :exc:`~callcore.shared.rollout.plan.PlanError` and
    :exc:`~callcore.shared.rollout.audit.AuditError` if they cannot be read.
    """
    if plantable.version(connection) or rows(
        connection, "SELECT 1 FROM rollout_changes LIMIT 1"
    ):
        return False
    try:
        plan = parse_untrusted(read_bounded(folder / "plan.json", MOST_BYTES))
    except FileNotFoundError:
        return False
    entries = FileAudit(folder / "audit.jsonl").newest(MOST_ENTRIES)
    for entry in entries:
        if entry.after.version != plan.version:
            plantable.note(connection, entry)
    plantable.change(connection, plan, ANY)
    return True


async def usage_file(database: Database, path: Path) -> int:
    """Import one file of usage in short transactions; return how many records it had.

    Raises :exc:`OSError` and :exc:`~callcore.shared.database.errors.DatabaseError`.
    """
    count = 0
    with path.open("rb") as file:
        records = _records(lines_in(file))
        while batch := list(islice(records, BATCH)):
            await database.run(partial(usage, records=batch))
            count += len(batch)
    return count


def usage(connection: Connection, records: Sequence[Record]) -> None:
    """Import records of usage, and sum up the calls that they are about."""
    facts = [each for each in records if isinstance(each, CallFacts)]
    spent = [each for each in records if isinstance(each, Spent)]
    with connection.cursor() as cursor:
        cursor.executemany(_LINE, [_line(each) for each in spent])
        cursor.executemany(_CALL, [_call(each) for each in facts])
    ids = {_uuid(each.call_id) for each in facts}
    ids |= {_uuid(each.event.call_id) for each in spent}
    connection.execute(_SUMS, (list(ids - {None}),))


def _records(lines: Iterable[bytes]) -> Iterator[Record]:
    for line in lines:
        try:
            yield record_of_untrusted(line)
        except ValueError:  # torn, or garbage: `callcore costs` counts it
            continue


def _line(spent: Spent) -> tuple[object, ...]:
    event, line = spent.event, spent.line
    record = fields_of(spent)
    return (
        _uuid(event.id) or uuid.uuid5(uuid.NAMESPACE_OID, event.id),
        event.at,
        _uuid(event.call_id),
        line.component,
        line.provider,
        line.model,
        event.arm,
        line.price_id or "",
        line.amount_micros,
        json.dumps({line.unit: line.quantity}),
        event.aside,
        json.dumps(record),
    )


def _call(facts: CallFacts) -> tuple[object, ...]:
    return (
        _uuid(facts.call_id) or uuid.uuid5(uuid.NAMESPACE_OID, facts.call_id),
        facts.at,
        facts.duration_ms / 1000,
        facts.at,
        facts.duration_ms,
        facts.language,
        facts.arm,
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
