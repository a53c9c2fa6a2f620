"""The signal goes to the right process and to no other."""

from __future__ import annotations

import signal
from pathlib import Path

from chaos.faults import kill9
from chaos.faults.fault import Context
from chaos.faults.kill9 import Kill9


async def test_only_the_worker_gets_it(monkeypatch):
    sent = []
    monkeypatch.setattr(kill9, "send", lambda pid, number: sent.append((pid, number)))
    context = Context(Path("/x"), store_pid=11, worker_pid=lambda: 22)
    await Kill9().inject(context)
    assert sent == [(context.worker_pid(), signal.SIGKILL)]
