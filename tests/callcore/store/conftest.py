"""One shop for the contract suite: in memory, and the real process over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from callcore.shared.ids import CallId, new_call_id
from callcore.shared.offload import run_inline as inline
from callcore.store.client import HttpStore, open_http_store
from callcore.store.gate import Note
from callcore.store.limits import LIMITS, Group, Limit
from callcore.store.outbox import open_outbox

#: for tests that are not about time, on a machine that is busy with others
PATIENT: Final[Mapping[Group, Limit]] = {
    group: replace(limit, attempt_s=20.0, total_s=50.0)
    for group, limit in LIMITS.items()
}


@pytest.fixture
def call_id() -> CallId:
    return new_call_id()


@asynccontextmanager
async def http_store(
    url: str,
    folder: Path,
    *,
    limits: Mapping[Group, Limit] = PATIENT,
    note: Note | None = None,
) -> AsyncIterator[HttpStore]:
    """Open a client of the store at ``url`` with an outbox of its own."""
    async with open_outbox(folder / "outbox.jsonl", inline, lambda: 1.8e9) as outbox:
        async with open_http_store(url, outbox, limits=limits, note=note) as store:
            yield store
