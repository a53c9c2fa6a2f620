"""What the supervisor is told at its start: plain values, no environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from callcore.shared.ids import Language
from callcore.supervisor.child import LinkCommand
from callcore.supervisor.deadlines import Deadlines

WorkerCommand = Callable[[str, int], list[str]]
"""``(name, link_fd)`` -> the command line of a worker that inherits ``link_fd``."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One machine's front desk and its processes."""

    worker_command: WorkerCommand
    workers: int
    engine_command: LinkCommand | None = None  # the process of the native engines
    archive_command: LinkCommand | None = None  # brings records into PostgreSQL
    spool_folder: Path | None = None  # where records wait for it; None: there are none
    spool_bytes: int = 0  # bound of our own
    agi_host: str = "127.0.0.1"  # FastAGI has no password: keep it off the network
    agi_port: int = 4573
    target_host: str = "127.0.0.1"  # where Asterisk reaches the workers
    language: Language = "en"  # of a number that is not in did_languages
    did_languages: Mapping[str, Language] = field(default_factory=dict)
    drain_s: float = 30.0  # SIGTERM: after that, callers go to humans
    call_max_s: float = 1200.0  # a rolled worker is killed so long after its last admit
    notify_socket: str = ""  # systemd's NOTIFY_SOCKET
    status_path: Path | None = None  # JSON for operators, rewritten every second
    deadlines: Deadlines = field(default_factory=Deadlines)
