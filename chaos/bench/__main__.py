"""``just bench``: measurements that carry machine and date.

::

    just bench load     added latency, processor and memory per call, under load
    just bench turns    end of turn on labelled speech
    just bench barge    interruptions: how fast, and what is kept of what was heard
    just bench engines  what engines cost, how soon another takes over, how well they hear
    just bench store    what a hung endpoint of the shop costs the other calls
    just bench guard    what the guard costs for each tool call
    just bench admin    a request to the admin API, and a flood of logins
    just bench live     the live board of the admin API: delays, clients a core
    just bench call     aborted calls, killed and frozen workers, demo calls
    just bench web      sizes of the web UI, and what its busy board costs in Chromium
    just bench calls    pages of the call list of the admin API, out of a million calls

Each takes ``--write``, which puts its table between its markers of README.md, and
``--help``. Absolute times move with a shared machine; what holds is how rows of one run
compare.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final, cast

Main = Callable[[Sequence[str]], int]

BENCHES: Final = {
    "load": "chaos.bench.loadbench",
    "turns": "chaos.turns.__main__",
    "barge": "chaos.bench.barge",
    "engines": "chaos.bench.engines",
    "store": "chaos.bench.store",
    "guard": "chaos.bench.guard",
    "admin": "chaos.bench.admin",
    "live": "chaos.bench.live",
    "call": "chaos.bench.callbench",
    "calls": "chaos.bench.calls",
    "web": "chaos.bench.web",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench that is named first; return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] not in BENCHES:
        wrong = f"there is no bench {words[0]!r}\n\n" if words else ""
        sys.stderr.write(f"{wrong}{__doc__}\n")
        return 2
    # imported when asked for: one bench needs neither another's models nor its errors
    run = cast("Main", import_module(BENCHES[words[0]]).main)
    return run(words[1:])


if __name__ == "__main__":
    sys.exit(main())
