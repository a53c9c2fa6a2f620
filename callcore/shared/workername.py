"""The one name of a worker in the whole house: in the live state and in records."""

from __future__ import annotations

import socket


def worker_id(name: str, pid: int) -> str:
    """Return ``host:name:pid``; ``name`` is the supervisor's word for it, as ``w1``.

    With the process id no two workers ever share a name while one of them is remembered,
    so a command never reaches the successor of the one it was meant for.
    """
    return f"{socket.gethostname()}:{name}:{pid}"
