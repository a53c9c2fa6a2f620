"""One shop for the contract suite: in memory, and the real process over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcore.shared.ids import CallId, new_call_id
from callcore.shared.offload import run_inline as inline
from callcore.store.client import HttpStore, open_http_store
from callcore.store.outbox import open_outbox


@pytest.fixture
def call_id() -> CallId:
    return new_call_id()


@asynccontextmanager
async def http_store(url: str, folder: Path) -> AsyncIterator[HttpStore]:
    """Open a client of the store at ``url`` with an outbox of its own."""
    async with open_outbox(folder / "outbox.jsonl", inline, lambda: 1.8e9) as outbox:
        async with open_http_store(url, outbox) as store:
            yield store
