"""Make an inner value of an ONNX model visible as one more output.

Hibari computes how long each phoneme lasts but keeps it inside; word times need it. The
model file stays as it is: only the bytes in memory grow by one entry in the graph's list
of outputs (onnx.proto: ModelProto.graph = 7, GraphProto.output = 12,
ValueInfoProto.name = 1), which saves a dependency on the onnx package.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_GRAPH: Final = 7
_OUTPUT: Final = 12
_NAME: Final = 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def with_output(model: bytes, name: str) -> bytes:
    """Return ``model`` with ``name`` among its outputs. Raises ValueError on nonsense."""
    view = memoryview(model)
    out = bytearray()
    for number, start, end, body in _fields(view):
        if number == _GRAPH:
            entry = _field(_OUTPUT, _field(_NAME, name.encode()))
            out += _field(_GRAPH, bytes(view[body:end]) + entry)
        else:
            out += view[start:end]
    return bytes(out)


def _field(number: int, payload: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _fields(view: memoryview) -> Iterator[tuple[int, int, int, int]]:
    """Yield (number, start, end, where its body starts) of each field."""
    at = 0
    while at < len(view):
        start = at
        key, at = _read_varint(view, at)
        body, end = _extent(view, at, key & 7)
        if end > len(view):
            raise ValueError("the model ends too early")
        yield key >> 3, start, end, body
        at = end


def _extent(view: memoryview, at: int, kind: int) -> tuple[int, int]:
    if kind == _VARINT:
        return at, _read_varint(view, at)[1]
    if kind == _BYTES:
        size, at = _read_varint(view, at)
        return at, at + size
    sizes = {_FIXED64: 8, _FIXED32: 4}
    if kind not in sizes:
        raise ValueError("not a protocol buffer")
    return at, at + sizes[kind]


def _read_varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(view):
        byte = view[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError("the model ends too early")
