"""The caller's side of a call: a voice, an ear, and what hands can do to a phone."""

from __future__ import annotations

from collections.abc import Callable

import trio

FRAME_BYTES = 320
SILENCE = bytes(FRAME_BYTES)

Voice = Callable[[], bytes | None]
"""Gives the next 20 ms of 8 kHz PCM, 320 bytes; ``None`` sends nothing (DTX, hold)."""

Ear = Callable[[float, bytes], None]
"""Gets each frame of the server: when it came (``trio.current_time``), and its PCM."""


def be_silent() -> bytes:
    """Return 20 ms of silence: a :data:`Voice` with nothing to say."""
    return SILENCE


class Speech:
    """A :data:`Voice` with a queue: silence, and what :meth:`say` was given."""

    def __init__(self, pcm: bytes = b"") -> None:
        self._pcm = bytearray(pcm)
        self._quiet = trio.Event()
        self.said_s: float | None = None  #: when the last frame of speech was taken

    def __call__(self) -> bytes:
        if not self._pcm:
            self._quiet.set()
            return SILENCE
        frame = bytes(self._pcm[:FRAME_BYTES])
        del self._pcm[:FRAME_BYTES]
        self.said_s = trio.current_time()
        return frame.ljust(FRAME_BYTES, b"\0")

    def say(self, pcm: bytes) -> None:
        """Queue 8 kHz PCM behind what is still being said."""
        self._pcm += pcm
        if self._pcm and self._quiet.is_set():  # else somebody waits on this one
            self._quiet = trio.Event()

    def stop(self) -> None:
        """Fall silent at once."""
        self._pcm.clear()

    async def wait_quiet(self) -> None:
        """Return when all has been said. Cancel-safe."""
        await self._quiet.wait()


class Handset:
    """What the caller does; usable before and during one call, from any task."""

    def __init__(self, voice: Voice = be_silent, ear: Ear | None = None) -> None:
        self.voice = voice
        self.ear = ear
        self.is_on_hold = False  #: True: no frames at all, as after re-INVITE or DTX
        self.is_crash = False
        self._keys: list[tuple[str, float]] = []
        self._released_s = 0.0
        self._gone = trio.Event()
        self._thawed = trio.Event()
        self._thawed.set()

    def hang_up(self) -> None:
        """Put the handset down: Asterisk closes with FIN."""
        self._gone.set()

    def crash(self) -> None:
        """Lose Asterisk itself: RST, and nothing of the dialplan goes on."""
        self.is_crash = True
        self._gone.set()

    @property
    def is_gone(self) -> bool:
        """True after :meth:`hang_up` or :meth:`crash`."""
        return self._gone.is_set()

    async def wait_gone(self) -> None:
        """Return when the caller has gone. Cancel-safe."""
        await self._gone.wait()

    def press(self, digit: str, held_s: float = 0.2) -> None:
        """Press a key; no audio while it is held (140-340 ms), then the digit."""
        self._keys.append((digit, held_s))

    def freeze(self) -> None:
        """Stop reading from the server, and keep the connection."""
        self._thawed = trio.Event()

    def thaw(self) -> None:
        """Read again."""
        self._thawed.set()

    async def wait_thawed(self) -> None:
        """Return when the phone reads. Cancel-safe; a checkpoint only if frozen."""
        if not self._thawed.is_set():
            await self._thawed.wait()

    # -- the leg asks, once per 20 ms ---------------------------------------------

    def take_digit(self, now_s: float) -> str | None:
        """Return the digit whose key was let go of since the last frame."""
        if not self._keys:
            return None
        digit, held_s = self._keys[0]
        if self._released_s <= 0.0:
            self._released_s = now_s + held_s
            return None
        if now_s < self._released_s:
            return None
        self._released_s = 0.0
        del self._keys[0]
        return digit

    def take_frame(self) -> bytes | None:
        """Return 20 ms to send, or ``None`` on hold, under a key, or by DTX."""
        if self.is_on_hold or self._released_s > 0.0:
            return None
        return self.voice()
