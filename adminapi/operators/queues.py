"""What the endpoints of queues do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from adminapi.edges.endpoint import Ask, Shaped
from adminapi.edges.problem import FieldError, Problem
from adminapi.office import Office
from adminapi.operators import handoverrows, rows
from adminapi.operators.handling import actor, etag, found
from adminapi.operators.shapes import (
    LONGEST_DAYS,
    NewQueueWanted,
    QueuesTold,
    QueueTold,
    QueueWanted,
    RangeQuery,
    ReportTold,
)
from callcore.shared import audit
from callcore.shared.database.pool import Connection


class Queues:
    """Handlers; each is one job in the database."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def list_all(self, _ask: Ask) -> QueuesTold:
        """Answer with all queues."""
        all_of_them = await self._office.database.run(rows.queues)
        return QueuesTold(items=[QueueTold(**row) for row in all_of_them])

    async def one(self, ask: Ask) -> Shaped:
        """Answer with one queue."""
        name = ask.id("queue")
        return _told(
            found(await self._office.database.run(lambda c: rows.queue(c, name)))
        )

    async def add(self, ask: Ask) -> Shaped:
        """Make a queue."""
        wanted = ask.body_or_none
        assert isinstance(wanted, NewQueueWanted)

        def work(connection: Connection) -> dict[str, Any]:
            made = rows.add_queue(connection, wanted)
            if made is None:
                raise Problem("conflict", "there are too many queues")
            _note(connection, ask, "queue.added", made)
            return made

        return _told(await self._office.database.run(work), status=201)

    async def change(self, ask: Ask) -> Shaped:
        """Change a queue."""
        wanted = ask.body_or_none
        assert isinstance(wanted, QueueWanted)

        def work(connection: Connection) -> dict[str, Any]:
            before = found(rows.lock_queue(connection, ask.id("queue")))
            ask.require_match(etag(before))
            after = found(rows.change_queue(connection, before["queue"], wanted))
            _note(connection, ask, "queue.changed", after)
            return after

        return _told(await self._office.database.run(work))

    async def remove(self, ask: Ask) -> None:
        """Delete a queue."""

        def work(connection: Connection) -> None:
            before = found(rows.lock_queue(connection, ask.id("queue")))
            ask.require_match(etag(before))
            rows.remove_queue(connection, before["queue"])
            _note(connection, ask, "queue.removed", before)

        await self._office.database.run(work)

    async def report(self, ask: Ask) -> ReportTold:
        """Answer how a queue did."""
        wanted = ask.query_or_none
        assert isinstance(wanted, RangeQuery)
        since, until = range_of(wanted, self._office.now_s())

        def work(connection: Connection) -> ReportTold:
            queue = found(rows.queue(connection, ask.id("queue")))
            level_s = queue["service_level_s"]
            counts = handoverrows.report(
                connection, queue["queue"], since, until, level_s
            )
            in_time = counts.pop("in_time")
            return ReportTold(
                queue=queue["queue"],
                since=since,
                until=until,
                service_level_s=level_s,
                other=counts["handed_over"] - counts["answered"] - counts["abandoned"],
                answered_share=_share(counts["answered"], counts["handed_over"]),
                service_level=_share(in_time, counts["handed_over"]),
                **counts,
            )

        return await self._office.database.run(work)


def range_of(wanted: RangeQuery, now_s: float) -> tuple[datetime, datetime]:
    """Return the range that is meant. Raises ``invalid``."""
    until = wanted.until or datetime.fromtimestamp(now_s, tz=UTC)
    try:
        since = wanted.since or until - timedelta(days=1)
        is_fine = timedelta() < until - since <= timedelta(days=LONGEST_DAYS)
    except OverflowError:
        is_fine = False
    if not is_fine:
        problem = f"must lie before until, at most {LONGEST_DAYS} days"
        raise Problem(
            "invalid", errors=[FieldError(where="query.since", problem=problem)]
        )
    return since, until


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _told(row: dict[str, Any], status: int = 200) -> Shaped:
    return Shaped(QueueTold(**row), status, (("ETag", etag(row)),))


def _note(connection: Connection, ask: Ask, action: str, row: dict[str, Any]) -> None:
    detail = {name: row[name] for name in ("title", "skills", "service_level_s")}
    audit.note(
        connection,
        by=actor(ask.who),
        action=action,
        subject=row["queue"],
        detail=detail,
    )
