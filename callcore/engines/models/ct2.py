"""Read a CTranslate2 ``model.bin``, version 6: named tensors, nothing else.

Layout, little-endian; a string is a u16 length and that many bytes, NUL included::

    u32 version   string spec   u32 revision   u32 count
    count x (string name   u8 rank   u32 dims[rank]   u8 dtype   u32 bytes   data)
    u32 aliases   aliases x (string alias   string name)
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from callcore.engines.models.errors import ModelError

Array = NDArray[Any]

_VERSION: Final = 6
_DTYPES: Final[Mapping[int, str]] = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}


@dataclass(slots=True)
class _Cursor:
    data: memoryview
    at: int = 0

    def take(self, count: int) -> memoryview:
        if self.at + count > len(self.data):
            raise ModelError("the Whisper model file ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: str) -> int:
        (value,) = struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))
        return int(value)

    def string(self) -> str:
        return bytes(self.take(self.number("H"))).rstrip(b"\0").decode()


def read_tensors(data: bytes | memoryview) -> dict[str, Array]:
    """Return the tensors by name, as views of ``data``. Raises :exc:`ModelError`."""
    cursor = _Cursor(memoryview(data))
    if cursor.number("I") != _VERSION:
        raise ModelError("the Whisper model file is not CTranslate2 version 6")
    cursor.string()
    cursor.number("I")
    tensors = dict(_tensor(cursor) for _ in range(cursor.number("I")))
    for _ in range(cursor.number("I")):
        alias, name = cursor.string(), cursor.string()
        tensors[alias] = tensors[name]
    return tensors


def _tensor(cursor: _Cursor) -> tuple[str, Array]:
    name = cursor.string()
    dims = [cursor.number("I") for _ in range(cursor.number("B"))]
    dtype = _DTYPES.get(cursor.number("B"))
    if dtype is None:
        raise ModelError(f"the Whisper model file has an unknown type in {name}")
    data = cursor.take(cursor.number("I"))
    return name, np.frombuffer(data, dtype).reshape(dims)
