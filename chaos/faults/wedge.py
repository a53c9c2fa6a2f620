"""SIGSTOP to the worker that holds the call: alive for the kernel, dead for the caller."""

from __future__ import annotations

import signal
from typing import ClassVar

from chaos.faults.fault import Context, Fault
from chaos.faults.processes import send


class Wedge(Fault):
    """The event loop stands still; sockets stay open."""

    name: ClassVar[str] = "wedge"
    about: ClassVar[str] = "the worker that holds the call freezes (SIGSTOP)"

    async def inject(self, context: Context) -> None:
        """Stop the worker that holds the call."""
        send(context.worker_pid(), signal.SIGSTOP)
