"""``python -m chaos.webui``: install, check, build, test, schema, format, dev."""

from __future__ import annotations

import argparse
import sys

from chaos.webui import building, schema, testing
from chaos.webui.developing import vite
from chaos.webui.node import find_node
from chaos.webui.packages import install
from chaos.webui.running import Unable, inherited, run

PORT = 5173  # Vite's own
API = "http://127.0.0.1:8080"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(prog="chaos.webui", description=__doc__)
    parts = made.add_subparsers(dest="part", required=True)
    parts.add_parser("install", help="Node if need be, and webui/node_modules")
    parts.add_parser(
        "check", help="types, lint, format, and whether the schema is fresh"
    )
    parts.add_parser("build", help="check, build into adminapi/web, hold the sizes")
    parts.add_parser("schema", help="write the types of the API anew")
    parts.add_parser("format", help="mend format and lint as far as a machine can")
    test = parts.add_parser("test", help="unit tests, then browser tests")
    test.add_argument("more", nargs=argparse.REMAINDER, metavar="[unit|browser] ...")
    dev = parts.add_parser(
        "dev", help="Vite with hot reload before a running admin API"
    )
    dev.add_argument("--port", type=int, default=PORT)
    dev.add_argument("--api", default=API, help="address of the admin API")
    return made


def main() -> int:
    """Run one part; return the exit code."""
    given = parser().parse_args()
    try:
        if given.part == "dev":
            served = vite(given.port, given.api)
            return run(served.command, served.folder, served.environment)
        return _run(given)
    except Unable as error:
        print(f"webui: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(given: argparse.Namespace) -> int:
    node = find_node(inherited())
    if given.part == "build":
        building.build(node)
    elif given.part == "test":
        testing.test(node, given.more)
    else:
        install(node)
        if given.part == "check":
            building.check(node)
        elif given.part == "schema":
            schema.write(node)
        elif given.part == "format":
            building.mend(node)
    return 0


if __name__ == "__main__":
    sys.exit(main())
