"""The wire captures of a real Asterisk, decompressed; see captures/README.md."""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "captures"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


Segment = tuple[float, str, int, int]  # ms, direction, offset, length


@dataclass(frozen=True, slots=True)
class Recording:
    """Both directions of one call; chunks are as they came out of ``recv``."""

    name: str
    to_server: bytes
    to_asterisk: bytes
    chunks_to_server: tuple[bytes, ...]
    chunks_to_asterisk: tuple[bytes, ...]
    frames_from_asterisk: dict[str, int]  # "0x10/320" -> how many
    digits: str


@cache
def load(name: str) -> Recording:
    """Return the recording of that name, one of :data:`NAMES`."""
    told = json.loads((FOLDER / f"{name}.json").read_text())
    to_server = _stream(name, "asterisk-to-server")
    to_asterisk = _stream(name, "server-to-asterisk")
    return Recording(
        name,
        to_server,
        to_asterisk,
        _chunks(to_server, told["segments"], "a2s"),
        _chunks(to_asterisk, told["segments"], "s2a"),
        told["frames_from_asterisk"],
        "".join(digit for _, digit in told["dtmf"]),
    )


def _stream(name: str, direction: str) -> bytes:
    return lzma.decompress((FOLDER / f"{name}.{direction}.bin.xz").read_bytes())


def _chunks(
    stream: bytes, segments: list[Segment], direction: str
) -> tuple[bytes, ...]:
    return tuple(
        stream[at : at + size] for _, way, at, size in segments if way == direction
    )
