"""``python -m chaos.dev``: see ``--help``."""

from __future__ import annotations

import logging
import sys

import trio

from callcore.shared.config import ConfigError, from_environment
from chaos.demo.program import CANNOT, cancelled_by_signals
from chaos.demo.verdict import EXIT_CANNOT, EXIT_INTERRUPTED
from chaos.dev.options import parse
from chaos.dev.program import develop


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
                await develop(options, config.cache_dir, tell)
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
