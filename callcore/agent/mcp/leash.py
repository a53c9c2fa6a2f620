"""Runs a command that must not outlive the process which asked for it.

``leash.py PID COMMAND...``, with only the standard library, so that it starts fast. It
leads a process group; when the command has ended, or process PID has (by SIGKILL too), it
kills the group, itself included. A death signal (``PR_SET_PDEATHSIG``) would not do: it
is sent when the thread that forked ends, and is lost by the grandchildren that ``npx``
and shells leave.
"""

from __future__ import annotations

import os
import select
import signal
import sys


def main() -> None:
    """Run until either ends; never returns with the command alive."""
    owner, command = int(sys.argv[1]), sys.argv[2:]
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is for the command
    try:
        their_end = os.pidfd_open(owner)
        if os.getppid() == owner:
            wait_first(their_end, os.pidfd_open(run(command)))
    finally:
        os.killpg(0, signal.SIGKILL)


def run(command: list[str]) -> int:
    """Start the command in our group, with our standard streams; return its pid."""
    return os.posix_spawnp(
        command[0],
        command,
        os.environ,  # noqa: TID251 - ours to hand on
        setsigdef=[signal.SIGTERM],
    )


def wait_first(*pidfds: int) -> None:
    """Return when one of the processes has ended."""
    poll = select.poll()
    for pidfd in pidfds:
        poll.register(pidfd, select.POLLIN)
    poll.poll()


if __name__ == "__main__":
    main()
