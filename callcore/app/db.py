"""``callcore db``: the tables of the records in PostgreSQL.

``callcore db status`` says whether they are those of this version (exit code 0) or not (1);
``callcore db migrate`` makes them so. Workers may run meanwhile: what they cannot deliver
waits in their spools.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final

import trio

from callcore.shared.database.errors import DatabaseDown, DatabaseError
from callcore.shared.database.migrate import MigrationError, migrate, pending
from callcore.shared.database.pool import open_database
from callcore.shared.settings import Config

STATUS_S: Final = 10.0
MIGRATE_S: Final = 3_600.0  # an index on a large table takes its time


def run(config: Config, arguments: Sequence[str]) -> int:
    """Run one command; return the exit code. A wrong command line exits with 2."""
    command = _parser().parse_args(list(arguments)).command
    if not config.database_url:
        return _complain("CALLCORE_DATABASE_URL is not set.", 2)
    work = _migrate if command == "migrate" else _status
    try:
        return trio.run(work, config.database_url)
    except MigrationError as error:
        return _complain(str(error))
    except DatabaseDown as error:
        return _complain(f"PostgreSQL cannot be used now ({error}).")
    except DatabaseError as error:
        return _complain(f"PostgreSQL refused a statement ({error}).")
    except trio.TooSlowError:
        return _complain("PostgreSQL did not answer in time.")


async def _status(url: str) -> int:
    with trio.fail_after(STATUS_S):
        async with open_database(url, connections=1, name="callcore db") as database:
            missing = await pending(database)
    if missing:
        return _complain(f"Not applied yet: {', '.join(missing)}.")
    sys.stdout.write("The database is up to date.\n")
    return 0


async def _migrate(url: str) -> int:
    with trio.fail_after(MIGRATE_S):
        async with open_database(url, connections=1, name="callcore db") as database:
            done = await migrate(database)
    said = f"Applied: {', '.join(done)}" if done else "The database was up to date"
    sys.stdout.write(f"{said}.\n")
    return 0


def _complain(sentence: str, code: int = 1) -> int:
    sys.stderr.write(f"callcore db: {sentence}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="callcore db")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="apply the migrations that are missing")
    commands.add_parser("status", help="say whether any are missing")
    return parser
