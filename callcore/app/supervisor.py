"""Composition root of the supervisor: ``callcore run``. Loads no native code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import trio

from callcore.desk.listeners import PortTaken
from callcore.shared.config import Config
from callcore.shared.observe import log
from callcore.supervisor.plan import Plan
from callcore.supervisor.run import Supervisor


def run(config: Config, _arguments: Sequence[str]) -> int:
    """Run the front desk with its workers and the engine process; return the exit code."""
    log.setup(config.log_level, "supervisor")
    # Ctrl-C is a drain here; Trio's own handler would break it in the middle
    try:
        return trio.run(
            Supervisor(plan_of(config)).run,
            restrict_keyboard_interrupt_to_checkpoints=True,
        )
    except PortTaken as taken:
        sys.stderr.write(f"callcore: {taken}\n")
        return 1


def plan_of(config: Config) -> Plan:
    """Return what the supervisor is told."""
    callcore = [sys.executable, "-m", "callcore"]
    return Plan(
        worker_command=lambda name, fd: [*callcore, "worker", name, str(fd)],
        workers=config.workers,
        engine_command=lambda fd: [*callcore, "engines", str(fd)],
        agi_host=config.host,
        agi_port=config.agi_port,
        target_host=config.target_host or config.host,
        language=config.language,
        did_languages=config.did_languages,
        drain_s=config.drain_s,
        call_max_s=config.call_max_s,
        notify_socket=config.notify_socket,
        status_path=config.data_dir / "status.json",
    )
