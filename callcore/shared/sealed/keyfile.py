"""A key that a machine made for itself, for a house that was given none.

It lies in the data folder beside what it seals, readable by its owner only: it protects a
copy of a journal or of a table, not a copy of the whole folder. A house with a database of
its own is given its key by the environment.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from callcore.shared.sealed import keytext

NAME: Final = "data.key"


class KeyFileError(Exception):
    """The file cannot be read or made, or holds no key; the message is one sentence."""


def kept_keys(folder: Path) -> str:
    """Return the key ring of ``folder``, made at the first time. Blocking.

    Two processes that start at the same time get the same one. Raises :exc:`KeyFileError`.
    """
    path = folder / NAME
    try:
        with suppress(FileNotFoundError):
            return _read(path)
        _make(path)
        return _read(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise KeyFileError(f"the key {path} cannot be used: {why}.") from None


def _read(path: Path) -> str:
    try:
        return keytext.checked(path.read_text("ascii").strip())
    except (ValueError, UnicodeDecodeError):
        raise KeyFileError(
            f"{path} holds no key; a new one would make what it sealed unreadable, so "
            "bring the old one back, or delete it if there is nothing to lose."
        ) from None


def _make(path: Path) -> None:
    """Write a new key; the first of two wins. It is whole on the disk before it counts."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd, name = tempfile.mkstemp(prefix=f".{NAME}.", dir=path.parent)  # of mode 0600
    fresh = Path(name)
    try:
        with open(fd, "w", encoding="ascii") as file:
            file.write(keytext.new_key() + "\n")
            file.flush()
            os.fsync(fd)
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
