"""A process that watches itself: a loop that no longer runs is killed by the kernel.

The loop re-arms an interval timer, and SIGALRM keeps its default action, which needs no
Python: it ends a process that is stuck in native code with the GIL in hand. So an orphan
needs no parent (DESIGN.md section 2). As PID 1 in a container SIGALRM does nothing: run
a small init.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SUPERVISOR_ALARM_S: Final = 3.0  # its rounds take 0.1 s
WORKER_ALARM_S: Final = (
    2.0  # callers are with a human 2 s after a freeze: P1 promises 10
)


class Alarm:
    """Ends this process unless :meth:`arm` is called again within ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._on = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Let :meth:`arm` mean something inside; disarmed on leaving."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        self._on = True
        try:
            yield
        finally:
            self._on = False
            signal.setitimer(signal.ITIMER_REAL, 0.0)

    def arm(self) -> None:
        """Start the time again; nothing happens outside :meth:`watching`."""
        if self._on:
            signal.setitimer(signal.ITIMER_REAL, self._seconds)
