"""``python -m chaos.dev``: see ``--help``."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

import trio

from callcore.shared.config import ConfigError, from_environment
from callcore.shared.ids import LANGUAGES, Language
from chaos.demo.program import CANNOT, cancelled_by_signals
from chaos.demo.verdict import EXIT_CANNOT, EXIT_INTERRUPTED
from chaos.dev.program import develop

MAX_CALLERS: Final = 20


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for."""

    callers: int
    language: Language
    port: int


def parse(argv: Sequence[str]) -> Options:
    """Return the options in ``argv``; exits with 2 and one sentence if they are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m chaos.dev",
        description="Everything on this machine: embedded PostgreSQL and Redis protocol, "
        "callcore, the admin API, a reference shop, and callers who ring again and again.",
    )
    add = parser.add_argument
    add(
        "--callers",
        type=int,
        default=1,
        metavar="N",
        help="callers at once, 0 for none",
    )
    add("--lang", choices=LANGUAGES, default="en", help="the callers' language")
    add("--port", type=int, default=8080, help="port of the admin API")
    found = parser.parse_args(argv)
    if not 0 <= found.callers <= MAX_CALLERS:
        parser.error(f"--callers is a number from 0 to {MAX_CALLERS}")
    if not 1024 <= found.port <= 65_000:
        parser.error("--port is a number from 1024 to 65000")
    return Options(found.callers, cast("Language", found.lang), found.port)


def main() -> int:
    """Run until told to stop; return the exit code."""
    logging.getLogger("callcore").addHandler(logging.NullHandler())
    options = parse(sys.argv[1:])
    try:
        config = from_environment()
    except ConfigError as exc:
        print(exc, file=sys.stderr)
        return EXIT_CANNOT

    async def run() -> int:
        code = EXIT_INTERRUPTED
        try:
            async with cancelled_by_signals():
                work = partial(develop, config.cache_dir, tell=tell)
                await work(options.callers, options.language, options.port)
        except* CANNOT as problems:
            print(problems.exceptions[0], file=sys.stderr)
            code = EXIT_CANNOT
        return code

    return trio.run(run)


def tell(text: str) -> None:
    """Print a line now."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
