"""Composition root of the supervisor: ``callcore run``. Loads no native code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from typing import Final

import trio

from callcore.desk.listeners import PortTaken
from callcore.shared.observe import log
from callcore.shared.sealed.keytext import MISSING
from callcore.shared.settings import Config
from callcore.supervisor.child import LinkCommand
from callcore.supervisor.plan import Plan
from callcore.supervisor.run import Supervisor

VENDORS: Final = frozenset({"google", "openai"})
CHECK_S: Final = 60.0  # it imports much, perhaps on a machine that is busy


def run(config: Config, _arguments: Sequence[str]) -> int:
    """Run the front desk with its workers and the engine process; return the exit code."""
    log.setup(config.log_level, "supervisor")
    if config.database_url and not config.data_keys:
        sys.stderr.write(f"callcore: {MISSING}\n")
        return 2
    if needs_check(config) and not is_possible():
        return 1
    # Ctrl-C is a drain here; Trio's own handler would break it in the middle
    try:
        return trio.run(
            Supervisor(plan_of(config)).run,
            restrict_keyboard_interrupt_to_checkpoints=True,
        )
    except PortTaken as taken:
        sys.stderr.write(f"callcore: {taken}\n")
        return 1


def needs_check(config: Config) -> bool:
    """Return whether the settings name what may be impossible: the defaults are not."""
    named = {*config.stt, *config.tts, *config.llm, config.stt_candidate}
    files = config.prices, config.mcp
    return any(files) or bool(named & VENDORS)


def is_possible() -> bool:
    """Look at the engines in a process of its own, which tells why not.

    A worker would find out as well, but it would be started again and again.
    """
    command = [sys.executable, "-m", "callcore", "check"]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, check=False, timeout=CHECK_S, stdout=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        sys.stderr.write("callcore: the check of the engines does not end.\n")
        return False
    return done.returncode == 0


def plan_of(config: Config) -> Plan:
    """Return what the supervisor is told."""
    callcore = [sys.executable, "-m", "callcore"]
    return Plan(
        worker_command=lambda name, fd: [*callcore, "worker", name, str(fd)],
        workers=config.workers,
        engine_command=lambda fd: [*callcore, "engines", str(fd)],
        archive_command=archive_of(config, callcore),
        spool_folder=config.data_dir / "spool" if config.database_url else None,
        spool_bytes=config.spool_mb * 1_000_000,
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


def archive_of(config: Config, callcore: Sequence[str]) -> LinkCommand | None:
    """Return the command of the archive process; without a database there is none."""
    if not config.database_url:
        return None
    return lambda fd: [*callcore, "archive", str(fd)]
