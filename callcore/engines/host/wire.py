"""The bytes between a worker and the engine process. Pure.

A packet is a JSON object and some audio, both with their length in front::

    u32 length of the JSON   u32 length of the audio   JSON   audio

Requests have ``op`` and ``ticket``; answers have ``ticket`` and ``kind``. A ticket is
answered by any number of ``chunk`` and exactly one ``done`` or ``error``, unless it was
cancelled. Big-endian lengths, like everything else that goes over a wire here.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

_HEAD: Final = struct.Struct(">II")
JSON_MAX_BYTES: Final = 1 << 18  # 2,000 examples of 100 characters
AUDIO_MAX_BYTES: Final = 1 << 21  # 131 s; an utterance is 60 s at most

OP_DECODE: Final = "stt.decode"
OP_SPEAK: Final = "tts.speak"
OP_SIMILARITY: Final = "nlu.similarity"
OP_CANCEL: Final = "cancel"
OP_PROMOTE: Final = "promote"
OP_PING: Final = "ping"
OP_STATS: Final = "stats"
OP_FAULT: Final = "fault"

KIND_CHUNK: Final = "chunk"
KIND_DONE: Final = "done"
KIND_ERROR: Final = "error"


class WireError(Exception):
    """The peer sent what no peer of ours sends; ``str()`` says what, without its data."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One message: named values and audio."""

    fields: Mapping[str, object]
    audio: bytes = field(default=b"", repr=False)


def pack(packet: Packet) -> bytes:
    """Return the bytes of ``packet``. Raises ValueError if it is too large to send."""
    text = json.dumps(packet.fields, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > JSON_MAX_BYTES or len(packet.audio) > AUDIO_MAX_BYTES:
        raise ValueError("the packet is too large")
    return _HEAD.pack(len(text), len(packet.audio)) + text + packet.audio


class Unpacker:
    """Collects bytes until they are packets. Holds at most one packet and one read."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed_untrusted(self, data: bytes | bytearray) -> Iterator[Packet]:
        """Yield the packets that ``data`` completes. Raises :exc:`WireError`."""
        self._buffer += data
        while (packet := self._next()) is not None:
            yield packet

    def _next(self) -> Packet | None:
        if len(self._buffer) < _HEAD.size:
            return None
        text_bytes, audio_bytes = _HEAD.unpack_from(self._buffer)
        if text_bytes > JSON_MAX_BYTES or audio_bytes > AUDIO_MAX_BYTES:
            raise WireError("a packet is too long")
        middle = _HEAD.size + text_bytes
        end = middle + audio_bytes
        if len(self._buffer) < end:
            return None
        text, audio = self._buffer[_HEAD.size : middle], bytes(self._buffer[middle:end])
        del self._buffer[:end]
        return Packet(_object(text), audio)


def _object(text: bytearray) -> Mapping[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError("a packet is not JSON") from error
    if not isinstance(value, dict):
        raise WireError("a packet is not an object")
    return value
