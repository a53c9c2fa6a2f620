"""The signal goes to the right process and to no other."""

from __future__ import annotations

import signal
from pathlib import Path

from chaos.faults import wedge
from chaos.faults.fault import Context
from chaos.faults.wedge import Wedge


async def test_only_the_worker_gets_it(monkeypatch):
    sent = []
    monkeypatch.setattr(wedge, "send", lambda pid, number: sent.append((pid, number)))
    context = Context(Path("/x"), store_pid=11, worker_pid=lambda: 22)
    await Wedge().inject(context)
    assert sent == [(context.worker_pid(), signal.SIGSTOP)]
