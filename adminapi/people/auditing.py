"""Reading the audit. Nobody writes or deletes in it through the API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from adminapi.edges import cursor
from adminapi.edges.endpoint import Answer, Ask
from adminapi.office import Office
from adminapi.people import rows
from adminapi.people.rows import EntryFilter
from adminapi.people.shapes import (
    AuditActions,
    AuditEntry,
    AuditPage,
    AuditQuery,
)

_LARGEST_ID: Final = 2**63 - 1


class AuditOffice:
    """Handlers of one office."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def page(self, ask: Ask) -> Answer:
        """List entries, the newest first."""
        asked = ask.query(AuditQuery)
        wanted = EntryFilter(
            by_user=str(asked.by_user) if asked.by_user else None,
            action=asked.action,
            subject=asked.subject,
            since=_utc(asked.since),
            until=_utc(asked.until),
            before=_before(asked.cursor) if asked.cursor else None,
        )
        found = await self._office.database.run(
            lambda c: rows.entries(c, wanted, asked.limit + 1)
        )
        shown = found[: asked.limit]
        more = len(found) > asked.limit
        following = cursor.encode([shown[-1]["audit_id"]]) if more else None
        items = [AuditEntry.model_validate(row) for row in shown]
        return AuditPage(items=items, next=following)

    async def actions(self, _ask: Ask) -> Answer:
        """List the kinds of acts there are."""
        return AuditActions(items=await self._office.database.run(rows.actions))


def _before(text: str) -> int:
    audit_id = cursor.decode(text, int)[0]
    if not isinstance(audit_id, int) or not 0 < audit_id <= _LARGEST_ID:
        raise cursor.wrong()
    return audit_id


def _utc(at: datetime | None) -> datetime | None:
    """Return a time with its zone; one without is UTC."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
