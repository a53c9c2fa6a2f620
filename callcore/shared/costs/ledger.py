"""What calls cost, from PostgreSQL: the ledger that the archive process writes.

Jobs for :meth:`callcore.shared.database.pool.Database.run`, of the command and of the admin
API. ``since`` and ``until`` are unix seconds, the first is in and the second is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, cast

import trio

from callcore.shared import stamps
from callcore.shared.costs.usageread import MOST_RECORDS, Recorded
from callcore.shared.costs.usagerecords import (
    CallFacts,
    Spent,
    record_of_fields_untrusted,
)
from callcore.shared.database.pool import Connection, Database, one, rows
from callcore.shared.ids import LANGUAGES, CallId, Language

MOST_A_PAGE: Final = 5_000
MOST_DAYS: Final = 4_000  # rows of a table of costs
EDGES_MICROS: Final = (
    1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayCost:
    """What one engine cost on one day; ``unpriced`` lines are in no amount."""

    day: date  # in UTC
    component: str
    provider: str
    model: str
    lines: int
    unpriced: int
    amount_micros: int
    aside_micros: int  # the part that no caller asked for


@dataclass(frozen=True, slots=True)
class CallCosts:
    """How the costs of ended calls are spread; all in micros.

    ``histogram`` counts calls up to each of :data:`EDGES_MICROS`, and beyond the last.
    """

    calls: int
    unpriced: int  # calls with lines that have no price: they cost more than they say
    total: int
    p50: int
    p90: int
    p99: int
    most: int
    histogram: tuple[int, ...]


def by_day(connection: Connection, since: float, until: float) -> list[DayCost]:
    """Return what was spent by day and engine, newest day first."""
    found = rows(
        connection,
        "SELECT (at AT TIME ZONE 'UTC')::date AS day, component, provider, model, "
        "count(*) AS lines, count(*) FILTER (WHERE amount_micros IS NULL) AS unpriced, "
        "coalesce(sum(amount_micros), 0)::bigint AS amount_micros, "
        "coalesce(sum(amount_micros) FILTER (WHERE aside), 0)::bigint AS aside_micros "
        "FROM ledger WHERE at >= to_timestamp(%s) AND at < to_timestamp(%s) "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, amount_micros DESC LIMIT %s",
        since,
        until,
        MOST_DAYS,
    )
    return [DayCost(**row) for row in found]


def by_call(connection: Connection, since: float, until: float) -> CallCosts:
    """Return how the costs of the calls that began in that time are spread."""
    row = one(
        connection,
        "SELECT count(*) AS calls, count(*) FILTER (WHERE unpriced > 0) AS unpriced, "
        "coalesce(sum(cost_micros), 0)::bigint AS total, "
        "percentile_disc(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY cost_micros) "
        "AS quantiles, coalesce(max(cost_micros), 0) AS most "
        "FROM calls WHERE ended_at IS NOT NULL "
        "AND started_at >= to_timestamp(%s) AND started_at < to_timestamp(%s)",
        since,
        until,
    )
    assert row is not None
    p50, p90, p99 = row["quantiles"] or (0, 0, 0)
    return CallCosts(
        calls=row["calls"],
        unpriced=row["unpriced"],
        total=row["total"],
        p50=p50,
        p90=p90,
        p99=p99,
        most=row["most"],
        histogram=_histogram(connection, since, until),
    )


def recorded(
    connection: Connection,
    since: float,
    until: float,
    most: int = MOST_A_PAGE,
) -> Recorded:
    """Return the newest lines and calls of a time, for reports and for "what if".

    ``left`` says how much was beyond ``most``. What it costs elsewhere is
    :func:`callcore.shared.costs.report.report_of` of it; that takes a while, on a thread.
    """
    result = Recorded()
    _take(result, lines_page(connection, since, until, None, most))
    result.calls += map(_facts, calls_page(connection, since, until, None, most))
    counted = one(
        connection,
        "SELECT (SELECT count(*) FROM ledger WHERE at >= to_timestamp(%s) "
        "AND at < to_timestamp(%s)) AS lines",
        since,
        until,
    )
    assert counted is not None
    result.left = max(0, int(counted["lines"]) - most)
    return result


async def read_ledger(
    database: Database,
    since: float = 0.0,
    most: int = MOST_RECORDS,
    *,
    page: int = MOST_A_PAGE,
) -> Recorded:
    """Return what was recorded since then, the newest ``most``, read in short jobs.

    Raises :exc:`~callcore.shared.database.errors.DatabaseError`. Cancel-safe.
    """
    until = stamps.now_s() + 86_400.0
    result = Recorded()
    after: Cursor | None = None
    while len(result.spent) < most:
        job = partial(lines_page, since=since, until=until, after=after, most=page)
        lines = await database.run(job)
        await trio.to_thread.run_sync(_take, result, lines)
        if len(lines) < page:
            break
        after = (lines[-1]["at_s"], lines[-1]["id"])
    await _read_calls(database, since, until, result, most, page)
    return result


Cursor = tuple[float, str]


def lines_page(
    connection: Connection, since: float, until: float, after: Cursor | None, most: int
) -> list[dict[str, Any]]:
    """Return lines as rows of ``at_s``, ``id`` and ``record``, newest first."""
    at_s, line_id = after or (until, "ffffffff-ffff-ffff-ffff-ffffffffffff")
    return rows(
        connection,
        "SELECT extract(epoch FROM at)::float8 AS at_s, line_id::text AS id, record "
        "FROM ledger WHERE at >= to_timestamp(%s) AND at < to_timestamp(%s) "
        "AND (at, line_id) < (to_timestamp(%s), %s::uuid) "
        "ORDER BY at DESC, line_id DESC LIMIT %s",
        since,
        until,
        at_s,
        line_id,
        most,
    )


def calls_page(
    connection: Connection, since: float, until: float, after: Cursor | None, most: int
) -> list[dict[str, Any]]:
    """Return calls that have ended, newest first."""
    at_s, call_id = after or (until, "ffffffff-ffff-ffff-ffff-ffffffffffff")
    return rows(
        connection,
        "SELECT call_id::text AS call_id, extract(epoch FROM ended_at)::float8 AS at_s, "
        "coalesce(duration_ms, 0) AS duration_ms, language, stt_arm FROM calls "
        "WHERE ended_at >= to_timestamp(%s) AND ended_at < to_timestamp(%s) "
        "AND (ended_at, call_id) < (to_timestamp(%s), %s::uuid) "
        "ORDER BY ended_at DESC, call_id DESC LIMIT %s",
        since,
        until,
        at_s,
        call_id,
        most,
    )


async def _read_calls(
    database: Database,
    since: float,
    until: float,
    result: Recorded,
    most: int,
    page: int,
) -> None:
    after: Cursor | None = None
    while len(result.calls) < most:
        job = partial(calls_page, since=since, until=until, after=after, most=page)
        calls = await database.run(job)
        result.calls += map(_facts, calls)
        if len(calls) < page:
            return
        after = (calls[-1]["at_s"], calls[-1]["call_id"])


def _take(result: Recorded, lines: Sequence[dict[str, Any]]) -> None:
    for line in lines:
        try:
            record = record_of_fields_untrusted(line["record"])
        except ValueError:
            result.garbage += 1
            continue
        if isinstance(record, Spent):
            result.spent.append(record)


def _facts(row: dict[str, Any]) -> CallFacts:
    known = row["language"] in LANGUAGES
    return CallFacts(
        CallId(row["call_id"]),
        stamps.utc_text(row["at_s"]),
        row["duration_ms"],
        cast("Language", row["language"] if known else LANGUAGES[0]),
        row["stt_arm"],
    )


def _histogram(connection: Connection, since: float, until: float) -> tuple[int, ...]:
    found = rows(
        connection,
        "SELECT width_bucket(greatest(cost_micros - 1, 0), %s::bigint[]) AS place, "
        "count(*) AS calls FROM calls WHERE ended_at IS NOT NULL "
        "AND started_at >= to_timestamp(%s) AND started_at < to_timestamp(%s) "
        "GROUP BY 1",
        list(EDGES_MICROS),
        since,
        until,
    )
    counts = [0] * (len(EDGES_MICROS) + 1)
    for row in found:
        counts[row["place"]] = row["calls"]
    return tuple(counts)
