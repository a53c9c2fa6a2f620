"""The probes: each bounded to a second, all at once, not more often than once a second."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import trio

from adminapi.health.judging import Found, Verdict, verdicts
from adminapi.office import Office
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, one
from callcore.shared.state.port import StateDown, WorkerState

PROBE_S: Final = 1.0
KEPT_S: Final = 1.0
ARCHIVE_FILE: Final = "archive.json"
MOST_BYTES: Final = 100_000


class Probes:
    """Asks everybody; :meth:`ask` may be called by many at the same time."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._since: dict[str, tuple[str, float]] = {}
        self._kept: list[Verdict] = []
        self._asked_s = -KEPT_S
        self._asking = trio.Lock()
        self._disk = trio.CapacityLimiter(1)  # one that hangs holds one thread

    async def ask(self) -> list[tuple[Verdict, float]]:
        """Return how every part is, and since when (unix time) we know it so."""
        async with self._asking:
            if trio.current_time() - self._asked_s >= KEPT_S:
                self._kept = verdicts(await self._look())
                self._asked_s = trio.current_time()
                self._remember()
        return [(each, self._since[_key(each)][1]) for each in self._kept]

    def _remember(self) -> None:
        before, now_s = self._since, self._office.now_s()
        self._since = {}
        for each in self._kept:
            state, since_s = before.get(_key(each), ("", now_s))
            since_s = since_s if state == each.state else now_s
            self._since[_key(each)] = (each.state, since_s)

    async def _look(self) -> Found:
        found: dict[str, Any] = {"workers": None, "records": None, "archive": None}
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._postgres, found)
            nursery.start_soon(self._redis, found)
            nursery.start_soon(self._archive, found)
        return Found(now_s=self._office.now_s(), **found)

    async def _postgres(self, found: dict[str, Any]) -> None:
        async def ask() -> None:
            found["records"] = await self._office.database.run(records)

        found["postgres"] = await _trouble(ask)

    async def _redis(self, found: dict[str, Any]) -> None:
        async def ask() -> None:
            await self._office.state.ping()
            workers: Sequence[WorkerState] = await self._office.state.workers()
            found["workers"] = workers

        found["redis"] = await _trouble(ask)

    async def _archive(self, found: dict[str, Any]) -> None:
        path = self._office.config.data_dir / ARCHIVE_FILE
        with trio.move_on_after(PROBE_S):
            found["archive"] = await trio.to_thread.run_sync(
                read_figures, path, abandon_on_cancel=True, limiter=self._disk
            )


async def _trouble(ask: Callable[[], Awaitable[None]]) -> str:
    """Return why something cannot be asked, a machine word; '' if it can."""
    try:
        with trio.fail_after(PROBE_S):
            await ask()
    except trio.TooSlowError:
        return "too-slow"
    except (DatabaseError, StateDown) as error:
        return str(error)[:100] or "down"
    return ""


def _key(verdict: Verdict) -> str:
    return f"{verdict.name} {verdict.hears['en']}"


def records(connection: Connection) -> Mapping[str, Any]:
    """Return the published prompt, the age of the prices, when a runner was seen."""
    found = one(
        connection,
        "SELECT (SELECT version FROM prompts WHERE state = 'published' "
        "ORDER BY published_at DESC NULLS LAST LIMIT 1) AS prompt, "
        "(SELECT extract(epoch FROM now() - max(active_from)) / 86400 "
        "FROM price_tables WHERE active_from <= now())::float8 AS prices_days, "
        "(SELECT extract(epoch FROM now() - max(seen_at)) FROM prompt_runners)::float8 "
        "AS runner_s",
    )
    assert found is not None
    return found


def read_figures(path: Path) -> Mapping[str, Any] | None:
    """Return what the archive process says of itself; ``None`` if it says nothing."""
    try:
        with path.open("rb") as file:
            figures = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    return figures if isinstance(figures, dict) else None
