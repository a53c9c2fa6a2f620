"""`callcore run` for tests on a machine that is shared: more patient, and quick to try again.

``python -m tests.kit.officesupervisor``; settings come from the environment, as always.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import trio

from callcore.app.supervisor import plan_of
from callcore.shared.config import from_environment
from callcore.shared.observe import log
from callcore.supervisor.deadlines import Deadlines
from callcore.supervisor.run import Supervisor
from tests.kit.house import EASY

QUICK = "OFFICE_QUICK"  # set: voices as in tests.kit.officeworker
PATIENT = Deadlines(
    **EASY,
    late_s=1.0,
    silent_s=8.0,  # a worker that waits for a core is not dead
    backoff_cap_s=0.2,  # a test that kills ten times does not wait ten times
)


def _quick_worker(name: str, fd: int) -> list[str]:
    return [sys.executable, "-m", "tests.kit.officeworker", "worker", name, str(fd)]


def main() -> int:
    """Run it until a signal comes."""
    config = from_environment()
    log.setup(config.log_level, "supervisor")
    # scripted ears and voices need no models, and loading them takes both cores
    plan = replace(plan_of(config), deadlines=PATIENT, engine_command=None)
    if QUICK in os.environ:
        plan = replace(plan, worker_command=_quick_worker)
    trio.run(Supervisor(plan).run, restrict_keyboard_interrupt_to_checkpoints=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
