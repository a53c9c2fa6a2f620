"""How PostgreSQL does in one process: put around its pool from outside, for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.pool import Connection, Database
from chaos.cuts.points import Weather

NOWHERE = "postgresql://nobody@/nothing?host=/nonexistent"
T = TypeVar("T")


def url_in(weather: Weather, url: str) -> str:
    """Return where a process looks for PostgreSQL."""
    return NOWHERE if weather == "away" else url


def install(weather: Weather) -> None:
    """Let PostgreSQL go away after the first job, or do its jobs and not be heard."""
    if weather not in ("goes", "deaf"):
        return
    real, done = Database.run, 0

    async def run(self: Database, work: Callable[[Connection], T]) -> T:
        nonlocal done
        if weather == "goes" and done:
            raise DatabaseDown("gone")
        answer = await real(self, work)
        done += 1
        if weather == "deaf":
            raise DatabaseDown("deaf")
        return answer

    Database.run = run  # type: ignore[method-assign]
