"""SIGKILL to the worker that holds the call: no goodbye, no mark, no cleanup."""

from __future__ import annotations

import signal
from typing import ClassVar

from chaos.faults.fault import Context, Fault
from chaos.faults.processes import send


class Kill9(Fault):
    """The worker is gone from one instruction to the next."""

    name: ClassVar[str] = "kill9"
    about: ClassVar[str] = "the worker that holds the call is killed (SIGKILL)"

    async def inject(self, context: Context) -> None:
        """Kill the worker that holds the call."""
        send(context.worker_pid(), signal.SIGKILL)
