"""SIGKILL to the shop's Store API."""

from __future__ import annotations

import signal
from typing import ClassVar

from chaos.faults.fault import Context, Fault
from chaos.faults.processes import send


class StoreDown(Fault):
    """Searches and orders are refused by the kernel."""

    name: ClassVar[str] = "store-down"
    about: ClassVar[str] = "the shop's store is killed (SIGKILL)"

    async def inject(self, context: Context) -> None:
        """Kill the store."""
        send(context.store_pid, signal.SIGKILL)
