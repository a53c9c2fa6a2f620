"""The real supervisor over throwaway workers, as a process of its own.

``python -m tests.kit.dummysupervisor '{"agi_port": 4573, "first": 9092, ...}'``
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import trio

from callcore.desk.listeners import PortTaken
from callcore.supervisor.deadlines import Deadlines
from callcore.supervisor.plan import Plan
from callcore.supervisor.run import Supervisor
from tests.kit.dummyworker import Fields


def plan_of(raw: dict[str, Any]) -> Plan:
    """Return the plan that the tests ask for."""
    worker = json.dumps(raw)
    engine, archive = raw.get("engine"), raw.get("archive")
    spool = raw.get("spool")

    def command(name: str, fd: int) -> list[str]:
        module = raw.get("worker_module", "tests.kit.dummyworker")
        return [sys.executable, "-m", module, name, str(fd), worker]

    return Plan(
        worker_command=command,
        workers=raw["workers"],
        engine_command=None if engine is None else lambda _fd: list(engine),
        archive_command=None if archive is None else lambda _fd: list(archive),
        spool_folder=None if spool is None else Path(spool),
        spool_bytes=1_000_000,
        agi_port=raw["agi_port"],
        did_languages={"1001": "uk"},
        drain_s=raw.get("drain_s", 1.0),
        notify_socket=raw.get("notify_socket", ""),
        status_path=Path(raw["status_path"]),
        deadlines=Deadlines(**raw.get("deadlines", {})),
    )


def main() -> int:
    """Run it; 78 is EX_CONFIG."""
    logging.basicConfig(level=logging.INFO)
    logging.getLogger().handlers[0].setFormatter(Fields("supervisor"))
    try:
        return trio.run(Supervisor(plan_of(json.loads(sys.argv[1]))).run)
    except PortTaken as exc:
        print(exc, file=sys.stderr)  # noqa: T201
        return 78


if __name__ == "__main__":
    sys.exit(main())
