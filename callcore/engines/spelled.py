"""Speech that spells its own text, for simulation: audible, lossless, readable back.

Each character is a 1 kHz square wave whose amplitude carries the code point; its first
sample is twice as loud, so the ear of a simulated peer finds where a character begins::

    first sample    16384 + code point
    other samples   +/- (8192 + code point), the sign changes every 4 samples

So a phone in a simulation knows exactly which words it heard, also after a cut, a pause
or a replay. Works on linear PCM only; a real codec would destroy it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from callcore.shared.audioformat import SAMPLE_RATE_HZ

CHAR_MS: Final = 60  # about 16 characters a second, a brisk speaker
_FIRST: Final = 16384
_BODY: Final = 8192
_UNKNOWN: Final = "?"


def spell(text: str, char_ms: int = CHAR_MS) -> bytes:
    """Return 8 kHz PCM that says ``text``; characters above U+1FFF become ``?``."""
    return b"".join(_sound_of(char, char_ms) for char in text)


def read_spelled(pcm: bytes | bytearray) -> str:
    """Return the characters whose beginning is in ``pcm``; noise gives garbage."""
    samples = np.frombuffer(bytes(pcm[: len(pcm) & ~1]), "<i2").astype(np.int32)
    firsts = samples[(samples >= _FIRST) & (samples < _FIRST + _BODY)] - _FIRST
    return "".join(map(chr, firsts.tolist()))


def word_marks(text: str, char_ms: int = CHAR_MS) -> tuple[tuple[int, int], ...]:
    """Return (sample_end, char_end) of each word of ``spell(text, char_ms)``."""
    per_char = SAMPLE_RATE_HZ * char_ms // 1000
    ends = [i for i in range(1, len(text)) if text[i] == " " and text[i - 1] != " "]
    if text:
        ends.append(len(text))
    return tuple((end * per_char, end) for end in ends)


@lru_cache(maxsize=1024)
def _sound_of(char: str, char_ms: int) -> bytes:
    code = ord(char) if ord(char) < _BODY else ord(_UNKNOWN)
    count = SAMPLE_RATE_HZ * char_ms // 1000
    wave = np.where(np.arange(count) // 4 % 2 == 0, _BODY + code, -_BODY - code)
    # the loudest body sample stays below the quietest first sample
    wave = np.clip(wave, -_FIRST + 1, _FIRST - 1)
    wave[0] = _FIRST + code
    return wave.astype("<i2").tobytes()
