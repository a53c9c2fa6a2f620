"""The hub of a process, on its database and its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from adminapi.live import rows
from adminapi.live.board import Json
from adminapi.live.hub import Hub
from callcore.shared import stamps
from callcore.shared.database.pool import Database
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.state.port import State


def open_hub(
    database: Database,
    state: State,
    ring: KeyRing,
    now_s: Callable[[], float] = stamps.now_s,
) -> Hub:
    """Return a hub; its :meth:`Hub.run` is a task beside the servers."""

    async def callers(call_ids: Sequence[str]) -> Mapping[str, str]:
        return await database.run(lambda c: rows.callers(c, call_ids, ring))

    async def operators() -> Sequence[Json]:
        return await database.run(rows.presences)

    return Hub(state, callers, operators, now_s)
