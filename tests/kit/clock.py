"""Virtual time that is the same every time.

Trio shuffles runnable tasks on purpose. A simulation wants another order per seed and the
same order for the same seed, so the scheduler's own random numbers are seeded (STACK.md
section 7). Both names are private to Trio; tests/kit/test_clock.py says what broke if a
new version changes them. It holds only without threads and real sockets.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import trio
import trio.testing

T = TypeVar("T")


@contextmanager
def deterministic(seed: int) -> Iterator[None]:
    """Make every ``trio.run`` inside schedule as ``seed`` says."""
    scheduler: Any = trio._core._run
    before, state = scheduler._ALLOW_DETERMINISTIC_SCHEDULING, scheduler._r.getstate()
    scheduler._ALLOW_DETERMINISTIC_SCHEDULING = True
    scheduler._r.seed(seed)
    try:
        yield
    finally:
        scheduler._ALLOW_DETERMINISTIC_SCHEDULING = before
        scheduler._r.setstate(state)


def run_virtual(
    async_fn: Callable[..., Awaitable[T]],
    *args: object,
    seed: int = 0,
    instruments: tuple[trio.abc.Instrument, ...] = (),
) -> T:
    """Run ``async_fn`` in virtual time that jumps when all wait; return its result."""
    clock = trio.testing.MockClock(autojump_threshold=0)
    with deterministic(seed):
        return trio.run(async_fn, *args, clock=clock, instruments=instruments)


def reseed(seed: int) -> None:
    """Give the run that is under way another order, inside a hypothesis example.

    pytest-trio and hypothesis seed every example alike, so 200 examples would be one
    order 200 times. Draw the seed.
    """
    scheduler: Any = trio._core._run
    scheduler._r.seed(seed)


class StepTrace(trio.abc.Instrument):
    """The order in which tasks ran, by name: equal traces are equal runs."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        """See :class:`trio.abc.Instrument`."""
        self.steps.append(task.name)
