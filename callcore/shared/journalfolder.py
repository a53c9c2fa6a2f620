"""A folder of journals, one per process: a name that is free, and what the dead left.

The name of a process repeats after a restart, while an orphan of the last run may still
write to its file. So the next free name is taken (``w1-2.jsonl``), and whoever lives on
takes over the files whose lock is free. Blocking: hand it a thread. Raises only
:exc:`OSError`.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from callcore.shared.journalfile import JournalFile, Taken

SUFFIX: Final = ".jsonl"
MAX_NAMES: Final = 99  # orphans of one name; each of them was a living process
MAX_FILES: Final = 1_000  # that are looked at; a folder beyond it is not ours alone

log = logging.getLogger(__name__)


def open_free(folder: Path, name: str) -> tuple[JournalFile, list[str]]:
    """Open ``name`` or, while another process has it, ``name-2`` and so on; read it."""
    for number in range(1, MAX_NAMES + 1):
        free = name if number == 1 else f"{name}-{number}"
        file = JournalFile(folder / f"{free}{SUFFIX}")
        try:
            return file, file.open()
        except Taken:
            continue
    raise Taken(errno.EAGAIN, "every name is taken by another process", str(folder))


def files_of(folder: Path) -> list[Path]:
    """Return the journals of ``folder``, at most :data:`MAX_FILES`."""
    return sorted(folder.glob(f"*{SUFFIX}"))[:MAX_FILES]


def adopt(own: JournalFile, take: Callable[[Sequence[str]], None]) -> int:
    """Hand the lines of every journal whose process is dead to ``take``; return how many.

    A file is removed once ``take`` has returned, so it must have made them durable in
    ``own``. One that cannot be read, or that ``take`` refuses with an :exc:`OSError`,
    stays.
    """
    adopted = 0
    for path in files_of(own.path.parent):
        if path != own.path and _adopt_one(JournalFile(path), take):
            adopted += 1
    return adopted


def _adopt_one(file: JournalFile, take: Callable[[Sequence[str]], None]) -> bool:
    try:
        try:
            lines = file.open()
        except Taken:
            return False
        except OSError as error:
            log.warning(
                "journal not readable",
                extra={"file": file.path.name, "reason": error.strerror},
            )
            return False
        take(lines)
        file.remove()
    finally:
        file.close()
    return True
