"""What values the calls of the last days have, for the menus of filters.

Each column that is filtered by equality has an index (it, started_at): its values are found
by stepping from one to the next, whatever the number of calls. An answer is good for a
minute.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from adminapi.calls.shapes import Facets, FacetsQuery
from adminapi.edges.endpoint import Answer, Ask
from adminapi.office import Office
from callcore.shared.database.pool import Connection, rows

GOOD_S: Final = 60.0
MOST_VALUES: Final = 200  # of one column: a menu; whoever has more types the value
_MOST_STEPS: Final = 2_000  # through values that were used before these days only
#: columns that a filter asks for by equality
COLUMNS: Final = (
    *("did", "language", "outcome", "reason"),
    *("worker", "prompt", "stt_arm"),
)


class Menus:
    """The handler; keeps the last answer for each number of days that was asked for."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._kept: dict[int, tuple[float, Facets]] = {}

    async def facets(self, ask: Ask) -> Answer:
        """Return the values that calls of the last days have."""
        days, now_s = ask.query(FacetsQuery).days, self._office.now_s()
        at_s, kept = self._kept.get(days, (0.0, None))
        if kept is None or not 0 <= now_s - at_s < GOOD_S:
            since = datetime.fromtimestamp(now_s, UTC) - timedelta(days=days)
            kept = await self._office.database.run(lambda c: facets(c, since))
            self._kept = {**self._fresh(now_s), days: (now_s, kept)}
        return kept

    def _fresh(self, now_s: float) -> dict[int, tuple[float, Facets]]:
        return {d: each for d, each in self._kept.items() if now_s - each[0] < GOOD_S}


def facets(connection: Connection, since: datetime) -> Facets:
    """Return the values of calls that began at ``since`` or later, in alphabetical order."""
    return Facets.model_validate(
        {column: values(connection, column, since) for column in COLUMNS}
    )


def values(connection: Connection, column: str, since: datetime) -> list[str]:
    """Return the values of one of :data:`COLUMNS`, at most :data:`MOST_VALUES`."""
    found = rows(
        connection,
        "WITH RECURSIVE step (value, number) AS ("  # noqa: S608 - a name of the table here
        f"(SELECT {column}, 1 FROM calls ORDER BY {column} LIMIT 1) UNION ALL "
        f"SELECT (SELECT {column} FROM calls WHERE {column} > step.value "
        f"ORDER BY {column} LIMIT 1), number + 1 "
        "FROM step WHERE value IS NOT NULL AND number < %s) "
        # LATERAL with a LIMIT: a probe of the index each, never a join over all calls
        "SELECT value FROM step CROSS JOIN LATERAL (SELECT 1 FROM calls "
        f"WHERE {column} = step.value AND started_at >= %s LIMIT 1) AS used "
        "WHERE value <> '' ORDER BY value COLLATE \"C\" LIMIT %s",
        _MOST_STEPS,
        since,
        MOST_VALUES,
    )
    return [row["value"] for row in found]
