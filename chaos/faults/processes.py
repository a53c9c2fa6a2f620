"""Finds the process behind a port, by what the kernel says."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

from chaos.faults.fault import FaultError

LISTEN: Final = "0A"  # TCP_LISTEN in include/net/tcp_states.h


def pid_listening_on(port: int, proc: Path = Path("/proc")) -> int:
    """Return the process that listens on a TCP port. Raises :exc:`FaultError`."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port, proc)}
    for descriptor in proc.glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if os.readlink(descriptor) in sockets:
                return int(descriptor.parts[-3])
    raise FaultError(f"nobody listens on port {port}")


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal. Raises :exc:`FaultError` if the process is gone."""
    try:
        os.kill(pid, number)
    except OSError as exc:
        raise FaultError(
            f"no {number.name} for process {pid}: {exc.strerror}"
        ) from None


def _listening_inodes(port: int, proc: Path) -> list[str]:
    found = []
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in (proc / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                if (
                    fields[3] == LISTEN
                    and int(fields[1].rpartition(":")[2], 16) == port
                ):
                    found.append(fields[9])
    return found
