"""``callcore db``: the tables of the records in PostgreSQL.

``callcore db status`` says whether they are those of this version (exit code 0) or not (1);
``callcore db migrate`` makes them so, and seals what earlier versions left in clear.
``callcore db reseal`` seals everything with the first key of CALLCORE_DATA_KEYS, after which
the others can be taken away (docs/personal-data.md). Workers may run meanwhile: what they
cannot deliver waits in their spools.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

import trio

from callcore.app.keys import ring_of
from callcore.archive.sealrows import CLEAR, seal_anew, seal_clear
from callcore.shared.config import ConfigError
from callcore.shared.database.errors import DatabaseDown, DatabaseError
from callcore.shared.database.migrate import MigrationError, migrate, pending
from callcore.shared.database.pool import Database, one, open_database
from callcore.shared.settings import Config

STATUS_S: Final = 10.0
MIGRATE_S: Final = 3_600.0  # an index on a large table takes its time


def run(config: Config, arguments: Sequence[str]) -> int:
    """Run one command; return the exit code. A wrong command line exits with 2."""
    command = _parser().parse_args(list(arguments)).command
    if not config.database_url:
        return _complain("CALLCORE_DATABASE_URL is not set.", 2)
    try:
        return trio.run(_WORK[command], config)
    except (MigrationError, ConfigError) as error:
        return _complain(str(error))
    except DatabaseDown as error:
        return _complain(f"PostgreSQL cannot be used now ({error}).")
    except DatabaseError as error:
        return _complain(f"PostgreSQL refused a statement ({error}).")
    except trio.TooSlowError:
        return _complain("PostgreSQL did not answer in time.")


async def _status(config: Config) -> int:
    with trio.fail_after(STATUS_S):
        async with _opened(config) as database:
            missing = await pending(database)
            found = None if missing else await database.run(lambda c: one(c, CLEAR))
    if missing:
        return _complain(f"Not applied yet: {', '.join(missing)}.")
    if found is not None and found["count"]:
        return _complain(
            f"{found['count']} rows are not sealed yet: run `callcore db migrate`."
        )
    sys.stdout.write("The database is up to date.\n")
    return 0


async def _migrate(config: Config) -> int:
    ring = ring_of(config)
    with trio.fail_after(MIGRATE_S):
        async with _opened(config) as database:
            done = await migrate(database)
            count = await seal_clear(database, ring)
    said = f"Applied: {', '.join(done)}" if done else "The database was up to date"
    sys.stdout.write(f"{said}.\n")
    if count:
        sys.stdout.write(f"Sealed: {count} rows of an earlier version.\n")
    return 0


async def _reseal(config: Config) -> int:
    ring = ring_of(config)
    with trio.fail_after(MIGRATE_S):
        async with _opened(config) as database:
            counts = await seal_anew(database, ring)
    sys.stdout.write(f"Sealed with {ring.current}: {counts['sealed']} values.\n")
    if counts["unreadable"]:
        return _complain(
            f"{counts['unreadable']} values do not open with any key that is set; they stay."
        )
    return 0


def _opened(config: Config) -> AbstractAsyncContextManager[Database]:
    return open_database(config.database_url, connections=1, name="callcore db")


_WORK: Final[Mapping[str, Callable[[Config], Awaitable[int]]]] = {
    "status": _status,
    "migrate": _migrate,
    "reseal": _reseal,
}


def _complain(sentence: str, code: int = 1) -> int:
    sys.stderr.write(f"callcore db: {sentence}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="callcore db")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="apply the migrations that are missing")
    commands.add_parser("reseal", help="seal everything with the first key")
    commands.add_parser("status", help="say whether any are missing")
    return parser
