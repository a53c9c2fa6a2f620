"""One sentence on its way to the caller, and what he heard of it.

What was heard is told in two ways. :meth:`Clip.chars_heard` is exact as far as the
engine's marks go: without word times it is all or nothing. :meth:`Clip.chars_estimated`
shares the time between two marks out over the characters and rounds down to a word.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from callcore.shared.audioformat import FRAME_BYTES, SAMPLE_BYTES, SAMPLE_RATE_HZ

CHARS_PER_S: Final = 14  # ordinary speech, until a voice has shown its own pace
SAMPLES_PER_CHAR: Final = SAMPLE_RATE_HZ / CHARS_PER_S


class Clip:
    """PCM that may still grow, and which characters end at which sample.

    ``start`` and ``end`` are positions of the cursor: where the first sample was taken,
    and where the clip left the queue, played out or cut. Chunks are kept as they came,
    so that a phrase from the cache is shared by all calls that play it.
    """

    __slots__ = (
        "_at",
        "_chunks",
        "_samples_per_char",
        "end",
        "finished",
        "marks",
        "protected",
        "queued_bytes",
        "samples",
        "start",
        "text",
    )

    def __init__(
        self,
        text: str = "",
        protected: bool = False,
        samples_per_char: float = SAMPLES_PER_CHAR,
    ) -> None:
        self.text = text
        self._samples_per_char = samples_per_char  # only while its end is not known
        self.protected = protected  #: barge-in leaves it alone (legal notices)
        self.marks: list[tuple[int, int]] = []  #: (sample_end, char_end), ascending
        self.finished = False  #: the producer has no more
        self.start: int | None = None
        self.end: int | None = None
        self.samples = 0  #: in all, so far
        self.queued_bytes = 0  #: not taken yet
        self._chunks: deque[bytes] = deque()
        self._at = 0  # in the first chunk

    # -- what was heard ----------------------------------------------------------

    def chars_heard(self, samples: int) -> int:
        """Return how many characters lie wholly before ``samples``, by the marks."""
        return max((chars for end, chars in self.marks if end <= samples), default=0)

    def chars_estimated(self, samples: int) -> int:
        """Return how many characters lie before ``samples``, rounded down to a word.

        Never less than :meth:`chars_heard`. Before the marks of a growing clip have come,
        its length is guessed from its text.
        """
        exact = self.chars_heard(samples)
        begin = max((end for end, chars in self.marks if end <= samples), default=0)
        later = [mark for mark in self.marks if mark[0] > samples]
        end, chars = min(later) if later else self._guessed_end()
        if end <= begin or samples <= begin or chars <= exact:
            return exact
        guess = exact + (chars - exact) * (samples - begin) // (end - begin)
        return max(exact, _word_end(self.text, min(guess, chars)))

    def text_heard(self, samples: int) -> str:
        """Return the words that the caller heard, as estimated."""
        return self.text[: self.chars_estimated(samples)].rstrip()

    def _guessed_end(self) -> tuple[int, int]:
        chars = len(self.text)
        if self.finished:
            return self.samples, chars
        return max(self.samples, round(chars * self._samples_per_char)), chars

    # -- the playout -------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Let a growing clip with less than a frame wait: half would be a click."""
        return self.finished or self.queued_bytes >= FRAME_BYTES

    def append(self, pcm: bytes, marks: Iterable[tuple[int, int]]) -> None:
        """Add a chunk."""
        if pcm:
            self._chunks.append(pcm)
            self.queued_bytes += len(pcm)
            self.samples += len(pcm) // SAMPLE_BYTES
        self.marks += marks

    def take(self, size: int) -> bytes:
        """Remove and return the next ``size`` bytes, or what there is."""
        pcm = b""
        while len(pcm) < size and self._chunks:
            chunk = self._chunks[0]
            piece = chunk[self._at : self._at + size - len(pcm)]
            pcm += piece
            self._at += len(piece)
            if self._at == len(chunk):
                self._chunks.popleft()
                self._at = 0
        self.queued_bytes -= len(pcm)
        return pcm

    def drop_audio(self) -> None:
        """Forget what was not taken."""
        self._chunks.clear()
        self._at = self.queued_bytes = 0


def _word_end(text: str, chars: int) -> int:
    """Return the end of the last whole word within the first ``chars`` characters."""
    if chars >= len(text):
        return len(text)
    while chars > 0 and not text[chars].isspace():
        chars -= 1
    return chars
