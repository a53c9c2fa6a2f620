"""The audio of one recognition stream as it comes in, with the limits that Google has."""

from __future__ import annotations

import asyncio  # noqa: TID251 - a plain asyncio server, no trio here
from collections import deque

import grpc.aio
import numpy as np
import soxr

from callcore.audio.pcm import pcm_of, samples_of
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ
from chaos.standins.google.answers import Context
from chaos.standins.google.dialect import Dialect
from chaos.standins.google.house import Limits
from chaos.standins.google.refusal import Refusal, invalid
from chaos.standins.google.rules import MOST_CHUNK_BYTES
from chaos.standins.seen import Seen


class Intake:
    """Reads the requests after the first; ``chunks`` are 8 kHz PCM that nobody took yet.

    ``chunks`` grow to the length of the longest stream at most.
    """

    def __init__(
        self, context: Context, dialect: Dialect, limits: Limits, seen: Seen
    ) -> None:
        self.chunks: deque[bytes] = deque()
        self.closed = False  # the client has half-closed
        self.refusal: Refusal | None = None
        self.changed = asyncio.Event()
        self._context = context
        self._dialect = dialect
        self._limits = limits
        self._seen = seen
        self._line = _Line(seen.rate_hz)
        self._end_s = _now_s() + limits.stream_s

    @property
    def audio_s(self) -> float:
        """Return how much audio came."""
        return self._seen.audio_bytes / (SAMPLE_BYTES * self._seen.rate_hz)

    async def run(self) -> None:
        """Read until the client half-closes, or breaks a rule."""
        try:
            while (request := await self._read()) is not None:
                self._take(request)
        except Refusal as refusal:
            self.refusal = refusal
        self.chunks.append(self._line.rest())
        self.closed = True
        self.changed.set()

    async def _read(self) -> object | None:
        """Return the next request, None at the half-close."""
        left_s = self._end_s - _now_s()
        gap_s = self._limits.audio_gap_s
        try:
            async with asyncio.timeout(min(left_s, gap_s)):
                request = await self._context.read()
        except TimeoutError:
            which = (
                self._dialect.too_long if left_s < gap_s else self._dialect.too_quiet
            )
            raise _again(which) from None
        return None if request is grpc.aio.EOF else request

    def _take(self, request: object) -> None:
        audio = self._dialect.audio(request)
        if audio is None:
            raise invalid("All requests but the first must hold audio.")
        self._seen.take(len(audio))
        if len(audio) > MOST_CHUNK_BYTES:
            raise invalid(
                f"Request audio is too long: {len(audio)} bytes, at most {MOST_CHUNK_BYTES}."
            )
        if self.audio_s > self._limits.stream_s:
            raise _again(self._dialect.too_long)
        self.chunks.append(self._line.feed(audio))
        self.changed.set()


def _again(refusal: Refusal) -> Refusal:
    """Return a fresh one: a raised exception keeps its traceback."""
    return Refusal(refusal.code, str(refusal))


def _now_s() -> float:
    return asyncio.get_running_loop().time()


class _Line:
    """Any rate in, 8 kHz out; half a sample waits for its other half."""

    def __init__(self, rate_hz: int) -> None:
        self._half = b""
        self._resampler: soxr.ResampleStream | None = None
        if rate_hz != SAMPLE_RATE_HZ:
            self._resampler = soxr.ResampleStream(
                rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32", quality="HQ"
            )

    def feed(self, audio: bytes) -> bytes:
        data = self._half + audio
        whole = len(data) & ~1
        self._half = data[whole:]
        return self._converted(data[:whole], last=False)

    def rest(self) -> bytes:
        return self._converted(b"", last=True)

    def _converted(self, pcm: bytes, *, last: bool) -> bytes:
        if self._resampler is None:
            return pcm
        sound = samples_of(pcm).astype(np.float32)
        return pcm_of(self._resampler.resample_chunk(sound, last=last))
