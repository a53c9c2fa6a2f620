"""A child process with a link to us."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
from collections.abc import Callable
from typing import Final

import trio

from callcore.desk.linkpipe import LinkPipe, open_link

LinkCommand = Callable[[int], list[str]]
"""Returns the command line of a child that inherits this link descriptor."""

FORK_S: Final = 10.0  # takes milliseconds; a machine that swaps takes longer

log = logging.getLogger(__name__)


class CannotStart(Exception):
    """The operating system would not start a child; the message says why."""


class Child:
    """Made by :meth:`start`; the owner awaits :meth:`wait`, which also frees it."""

    def __init__(self, name: str, process: trio.Process, link: LinkPipe) -> None:
        self.name = name
        self.pid = process.pid
        self.link = link
        self._process = process
        self._pidfd = os.pidfd_open(process.pid)

    @classmethod
    async def start(cls, name: str, command: LinkCommand) -> Child:
        """Start a process in a session of its own: Ctrl-C is for the supervisor only.

        Raises :exc:`CannotStart` if it cannot be started. Not to be cancelled half-way, so it
        is shielded; a fork takes milliseconds.
        """
        link, theirs = open_link()
        fd = theirs.fileno()
        try:
            with theirs, trio.fail_after(FORK_S, shield=True):
                process = await trio.lowlevel.open_process(
                    command(fd),
                    pass_fds=(fd,),
                    start_new_session=True,
                    stdin=subprocess.DEVNULL,
                )
        except (OSError, trio.TooSlowError) as exc:
            link.close()
            raise CannotStart(str(exc) or "no memory or processes left") from exc
        return cls(name, process, link)

    async def wait(self) -> int:
        """Return the exit code once the process has ended. Cancel-safe."""
        code = await self._process.wait()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        return code

    def kill(self, reason: str) -> None:
        """SIGKILL, by pidfd, so that no other process can be hit. Idempotent."""
        log.warning("killing", extra={"child": self.name, "reason": reason})
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM. Idempotent."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self._pidfd < 0:
            return
        try:
            signal.pidfd_send_signal(self._pidfd, number)
        except ProcessLookupError:
            log.info("already gone", extra={"child": self.name})
