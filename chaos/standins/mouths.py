"""What the stand-ins speak with: 8 kHz PCM of any text. A mouth blocks: use a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
import soxr

from callcore.audio.pcm import pcm_of, samples_of
from callcore.engines.spelled import spell
from callcore.shared.audioformat import SAMPLE_RATE_HZ

#: text and language ("ru-RU") to 8 kHz PCM
Speaks = Callable[[str, str], bytes]
Emit = Callable[[bytes], bool]
"""Takes some 8 kHz PCM; false means that nobody listens any more."""
CHUNK_MS: Final = 150


class Mouth(Protocol):
    """Speaks."""

    def speak(self, text: str, language: str, emit: Emit) -> None:
        """Say ``text`` into ``emit``. Blocks; may be called from several threads."""


class PluggedMouth:
    """Speaks with any function; the spelling voice is the usual one."""

    def __init__(self, speaks: Speaks | None = None) -> None:
        self._speaks = speaks

    def speak(self, text: str, language: str, emit: Emit) -> None:
        """Say it in one piece."""
        emit(self._speaks(text, language) if self._speaks else spell(text))


class Cutter:
    """8 kHz PCM in, any rate out, in chunks of :data:`CHUNK_MS`."""

    def __init__(self, rate_hz: int) -> None:
        self._chunk_bytes = rate_hz * CHUNK_MS // 1000 * 2
        self._rest = b""
        self._resampler: soxr.ResampleStream | None = None
        if rate_hz != SAMPLE_RATE_HZ:
            self._resampler = soxr.ResampleStream(
                SAMPLE_RATE_HZ, rate_hz, 1, dtype="float32", quality="HQ"
            )

    def feed(self, pcm: bytes, *, last: bool = False) -> list[bytes]:
        """Return the chunks that ``pcm`` completes; ``last``: what is left as well."""
        data = self._rest + self._at_rate(pcm, last=last)
        size = self._chunk_bytes
        whole = len(data) if last else len(data) // size * size
        self._rest = data[whole:]
        return [data[at : min(at + size, whole)] for at in range(0, whole, size)]

    def _at_rate(self, pcm: bytes, *, last: bool) -> bytes:
        if self._resampler is None:
            return pcm
        sound = samples_of(pcm).astype(np.float32)
        return pcm_of(self._resampler.resample_chunk(sound, last=last))
