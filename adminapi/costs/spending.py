"""What was spent: by day, by call, and what it would have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import trio

from adminapi.costs import pricing
from adminapi.costs.shapes import Bar, CallCosts, Choice, CostOfDay, Costs, Span, WhatIf
from adminapi.edges.endpoint import Answer, Ask
from adminapi.edges.problem import FieldError, Problem
from adminapi.office import Office
from callcore.shared.costs import ledger
from callcore.shared.costs.pricetable import PriceTable
from callcore.shared.costs.report import as_json, report_of
from callcore.shared.costs.usageread import Recorded
from callcore.shared.database.pool import Connection, one

USUAL_DAYS: Final = 30
MOST_DAYS: Final = 400
MOST_LINES: Final = 5_000  # of a what-if: a second of one thread
_ONE: Final = 1


class Spending:
    """The handlers."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._thinking = trio.CapacityLimiter(_ONE)

    async def by_day(self, ask: Ask) -> Answer:
        """Return costs by day and model."""
        since, until = self._span(ask)
        bounds = _bounds(since, until)
        found, currency = await self._office.database.run(
            lambda c: (ledger.by_day(c, *bounds), pricing.table_in_force(c).currency)
        )
        sums: Counter[str] = Counter()
        for each in found:
            sums[each.component] += each.amount_micros
        return Costs(
            since=since,
            until=until,
            currency=currency,
            total_micros=sum(sums.values()),
            unpriced=sum(each.unpriced for each in found),
            by_component_micros=dict(sums),
            items=[
                CostOfDay.model_validate(each, from_attributes=True) for each in found
            ],
            cut=len(found) >= ledger.MOST_DAYS,
        )

    async def by_call(self, ask: Ask) -> Answer:
        """Return how the costs of calls are spread."""
        since, until = self._span(ask)
        bounds = _bounds(since, until)

        def job(connection: Connection) -> tuple[ledger.CallCosts, int, str]:
            currency = pricing.table_in_force(connection).currency
            spread = ledger.by_call(connection, *bounds)
            return spread, _p95(connection, *bounds), currency

        found, p95, currency = await self._office.database.run(job)
        edges: Sequence[int | None] = (*ledger.EDGES_MICROS, None)
        return CallCosts(
            since=since,
            until=until,
            currency=currency,
            calls=found.calls,
            unpriced=found.unpriced,
            total_micros=found.total,
            p50_micros=found.p50,
            p90_micros=found.p90,
            p95_micros=p95,
            p99_micros=found.p99,
            most_micros=found.most,
            histogram=[
                Bar(to_micros=edge, calls=calls)
                for edge, calls in zip(edges, found.histogram, strict=True)
            ],
        )

    async def what_if(self, ask: Ask) -> Answer:
        """Return what hearing the newest calls would have cost otherwise."""
        since, until = self._span(ask)
        bounds = _bounds(since, until)

        def job(connection: Connection) -> tuple[Recorded, PriceTable]:
            recorded = ledger.recorded(connection, *bounds, MOST_LINES)
            return recorded, pricing.table_in_force(connection)

        recorded, table = await self._office.database.run(job)
        told = await trio.to_thread.run_sync(
            _report, recorded, table, self._today(), limiter=self._thinking
        )
        return WhatIf(
            since=since,
            until=until,
            calls=told["calls"],
            utterances=told["utterances"],
            currency=told["currency"],
            left=told["left"],
            rows=[_choice(row) for row in told["rows"]],
        )

    def _today(self) -> date:
        return datetime.fromtimestamp(self._office.now_s(), tz=UTC).date()

    def _span(self, ask: Ask) -> tuple[date, date]:
        """Return first and last day. Raises ``invalid``."""
        asked, today = ask.query(Span), self._today()
        until = asked.until or max(today, asked.since or today)
        since = asked.since or until - timedelta(days=USUAL_DAYS - 1)
        if not timedelta(0) <= until - since < timedelta(days=MOST_DAYS):
            error = FieldError(
                where="query.until",
                problem=f"must be 0 to {MOST_DAYS - 1} days after since",
            )
            raise Problem("invalid", errors=[error])
        return since, until


def _report(recorded: Recorded, table: PriceTable, today: date) -> dict[str, Any]:
    return as_json(report_of(recorded, table, today))


def _choice(row: dict[str, Any]) -> Choice:
    return Choice.model_validate({name: row[name] for name in Choice.model_fields})


def _bounds(since: date, until: date) -> tuple[float, float]:
    """Return unix seconds: the first is in, the second is not."""
    return _midnight(since), _midnight(until) + timedelta(days=1).total_seconds()


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), tzinfo=UTC).timestamp()


def _p95(connection: Connection, since: float, until: float) -> int:
    row = one(
        connection,
        "SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY cost_micros) AS p95 "
        "FROM calls WHERE ended_at IS NOT NULL "
        "AND started_at >= to_timestamp(%s) AND started_at < to_timestamp(%s)",
        since,
        until,
    )
    return 0 if row is None else int(row["p95"] or 0)
