"""What callcore has kept of a call, as its PostgreSQL holds it when the call is over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import trio

from callcore.app.embedding import FOLDER
from callcore.shared.costs.usagerecords import (
    CallFacts,
    Record,
    Spent,
    line_of,
    record_of_untrusted,
)
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, Database, one, open_database, rows
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.ids import CallId, language_of
from callcore.shared.stamps import utc_text

KEPT_S: Final = 15.0  # the spool is read every moment; a recording is encoded after it
POLL_S: Final = 0.1
ARCHIVE: Final = "recordings"  # below the data folder


@dataclass(frozen=True, slots=True)
class Kept:
    """One call in PostgreSQL: its row, what it used, where its recording is."""

    call: dict[str, Any]
    usage: Sequence[Record]
    recording: Path | None

    @property
    def spent(self) -> list[Spent]:
        """Return what the call has used."""
        return [each for each in self.usage if isinstance(each, Spent)]

    def lines(self) -> bytes:
        """Return the usage as a file of it, which `just costs` reads."""
        return b"".join(map(line_of, self.usage))


def database_url(data_dir: Path) -> str:
    """Return the URL of the embedded PostgreSQL of a house."""
    return EmbeddedPostgres(data_dir / FOLDER / "postgres").url()


async def wait_kept(data_dir: Path, call_id: str, *, recorded: bool) -> Kept | None:
    """Return what was kept of a call once it is whole, or what is there after 15 s.

    ``recorded``: it must have a recording. ``None`` if nothing is there, or no database.
    """
    found: Kept | None = None
    async with open_database(database_url(data_dir), connections=1) as database:
        with trio.move_on_after(KEPT_S):
            while found is None or not _is_whole(found, recorded=recorded):
                found = await _look(database, data_dir, call_id) or found
                await trio.sleep(POLL_S)
    return found


def _is_whole(kept: Kept, *, recorded: bool) -> bool:
    ended = kept.call["ended_at"] is not None
    return ended and (kept.recording is not None or not recorded)


async def _look(database: Database, data_dir: Path, call_id: str) -> Kept | None:
    try:
        call, ledger = await database.run(lambda connection: _read(connection, call_id))
    except DatabaseError:
        return None
    if call is None:
        return None
    usage: list[Record] = [_record(row["record"]) for row in ledger]
    usage.append(_facts(call))
    name = call["recording"]
    return Kept(call, usage, data_dir / ARCHIVE / name if name else None)


def _read(
    connection: Connection, call_id: str
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    call = one(connection, "SELECT * FROM calls WHERE call_id = %s", call_id)
    ledger = rows(
        connection,
        "SELECT record FROM ledger WHERE call_id = %s ORDER BY at, line_id",
        call_id,
    )
    return call, ledger


def _record(fields: dict[str, object]) -> Record:
    return record_of_untrusted(json.dumps(fields).encode())


def _facts(call: dict[str, Any]) -> CallFacts:
    at = call["ended_at"] or call["started_at"]
    return CallFacts(
        CallId(str(call["call_id"])),
        utc_text(at.timestamp()),
        call["duration_ms"] or 0,
        language_of(call["language"]) or "en",
        call["stt_arm"],
    )


def record_lines(kept: Kept) -> Iterator[str]:
    """Yield what the row of a call says, for the report."""
    call = kept.call
    yield (
        f"call {call['call_id']}  {call['outcome']}, {call['reason']}: "
        f"{call['turns']} turns, {call['tool_calls']} tool calls, "
        f"{call['barge_ins']} barge-ins, {call['degradations']} degradations"
    )
    worst = call["worst_turn_ms"]
    yield (
        f"  worst turn {'-' if worst is None else f'{worst} ms'}, cost "
        f"{call['cost_micros']:,} micros, orders {', '.join(call['order_ids']) or '-'}"
    )
