"""Which lines have input, and when to look: epoll; its twin is in ``memory.py``."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterable
from typing import Final, Protocol

import trio

from callcore.transport.line import Line

IDLE_S: Final = 0.1  # 10 Hz: the heartbeat of a worker without calls
MAX_EVENTS: Final = 4096


async def let_others_run() -> None:
    """Let every task that can run do so once, before a late ticker serves the next slot.

    Two checkpoints: Trio shuffles what is runnable, so after one alone the driver that
    should answer what this step brought may still be behind the ticker.
    """
    await trio.lowlevel.checkpoint()
    await trio.lowlevel.checkpoint()


class Readiness(Protocol):
    """What the ticker asks of epoll, or of its twin in memory."""

    def register(self, line: Line) -> None:
        """Watch a line."""

    def unregister(self, line: Line) -> None:
        """Stop watching it, before its wire is closed."""

    def ready(self) -> Iterable[Line]:
        """Return the lines that have input or EOF."""

    async def wait_step(
        self, step: int, time_of: Callable[[int], float], occupied: Callable[[], int]
    ) -> int:
        """Sleep; return the step to do next, ``step`` or a later one."""

    async def wait_line(self, came: trio.Event) -> None:
        """Return when a line came, or when an idle ticker should beat."""

    def close(self) -> None:
        """Give back what the operating system lent. Idempotent."""


class EpollReadiness:
    """A private epoll, polled every step: no task and no Trio bookkeeping per line."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._line_of_fd: dict[int, Line] = {}

    def register(self, line: Line) -> None:
        """See :class:`Readiness`."""
        fd = line.wire.fileno()
        self._epoll.register(fd, select.EPOLLIN)
        self._line_of_fd[fd] = line

    def unregister(self, line: Line) -> None:
        """See :class:`Readiness`."""
        fd = line.wire.fileno()
        del self._line_of_fd[fd]
        if not self._epoll.closed:  # calls may outlive a cancelled ticker by 500 ms
            self._epoll.unregister(fd)

    def ready(self) -> list[Line]:
        """See :class:`Readiness`."""
        lines = self._line_of_fd
        return [lines[fd] for fd, _ in self._epoll.poll(0, MAX_EVENTS)]

    async def wait_step(
        self, step: int, time_of: Callable[[int], float], _occupied: Callable[[], int]
    ) -> int:
        """See :class:`Readiness`; every step is looked at."""
        due_s = time_of(step)
        if due_s <= trio.current_time():
            await let_others_run()
        else:
            await trio.sleep_until(due_s)
        return step

    async def wait_line(self, came: trio.Event) -> None:
        """See :class:`Readiness`."""
        with trio.move_on_after(IDLE_S):
            await came.wait()

    def close(self) -> None:
        """See :class:`Readiness`."""
        self._epoll.close()
