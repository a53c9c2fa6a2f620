"""Who hogged the loop: a Trio instrument that names the task.

Two clock reads a task step, about 0.2 us; everything else happens only after a stall.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Final

import trio

LIMIT_S: Final = 0.1  # five frames: Asterisk re-anchors its timestamps at that

log = logging.getLogger(__name__)


class StallWatch(trio.abc.Instrument):
    """Install it with ``trio.lowlevel.add_instrument``."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.stalls = 0
        self.worst_s = 0.0
        self._clock = clock
        self._began_s = clock()

    def before_task_step(self, _task: trio.lowlevel.Task) -> None:
        """Start the clock."""
        self._began_s = self._clock()

    def after_task_step(self, task: trio.lowlevel.Task) -> None:
        """Tell whoever took too long."""
        took_s = self._clock() - self._began_s
        if took_s > LIMIT_S:
            self.stalls += 1
            self.worst_s = max(self.worst_s, took_s)
            where = {"task": task.name, "function": innermost(task.coro)}
            log.warning("stalled", extra={**where, "took_s": round(took_s, 3)})


def innermost(coro: Any) -> str:  # noqa: ANN401 -- coroutines, generators, awaitables
    """Return the function that ``coro`` waits in now, which is where it had been busy.

    A task that has ended waits nowhere; then its own function is the answer.
    """
    name = getattr(coro, "__qualname__", "?")
    while coro is not None:
        code = getattr(coro, "cr_code", None)
        if code is not None and "/trio/" not in code.co_filename:
            name = code.co_qualname
        coro = getattr(coro, "cr_await", None)
    return str(name)
