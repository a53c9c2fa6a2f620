"""The signal goes to the right process and to no other."""

from __future__ import annotations

import signal
from pathlib import Path

from chaos.faults import store_down
from chaos.faults.fault import Context
from chaos.faults.store_down import StoreDown


async def test_only_the_store_gets_it(monkeypatch):
    sent = []
    monkeypatch.setattr(
        store_down, "send", lambda pid, number: sent.append((pid, number))
    )
    context = Context(Path("/x"), store_pid=11, worker_pid=lambda: 22)
    await StoreDown().inject(context)
    assert sent == [(context.store_pid, signal.SIGKILL)]
