"""One sentence by several voices: where one broke off, the next one goes on. Pure.

::

    text      |The tyres cost four thousand hryvnias.|
    first      ~~~~~~~~~~~~~~~~ "fo-"                    marks up to "cost"
    pause                          ....
    second                             ~~~~~~~~~~~~~~~~~~~~~~~   is asked for "four ..."

With word marks the rest begins after the last word whose end was in the sound; the piece
of a word behind it is said again, whole, as people do. Without them the place is
estimated from the pace of the voice, and rounded down to a word: one that is said twice
sounds odd, one that is missing may be a digit.

Marks leave here only once their sound has, so they rise over all parts. What cannot be
speech (half a sample, marks that fall back or point beyond the text) is ``garbage`` and
goes no further.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.engines.errors import EngineLost
from callcore.engines.ports import SpeechChunk
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

PAUSE_MS: Final = 60  # between two voices, as between two breaths
PAUSE_SAMPLES: Final = SAMPLE_RATE_HZ * PAUSE_MS // 1000
SLACK_SAMPLES: Final = 80  # 10 ms: what resampling may take off the end of a sound
MISSING_SAMPLES: Final = 1600  # 200 ms behind the last mark: a word was not said

_WORD: Final = re.compile(r"\w")
_BETWEEN_WORDS: Final = re.compile(r"[\s,.;:!?…)»”]*")
_SPACED_WORD: Final = re.compile(r"\S*\w\S*")


class Seam:
    """The sentence so far. ``samples`` of sound have left, over all parts."""

    def __init__(self, text: str) -> None:
        self.samples = 0
        self._text = text
        self._begin = 0  # of this part, in the text
        self._begin_sample = 0  # ... and in the sound
        self._marks: list[tuple[int, int]] = []  # of this part: its sound has not left
        self._last = (0, 0)  # the newest mark that has left
        self._newest = (0, 0)  # the newest mark that has come
        self._marked = 0  # how many of this part have left

    @property
    def rest(self) -> str:
        """Return what this part has to say."""
        return self._text[self._begin :]

    @property
    def part_samples(self) -> int:
        """Return how much sound this part has made."""
        return self.samples - self._begin_sample

    @property
    def told(self) -> bool:
        """True if the sound of the last word has left."""
        chars = [char for sample, char in self._marks if sample <= self._reached]
        return bool(self.samples) and not _WORD.search(
            self._text, max([self._last[1], *chars])
        )

    def take(self, chunk: SpeechChunk, engine: str) -> SpeechChunk:
        """Return ``chunk`` of ``engine`` in the terms of the whole sentence.

        Raises :exc:`EngineLost` (``garbage``).
        """
        if len(chunk.pcm) % SAMPLE_BYTES:
            raise EngineLost(engine, "garbage")
        for sample_end, char_end in chunk.marks:
            mark = (self._begin_sample + sample_end, self._begin + char_end)
            rises = mark[0] >= self._newest[0] and mark[1] >= self._newest[1]
            if not rises or mark[1] > len(self._text):
                raise EngineLost(engine, "garbage")
            self._marks.append(mark)
            self._newest = mark
        self.samples += len(chunk.pcm) // SAMPLE_BYTES
        marks = self._leaving(self._reached) if chunk.pcm else ()
        return SpeechChunk(chunk.pcm, marks)

    def finish(self) -> SpeechChunk:
        """Return what is left to say at the proper end: marks, the last one whole."""
        marks = self._leaving(self._newest[0])
        whole = (self.samples, len(self._text))
        if self._last[1] < whole[1] and self.samples:
            marks = (*marks, whole)
        return SpeechChunk(b"", marks)

    def shortfall(self, *, word_times: bool) -> str:
        """Return what is wrong with a part that has ended properly, or ``""``."""
        if not _WORD.search(self._text, self._begin):
            return ""
        if not self.part_samples:
            return "no-audio"
        marked = self._newest[1] > self._begin
        if not marked and not word_times:
            return ""  # it has said nothing of words
        silent = self._newest[0] > self.samples + MISSING_SAMPLES
        return "cut" if silent or _WORD.search(self._text, self._newest[1]) else ""

    def tear(self, samples_per_char: float, *, word_times: bool) -> SpeechChunk:
        """End a part that broke off; the next one is :attr:`rest`.

        Returns what is heard between them, empty if nothing was heard yet.
        """
        heard = SpeechChunk(b"")
        if self.part_samples:
            marks = self._leaving(self._reached)
            spoken = self._spoken(samples_per_char, word_times=word_times)
            marks += self._seam(spoken)
            heard = SpeechChunk(bytes(PAUSE_SAMPLES * SAMPLE_BYTES), marks)
            self._begin = spoken
            self.samples += PAUSE_SAMPLES
        self._begin_sample = self.samples
        self._marks, self._marked = [], 0
        self._newest = (self._begin_sample, self._begin)
        return heard

    @property
    def _reached(self) -> int:
        return self.samples + SLACK_SAMPLES

    def _spoken(self, samples_per_char: float, *, word_times: bool) -> int:
        """Return where the next voice goes on."""
        if word_times or self._has_word_marks():
            spoken = _next_word(self._text, self._last[1])
        else:
            estimated = self._estimated(samples_per_char)
            words = [word.start() for word in _SPACED_WORD.finditer(self._text)]
            spoken = min(_next_word(self._text, estimated), words[-1] if words else 0)
        return max(spoken, self._begin)

    def _seam(self, spoken: int) -> tuple[tuple[int, int], ...]:
        """Mark an estimated end: else its words would be heard with the rest.

        Not of a single word: that mark would pass for the time of the word, and history
        for exact (``has_word_times`` in call/saying.py; the simulation found it).
        """
        words = _SPACED_WORD.findall(self._text[self._last[1] : spoken])
        if len(words) < 2:
            return ()
        self._last = (self.samples, spoken)
        return (self._last,)

    def _leaving(self, until: int) -> tuple[tuple[int, int], ...]:
        """Return the marks whose sound has left; none is ahead of it."""
        gone = [mark for mark in self._marks if mark[0] <= until]
        del self._marks[: len(gone)]
        highest = self._last[1]  # a word that is said again was marked in part before
        marks = tuple(
            (min(sample, self.samples), max(char, highest)) for sample, char in gone
        )
        self._marked += len(marks)
        self._last = marks[-1] if marks else self._last
        return marks

    def _has_word_marks(self) -> bool:
        words = self._text[self._begin : self._last[1]].split()
        return self._marked > 0 and self._marked >= len(words)

    def _estimated(self, samples_per_char: float) -> int:
        sample, char = max(self._last, (self._begin_sample, self._begin))
        more = (self.samples - sample) / samples_per_char
        return min(char + int(more), len(self._text))


def _next_word(text: str, at: int) -> int:
    """Return where the word begins that ``at`` is in, or the one behind it."""
    found = _BETWEEN_WORDS.match(text, at)
    if 0 < at < len(text) and found is not None and found.end() > at:
        return found.end()
    while 0 < at < len(text) and not text[at - 1].isspace():
        at -= 1
    return at
