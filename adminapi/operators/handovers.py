"""What the endpoint of hand-overs does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from adminapi.edges import cursor
from adminapi.edges.endpoint import Ask
from adminapi.edges.problem import FieldError, Problem
from adminapi.edges.shapes import Page
from adminapi.office import Office
from adminapi.operators import handoverrows
from adminapi.operators.shapes import HandoversQuery, HandoverTold


class Handovers:
    """The handler of the list."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def page(self, ask: Ask) -> Page[HandoverTold]:
        """Answer with a page of hand-overs, newest first."""
        wanted = ask.query_or_none
        assert isinstance(wanted, HandoversQuery)
        after_at, after_id = _after(wanted.cursor)
        values = wanted.model_dump(exclude={"cursor", "limit"})
        values |= {"after_at": after_at, "after_id": after_id}
        most = wanted.limit
        found = await self._office.database.run(
            lambda c: handoverrows.page(c, values, most + 1)
        )
        items = [HandoverTold(**row) for row in found[:most]]
        return Page[HandoverTold](items=items, next=_next(found, most))


def _after(text: str | None) -> tuple[datetime | None, str | None]:
    if text is None:
        return None, None
    at, handover_id = cursor.decode(text, str, str)
    try:
        return datetime.fromisoformat(str(at)), str(UUID(str(handover_id)))
    except ValueError:
        error = FieldError(
            where="query.cursor", problem="must be a cursor of this list"
        )
        raise Problem("invalid", errors=[error]) from None


def _next(found: list[dict[str, Any]], most: int) -> str | None:
    if len(found) <= most:
        return None
    last = found[most - 1]
    return cursor.encode([last["at"].isoformat(), last["handover_id"]])
