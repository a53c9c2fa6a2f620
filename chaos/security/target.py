"""The admin API to be attacked: the real one, with limits that do not end the attack.

Everything else is as in production; the limits have tests of their own.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import trio

from adminapi import app
from adminapi.edges import limits
from adminapi.settings import from_environment
from callcore.shared.observe import log

MORE = 1_000_000


def main() -> int:
    """Serve until SIGTERM."""
    config = from_environment()
    log.setup(config.log_level, "adminapi")
    generous = {name: replace(rule, most=MORE) for name, rule in limits.LIMITS.items()}
    limits.Limits.__init__.__defaults__ = (  # the table that offices are made with
        *(limits.Limits.__init__.__defaults__ or ())[:-1],
        generous,
    )
    trio.run(app.serve, config)
    return 0


if __name__ == "__main__":
    sys.exit(main())
