"""The admin API to be attacked: the real one, with limits that do not end the attack.

Everything else is as in production; the limits have tests of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import trio

from adminapi import app
from adminapi.edges import limits
from adminapi.edges.endpoint import Answer, Ask, Endpoint
from adminapi.edges.shapes import Told
from adminapi.office import Office
from adminapi.settings import from_environment
from callcore.shared.observe import log

MORE = 1_000_000


class Nothing:
    """A subject whose endpoint does nothing: what is left is the way to it and back."""

    def endpoints(self, _office: Office) -> Sequence[Endpoint]:
        """Return the table."""
        about = "Do nothing, for who may."
        return [
            Endpoint(
                method="GET", path="/nothing-at-all", about=about, handler=_nothing,
                told=Done, tag="bench",
            )
        ]  # fmt: skip


class Done(Told):
    """Nothing was done."""

    done: bool = True


async def _nothing(_ask: Ask) -> Answer:
    return Done()


def main() -> int:
    """Serve until SIGTERM."""
    config = from_environment()
    log.setup(config.log_level, "adminapi")
    generous_limits()
    vars(app)["SUBJECTS"] = (*app.SUBJECTS, Nothing())
    trio.run(app.serve, config)
    return 0


def generous_limits() -> None:
    """Let every office of this process be made with other limits."""
    generous = {name: replace(rule, most=MORE) for name, rule in limits.LIMITS.items()}
    usual = limits.Limits.__init__.__defaults__ or ()
    limits.Limits.__init__.__defaults__ = (*usual[:-1], generous)


if __name__ == "__main__":
    sys.exit(main())
