"""The answer of a speech service, as a stream of bytes, to the phone line's PCM. Pure.

Asked for ``pcm`` a service sends 24 kHz 16-bit mono without a header. Some that people run
themselves send a WAV all the same, at the rate of their voice; others an error page, with
a status that says all is well. Compressed audio is refused: nobody asked for it.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np

from callcore.audio.pcm import pcm_of, samples_of
from callcore.audio.resample import StreamDownsampler, resample
from callcore.audio.wav import FORMAT_EXTENSIBLE, FORMAT_PCM
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

VENDOR_RATE_HZ: Final = 24_000
MAX_SPEECH_S: Final = 60  # of one sentence; the longest that was ever meant takes 20
_MAX_HEADER_BYTES: Final = 65_536
_SNIFFED_BYTES: Final = 16
_BLOCKS_PER_S: Final = 10  # whatever the network does, pieces of 100 ms come out
_RATES_HZ: Final = range(SAMPLE_RATE_HZ, 48_001)
_STREAMED_RATES_HZ: Final = (16_000, 24_000, 48_000)
_UNKNOWN_SIZE: Final = 0x7FFF0000  # a writer that did not know puts one above it, or 0
_COMPRESSED: Final = (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3")
_NOT_AUDIO: Final = ("text/", "application/json", "application/xml")
_PRINTABLE: Final = frozenset(b"\t\n\r" + bytes(range(32, 127)))


class NotSpeech(ValueError):
    """What came is not the speech that was asked for; the message says why."""


class SpeechStream:
    """Bytes in, 8 kHz mono PCM out. Raises :exc:`NotSpeech` and nothing else."""

    def __init__(self, content_type: str = "") -> None:
        self._mpeg = content_type.startswith("audio/mpeg")
        if content_type.lower().startswith(_NOT_AUDIO):
            raise NotSpeech("a text instead of audio")
        self._kept = bytearray()
        self._body: _Body | None = None

    def feed_untrusted(self, data: bytes) -> bytes:
        """Return the audio that ``data`` completes, in whole blocks."""
        if self._body is not None:
            return self._body.feed(data)
        self._kept += data
        if len(self._kept) < _SNIFFED_BYTES:
            return b""
        return self._begin_untrusted()

    def finish_untrusted(self) -> bytes:
        """Return the rest of the audio; the stream is over."""
        if self._body is None:
            raise NotSpeech("no audio")
        return self._body.finish()

    def _begin_untrusted(self) -> bytes:
        head = bytes(self._kept)
        if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
            self._body = _wav_body_untrusted(head)
            if self._body is None:
                return b""
        else:
            self._refuse_others(head[:_SNIFFED_BYTES])
            self._body = _Body(VENDOR_RATE_HZ)
        start, self._kept = self._body.start, bytearray()
        return self._body.feed(head[start:])

    def _refuse_others(self, head: bytes) -> None:
        if all(byte in _PRINTABLE for byte in head):
            raise NotSpeech("a text instead of audio")
        mpeg_frame = head[0] == 0xFF and head[1] & 0xE0 == 0xE0
        if head.startswith(_COMPRESSED) or (self._mpeg and mpeg_frame):
            raise NotSpeech("compressed audio")


class _Body:
    """The samples: counted, cut into blocks, brought to the line's rate."""

    def __init__(
        self, rate_hz: int, channels: int = 1, start: int = 0, size: int = 0
    ) -> None:
        self.start = start
        self._rate_hz = rate_hz
        self._channels = channels
        self._block_bytes = rate_hz // _BLOCKS_PER_S * SAMPLE_BYTES * channels
        self._left = size if 0 < size < _UNKNOWN_SIZE else None
        self._room = self._most = rate_hz * SAMPLE_BYTES * channels * MAX_SPEECH_S
        self._kept = bytearray()
        self._whole = bytearray()  # of a rate that has no stream
        streamed = rate_hz in _STREAMED_RATES_HZ
        self._down = StreamDownsampler(rate_hz) if streamed else None

    def feed(self, data: bytes) -> bytes:
        if self._left is not None:
            data = data[: self._left]
            self._left -= len(data)
        self._room -= len(data)
        if self._room < 0:
            raise NotSpeech("more speech than one sentence has")
        self._kept += data
        out = bytearray()
        while len(self._kept) >= self._block_bytes:
            out += self._to_line(bytes(self._kept[: self._block_bytes]))
            del self._kept[: self._block_bytes]
        return bytes(out)

    def finish(self) -> bytes:
        if self._room == self._most:
            raise NotSpeech("no audio")
        frame = SAMPLE_BYTES * self._channels
        out = self._to_line(bytes(self._kept[: len(self._kept) // frame * frame]))
        if self._down is not None:
            return out + self._down.flush()
        return out + resample(bytes(self._whole), self._rate_hz)

    def _to_line(self, block: bytes) -> bytes:
        if self._channels > 1:
            both = samples_of(block).reshape(-1, self._channels).astype(np.float32)
            block = pcm_of(both.mean(axis=1))
        if self._down is not None:
            return self._down.feed(block)
        if self._rate_hz == SAMPLE_RATE_HZ:
            return block
        self._whole += block
        return b""


def _wav_body_untrusted(head: bytes) -> _Body | None:
    """Return where and what the samples are; ``None`` if the header is not whole yet."""
    at, form = 12, b""
    while at + 8 <= len(head):
        name, size = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
        if name == b"data":
            rate_hz, channels = _format_untrusted(form)
            return _Body(rate_hz, channels, at + 8, size)
        if name == b"fmt ":
            form = head[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    if max(at, len(head)) > _MAX_HEADER_BYTES:
        raise NotSpeech("a WAV header without end")
    return None


def _format_untrusted(form: bytes) -> tuple[int, int]:
    if len(form) < 16:
        raise NotSpeech("a WAV without a format")
    code, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if code == FORMAT_EXTENSIBLE and len(form) >= 26:
        code = int.from_bytes(form[24:26], "little")
    if code != FORMAT_PCM or bits != 8 * SAMPLE_BYTES:
        raise NotSpeech("a WAV that is not 16-bit PCM")
    if channels not in (1, 2) or rate_hz not in _RATES_HZ:
        raise NotSpeech("a WAV of an impossible rate")
    return rate_hz, channels
