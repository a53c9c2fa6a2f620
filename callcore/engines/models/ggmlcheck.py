"""Check a ggml Whisper file before whisper.cpp opens it.

whisper.cpp answers a damaged file with a null pointer, and the Python binding then walks
into it: a segmentation fault instead of a sentence. So every tensor is stepped over here.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import BinaryIO, Final

from callcore.engines.models.errors import ModelError

_MAGIC: Final = 0x67676D6C
#: ggml type: (values a block, bytes a block)
_BLOCKS: Final = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
}
_TENSORS: Final = (11, 15, 24)  # in all, per audio layer, per text layer
_MOST_TOKENS: Final = 1 << 18


def check_ggml(path: Path) -> None:
    """Raise :exc:`ModelError` unless ``path`` is a whole ggml Whisper model (blocks)."""
    try:
        with path.open("rb") as file:
            complete = _count_tensors(file) == 0
    except OSError as error:
        raise ModelError(f"cannot read the model {path}: {error.strerror}") from error
    except (struct.error, ValueError, OverflowError):
        complete = False
    if not complete:
        raise ModelError(f"{path} is not a whole ggml Whisper model")


def _count_tensors(file: BinaryIO) -> int:
    """Return how many tensors are missing."""
    if _numbers(file, "I") != (_MAGIC,):
        raise ValueError("magic")
    header = _numbers(file, "11i")
    mels, bins = _numbers(file, "2i")
    _skip(file, mels * bins * 4)
    (tokens,) = _numbers(file, "i")
    if not 0 < tokens < _MOST_TOKENS:
        raise ValueError("vocabulary")
    for _ in range(tokens):
        _skip(file, *_numbers(file, "I"))
    fixed, audio, text = _TENSORS
    expected = fixed + audio * header[4] + text * header[8]
    while file.peek(1):  # type: ignore[attr-defined]  # a BufferedReader
        _skip_tensor(file)
        expected -= 1
    return expected


def _skip_tensor(file: BinaryIO) -> None:
    rank, length, kind = _numbers(file, "3i")
    if not 1 <= rank <= 4 or kind not in _BLOCKS:
        raise ValueError("tensor")
    sizes = _numbers(file, f"{rank}i")
    values, size = _BLOCKS[kind]
    _skip(file, length)
    _skip(file, math.prod(sizes) // values * size)


def _numbers(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack("<" + form, file.read(struct.calcsize("<" + form)))


def _skip(file: BinaryIO, count: int) -> None:
    if count < 0:
        raise ValueError("size")
    if count > 0:
        file.seek(count - 1, 1)
        if not file.read(1):
            raise ValueError("ends too early")
