"""Which machine's data folder this is: an id that is made once and moves with the disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

NAME: Final = "archive.id"


def home_of(data_dir: Path) -> UUID:
    """Return the id of ``data_dir``, making it the first time. Blocking.

    Raises :exc:`OSError`. A file that holds no id is made anew: recordings that waited under
    the old one stay where they are.
    """
    path = data_dir / NAME
    with suppress(FileNotFoundError, ValueError):
        return UUID(path.read_text("ascii").strip())
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = uuid4()
    fresh = path.with_suffix(f".{os.getpid()}")
    with open(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as file:
        file.write(f"{made}\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    return made
