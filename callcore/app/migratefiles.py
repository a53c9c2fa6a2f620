"""``callcore migrate-files``: bring what earlier versions kept in files into PostgreSQL.

Outbox, worklist, rollout with its log, and usage, from the data folder. It may be repeated
and goes on where it was stopped: a file is renamed to ``*.imported`` once PostgreSQL has all
of it. No worker may run on the files meanwhile.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import trio

from callcore.app import fileimports
from callcore.app.keys import ring_of
from callcore.app.rollout import FOLDER as ROLLOUT
from callcore.app.shop import OUTBOX
from callcore.app.worklist import FOLDER as WORKLIST
from callcore.shared import journalfolder
from callcore.shared.config import ConfigError
from callcore.shared.costs.usagelog import FOLDER as USAGE
from callcore.shared.costs.usageread import usage_files
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Database, open_database
from callcore.shared.journalfile import JournalFile, Taken
from callcore.shared.rollout.audit import AuditError
from callcore.shared.rollout.book import BookError
from callcore.shared.rollout.plan import PlanError
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.settings import Config

IMPORTED: Final = ".imported"
LATE_S: Final = 3_600.0  # for gigabytes of usage


class Refused(Exception):
    """It cannot be done now; the message is one sentence."""


def run(config: Config, arguments: Sequence[str]) -> int:
    """Import the files; return the exit code. A wrong command line exits with 2."""
    argparse.ArgumentParser("callcore migrate-files", description=__doc__).parse_args(
        list(arguments)
    )
    if not config.database_url:
        return _complain("CALLCORE_DATABASE_URL is not set.", 2)
    try:
        trio.run(_import_all, config.database_url, config.data_dir, ring_of(config))
    except (Refused, PlanError, BookError, AuditError, ConfigError) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"a file cannot be read or renamed: {error.strerror}.")
    except DatabaseError as error:
        return _complain(f"PostgreSQL cannot be used now ({error}).")
    except trio.TooSlowError:
        return _complain("it takes too long; run it again, it goes on.")
    return 0


async def _import_all(url: str, data_dir: Path, ring: KeyRing) -> None:
    with trio.fail_after(LATE_S):
        async with open_database(url, connections=1, name="callcore files") as database:
            await import_files(database, data_dir, ring)


async def import_files(database: Database, data_dir: Path, ring: KeyRing) -> None:
    """Import everything below ``data_dir``. Raises :exc:`Refused` while a worker runs."""
    with (
        _held(data_dir / OUTBOX) as outbox,
        _held(data_dir / WORKLIST) as worklist,
    ):
        await _outbox(database, outbox)
        await _worklist(database, worklist, ring)
        await _rollout(database, data_dir / ROLLOUT)
        await _usage(database, data_dir / USAGE)


Journals = Sequence[tuple[Path, Sequence[str]]]


@contextmanager
def _held(folder: Path) -> Iterator[Journals]:
    """Lock and read the journals of a folder."""
    files: list[JournalFile] = []
    read: list[tuple[Path, Sequence[str]]] = []
    try:
        for path in journalfolder.files_of(folder):
            file = JournalFile(path)
            files.append(file)
            read.append((path, file.open()))
        yield read
    except Taken:
        raise Refused("a worker is running; stop callcore first.") from None
    finally:
        for file in files:
            file.close()


async def _outbox(database: Database, journals: Journals) -> None:
    for path, lines in journals:
        left = await database.run(partial(fileimports.outbox_file, lines=lines))
        _rename([path])
        _tell(f"{path.name}: {left} calls with orders in doubt.")


async def _worklist(database: Database, journals: Journals, ring: KeyRing) -> None:
    lines = [line for _path, each in journals for line in each]
    if not journals:
        return
    count = await database.run(
        partial(fileimports.worklist_files, lines=lines, ring=ring)
    )
    _rename([path for path, _lines in journals])
    _tell(f"worklist: {count} items.")


async def _rollout(database: Database, folder: Path) -> None:
    files = [folder / "plan.json", folder / "audit.jsonl"]
    there = [path for path in files if path.exists()]
    if not there:
        return
    done = await database.run(lambda found: fileimports.rollout_files(found, folder))
    _rename(there)
    told = "the plan and its log" if done else "not imported: PostgreSQL has a plan"
    _tell(f"rollout: {told}.")


async def _usage(database: Database, folder: Path) -> None:
    for path in _files_of(folder):
        count = await fileimports.usage_file(database, path)
        _rename([path])
        _tell(f"{path.name}: {count} records of usage.")


def _files_of(folder: Path) -> Sequence[Path]:
    return usage_files([folder]) if folder.is_dir() else ()


def _rename(paths: Sequence[Path]) -> None:
    """Set imported files aside, durably."""
    for path in paths:
        path.rename(path.with_name(path.name + IMPORTED))
    for folder in {path.parent for path in paths}:
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _tell(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


def _complain(sentence: str, code: int = 1) -> int:
    sys.stderr.write(f"callcore: {sentence}\n")
    return code
