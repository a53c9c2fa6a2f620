"""WAV files as bytes: 16-bit PCM in, 16-bit PCM out. Pure.

Reading is tolerant of what recorders leave behind: chunks we do not know, a data size of
0 or 0xFFFFFFFF from a writer that was killed, or one larger than the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np

from callcore.audio.pcm import pcm_of, samples_of
from callcore.audio.resample import resample
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

HEADER_BYTES: Final = 44
RATES_HZ: Final = (8_000, 16_000, 24_000, 44_100, 48_000)
MAX_DATA_BYTES: Final = 0xFFFFFFFF - HEADER_BYTES
FORMAT_PCM: Final = 1
FORMAT_EXTENSIBLE: Final = 0xFFFE


class WavError(ValueError):
    """The bytes are not a recording that we can play; the message says why."""


@dataclass(frozen=True, slots=True)
class Wav:
    """A recording: 16-bit little-endian PCM, interleaved if stereo."""

    pcm: bytes
    rate_hz: int = SAMPLE_RATE_HZ
    channels: int = 1

    @property
    def duration_s(self) -> float:
        """Return how long it plays."""
        return len(self.pcm) / (SAMPLE_BYTES * self.channels * self.rate_hz)


def header(data_bytes: int, rate_hz: int = SAMPLE_RATE_HZ, channels: int = 1) -> bytes:
    """Return the 44 bytes before ``data_bytes`` of PCM."""
    size = min(data_bytes, MAX_DATA_BYTES)
    block = channels * SAMPLE_BYTES
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        HEADER_BYTES - 8 + size,
        b"WAVE",
        b"fmt ",
        16,
        FORMAT_PCM,
        channels,
        rate_hz,
        rate_hz * block,
        block,
        8 * SAMPLE_BYTES,
        b"data",
        size,
    )


def encode(pcm: bytes, rate_hz: int = SAMPLE_RATE_HZ, channels: int = 1) -> bytes:
    """Return a whole WAV file."""
    return header(len(pcm), rate_hz, channels) + pcm


def decode_untrusted(data: bytes) -> Wav:
    """Return what a WAV file holds. Raises :exc:`WavError` and nothing else."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise WavError("not a WAV file: it does not begin with RIFF and WAVE")
    chunks = _chunks_untrusted(data)
    if b"fmt " not in chunks:
        raise WavError("a WAV file without a format chunk before its data")
    rate_hz, channels = _format_untrusted(chunks[b"fmt "])
    if b"data" not in chunks:
        raise WavError("a WAV file without audio")
    pcm = chunks[b"data"]
    return Wav(
        pcm[: len(pcm) - len(pcm) % (SAMPLE_BYTES * channels)], rate_hz, channels
    )


def to_line(wav: Wav) -> bytes:
    """Return a recording as the phone line carries it: 8 kHz, mono."""
    pcm = wav.pcm
    if wav.channels > 1:
        both = samples_of(pcm).reshape(-1, wav.channels).astype(np.float32)
        pcm = pcm_of(both.mean(axis=1))
    return resample(pcm, wav.rate_hz)


def _chunks_untrusted(data: bytes) -> dict[bytes, bytes]:
    """Return the chunks up to and including the audio."""
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data) and b"data" not in chunks:
        name = data[at : at + 4]
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if name == b"data" and size == 0:
            size = len(data)  # its writer never came back to fill it in
        chunks.setdefault(name, data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    return chunks


def _format_untrusted(fmt: bytes) -> tuple[int, int]:
    if len(fmt) < 16:
        raise WavError("a WAV file with a damaged format chunk")
    code, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", fmt)
    if code == FORMAT_EXTENSIBLE and len(fmt) >= 26:
        code = int.from_bytes(fmt[24:26], "little")
    if code != FORMAT_PCM or bits != 8 * SAMPLE_BYTES:
        raise WavError(
            f"a WAV file of {bits} bits, format {code}: 16-bit PCM is needed"
        )
    if channels not in (1, 2):
        raise WavError(f"a WAV file of {channels} channels: mono or stereo is needed")
    if rate_hz not in RATES_HZ:
        known = ", ".join(str(rate) for rate in RATES_HZ)
        raise WavError(f"a WAV file of {rate_hz} Hz: one of {known} is needed")
    return rate_hz, channels
