"""``python -m chaos.demo``: see ``chaos.demo.arguments`` for what it takes."""

from __future__ import annotations

import logging
import sys

import trio
from rich.console import Console

from callcore.shared.config import ConfigError, from_environment
from chaos.demo.arguments import parse
from chaos.demo.program import Program
from chaos.demo.verdict import EXIT_CANNOT


def main() -> int:
    """Run the demo; return its exit code."""
    # what the engines log of missing voices is said by the demo, in a sentence of its own
    logging.getLogger("callcore").addHandler(logging.NullHandler())
    options = parse(sys.argv[1:])
    try:
        config = from_environment()
    except ConfigError as exc:
        print(exc, file=sys.stderr)
        return EXIT_CANNOT

    async def run() -> int:
        return await Program(options, config, Console()).run()

    return trio.run(run)


if __name__ == "__main__":
    sys.exit(main())
