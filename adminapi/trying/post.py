"""What waits to be sent: audio that may be dropped, words that may not."""

from __future__ import annotations

from collections import deque
from typing import Final

import trio

from adminapi.edges.closing import TOO_SLOW, Closing

AUDIO_FRAMES: Final = 50  # a second; of older sound nobody wants to know
MOST_TEXTS: Final = 500


class Post:
    """To the browser: frames and texts, in order; a slow browser loses the oldest sound."""

    def __init__(self) -> None:
        self.dropped = 0
        self._waiting: deque[str | bytes] = deque()  # bounded by the two methods
        self._frames = 0
        self._news = trio.Event()
        self._sent = trio.Event()

    def put_audio(self, frame: bytes) -> None:
        """Queue a frame; when there are too many the oldest goes."""
        if self._frames >= AUDIO_FRAMES:
            oldest = next(at for at, m in enumerate(self._waiting) if type(m) is bytes)
            del self._waiting[oldest]
            self._frames -= 1
            self.dropped += 1
        self._waiting.append(frame)
        self._frames += 1
        self._news.set()

    def put_text(self, text: str) -> None:
        """Queue a text. Raises :exc:`Closing` when far too many wait."""
        if len(self._waiting) - self._frames >= MOST_TEXTS:
            raise Closing(TOO_SLOW, "too-slow")
        self._waiting.append(text)
        self._news.set()

    async def next(self) -> str | bytes:
        """Return what is to be sent next; to ask for it says that the last one was."""
        while not self._waiting:
            self._sent.set()
            self._news = trio.Event()
            await self._news.wait()
        message = self._waiting.popleft()
        self._frames -= isinstance(message, bytes)
        return message

    async def wait_sent(self) -> None:
        """Wait until all that was put has been sent."""
        self._sent = trio.Event()
        self._news.set()
        await self._sent.wait()


class Microphone:
    """To the worker: what the browser hears, cut into frames, the oldest goes first."""

    def __init__(self, frame_bytes: int) -> None:
        self.dropped = 0
        self._frame_bytes = frame_bytes
        self._rest = b""
        self._frames: deque[bytes] = deque()  # bounded by put
        self._news = trio.Event()

    def put(self, pcm: bytes) -> None:
        """Queue sound of any length."""
        pcm = self._rest + pcm
        size = self._frame_bytes
        whole = len(pcm) // size * size
        self._rest = pcm[whole:]
        self._frames.extend(pcm[at : at + size] for at in range(0, whole, size))
        while len(self._frames) > AUDIO_FRAMES:
            self._frames.popleft()
            self.dropped += 1
        if self._frames:
            self._news.set()

    async def next(self) -> bytes:
        """Return the next frame."""
        while not self._frames:
            self._news = trio.Event()
            await self._news.wait()
        return self._frames.popleft()
