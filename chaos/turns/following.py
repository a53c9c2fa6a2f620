"""Which stretches of a turn Whisper is asked to decode, and when the texts are there.

The plan is made by the product's own :class:`~callcore.engines.host.following.Follower`
in virtual time. A decode takes what ENGINES.md measured on a quiet machine, so results
do not depend on how busy this one is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from callcore.audio.endpointing import TransitionKind
from callcore.engines.host.following import Follower, Piece, View, quietest
from callcore.shared.audioformat import BYTES_PER_S, FRAME_BYTES, FRAME_MS
from callcore.shared.ids import Language
from chaos.turns.ear import Noticed

#: p50 of whisper.cpp base q8_0, two threads, half window, quiet machine (ENGINES.md 1)
DECODE_MS: Final[Mapping[Language, int]] = {"en": 530, "ru": 570, "uk": 530}
ABORT_MS: Final = 300  # a decode that is not wanted any more ends within 0.3 s
PARTIAL_BYTES: Final = BYTES_PER_S // 2  # HostedWhisper's 500 ms
CHUNK_FRAMES: Final = 5  # call/hearing.py: audio is handed over in 100 ms
PREROLL_FRAMES: Final = 20  # call/hearing.py: 400 ms from before the ear was sure


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a turn's pcm that are decoded together."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextAt:
    """From ``at_ms`` on the text of the turn is what ``stretches`` say, in order."""

    at_ms: int
    stretches: tuple[Stretch, ...]


@dataclass(slots=True)
class _Following:
    """One turn in virtual time. Offsets of the follower count from ``front``."""

    pcm: bytes
    decode_ms: int
    follower: Follower = field(default_factory=lambda: Follower(PARTIAL_BYTES))
    front: int | None = None  # where the utterance begins in ``pcm``
    total: int = 0  # bytes of the utterance that were handed over
    speech: int = 0
    settled: bool = False
    running: tuple[int, int] | None = None  # due at, which stretch
    busy_until_ms: int = 0
    stretches: list[Stretch] = field(default_factory=list)
    found: list[TextAt] = field(default_factory=list)

    def change(self, one: Noticed, end: int) -> None:
        """Take a change of the ear while ``pcm[:end]`` has come."""
        if one.kind is TransitionKind.STARTED and self.front is None:
            self.front = max(0, end - PREROLL_FRAMES * FRAME_BYTES)
            self._append(end)
        elif one.kind is TransitionKind.SETTLED:
            self._append(end)
            self.settled = True
        elif one.kind is TransitionKind.RESUMED:
            self.settled = False

    def frame(self, end: int) -> None:
        """Hand over what came, in chunks of 100 ms."""
        if self.front is None:
            return
        if end - self.front - self.total >= CHUNK_FRAMES * FRAME_BYTES:
            self._append(end)

    def work(self, now_ms: int) -> None:
        """Collect what is decoded and ask for what is due."""
        if self.front is None:
            return
        if self.running is not None and self.running[0] <= now_ms:
            due_ms, number = self.running
            self.running = None
            self.follower.finished(f"{number}", None)
            texts = self.follower.text().split()
            known = tuple(self.stretches[int(text)] for text in texts)
            self.found.append(TextAt(due_ms, known))
        view = View(0, self.total, self.speech, self.settled, closed=False)
        step = self.follower.step(view)
        if isinstance(step, Piece):
            self._start(step, now_ms)

    def _start(self, piece: Piece, now_ms: int) -> None:
        assert self.front is not None
        begin = now_ms
        if self.running is not None:  # it is aborted for this one
            begin = min(self.running[0], now_ms + ABORT_MS)
        start, end = self.front + piece.start, self.front + piece.end
        if piece.kind == "cut":
            end = start + quietest(self.pcm[start:end])
            piece = Piece(piece.start, piece.start + end - start, "cut")
        self.stretches.append(Stretch(start, end))
        self.running = (begin + self.decode_ms, len(self.stretches) - 1)
        self.follower.started(piece)

    def _append(self, end: int) -> None:
        assert self.front is not None
        self.total = end - self.front
        if not self.settled:
            self.speech = self.total


def follow(pcm: bytes, noticed: list[Noticed], language: Language) -> list[TextAt]:
    """Return every text of a turn that the call gets, with the time it gets it."""
    work = _Following(pcm, DECODE_MS[language])
    waiting = list(noticed)
    for end in range(FRAME_BYTES, len(pcm) + 1, FRAME_BYTES):
        now_ms = end // FRAME_BYTES * FRAME_MS
        while waiting and waiting[0].at_ms <= now_ms:
            work.change(waiting.pop(0), end)
        work.frame(end)
        work.work(now_ms)
    return work.found
