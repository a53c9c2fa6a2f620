"""Put a turn together: one sentence is spoken, cut between words, and silence put in.

The sentence is synthesised whole, so before a pause the voice sounds as if it went on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.shared.audioformat import SAMPLE_RATE_HZ
from chaos.turns.markup import BreakKind, Phrase
from chaos.turns.sample import Pause
from chaos.turns.silences import STEP, silences, spoken_span
from chaos.turns.stretching import lengthen
from chaos.turns.voices import Spoken

Audio = NDArray[np.float64]
Say = Callable[[str], Spoken]

MS: Final = SAMPLE_RATE_HZ // 1000
LEAD_MS: Final = 300
TAIL_MS: Final = 2600
LEAST_MS: Final = 100  # what counts as a pause, as in eot-bench
_FADE: Final = 15 * MS
_KEEP: Final = 10 * MS  # of silence around speech: soft sounds are there
_LONG_GAP: Final = (
    190 * MS
)  # of the voice's own pauses; they are no holds in the count,
_SHORT_GAP: Final = 150 * MS  # which begins at 200 ms
_DRAWL_MS: Final = (150, 350)
_FILLER_MS: Final = (50, 250)  # what a filler is drawn out by
_BEFORE_FILLER: Final = 60 * MS


@dataclass(slots=True)
class Clean:
    """A turn without a room. Times count from the lead-in's first sample."""

    audio: Audio
    pauses: tuple[Pause, ...]
    words: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Track:
    """What is said so far."""

    parts: list[Audio] = field(default_factory=list)
    words: list[tuple[int, str]] = field(default_factory=list)
    size: int = 0

    def add(self, audio: Audio) -> None:
        self.parts.append(audio)
        self.size += len(audio)

    def hush(self, samples: int) -> None:
        self.add(np.zeros(max(0, samples)))

    def pause(self, samples: int) -> None:
        """Be silent for so long, the soft end of the last word included."""
        self.hush(samples - _quiet_start(self.parts[-1][::-1]))


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a sentence is opened: it goes on at ``right``.

    ``kind`` is ``None`` where a pause of the voice itself is only shortened.
    """

    left: int
    right: int
    kind: BreakKind | None
    char: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that ends at ``char`` of the text and about at the sample ``mark``."""

    word: str
    char: int
    mark: int

    def before(self, cut: _Cut, end: int) -> bool:
        """Return whether it is said before ``cut``; its mark may be a little off."""
        if cut.kind is not None:
            return self.char <= cut.char
        return cut.right == end or self.mark < cut.right


def make(
    phrases: Sequence[Phrase],
    lengths_ms: Sequence[int],
    say: Say,
    filler: str,
    rng: np.random.Generator,
) -> Clean:
    """Return the turn; ``lengths_ms`` are those of its pauses, in their order."""
    track = _Track()
    track.hush(LEAD_MS * MS)
    lengths = iter(lengths_ms)
    um = _filler(say(filler), rng) if _has_filler(phrases) else np.zeros(0)
    for phrase in phrases:
        spoken = _trimmed(say(phrase.text))
        end = len(spoken.audio)
        if phrase.cut is not None:
            end = _broken_off(phrase, spoken)
        _speak(track, phrase, spoken, end, lengths, (um, filler, rng))
        if phrase.cut is not None:
            track.pause(next(lengths) * MS - _KEEP)
    track.hush(TAIL_MS * MS)
    audio = np.concatenate(track.parts)
    words = tuple((at // MS, word) for at, word in track.words)
    return Clean(audio, pauses_in(audio), words)


def pauses_in(audio: Audio) -> tuple[Pause, ...]:
    """Return the silences of 100 ms or more; what is before the first word is none."""
    begin, end = spoken_span(audio)
    inside = [
        Pause(a // MS, b // MS)
        for a, b in silences(audio, LEAST_MS * MS)
        if a > begin and b < end
    ]
    return (*inside, Pause(end // MS, len(audio) // MS))


def _speak(
    track: _Track,
    phrase: Phrase,
    spoken: Spoken,
    end: int,
    lengths: Iterator[int],
    filling: tuple[Audio, str, np.random.Generator],
) -> None:
    """Say ``phrase`` as far as ``end``, with its pauses."""
    um, filler, rng = filling
    at = 0
    spans = _word_spans(phrase, spoken)
    for cut in [*_cuts(phrase, spoken, end), _Cut(end, end, None)]:
        if cut.right < at:
            continue
        piece = faded(spoken.audio[at : max(at, cut.left)])
        if cut.kind == "drawl":
            piece = lengthen(piece, int(rng.integers(*_DRAWL_MS)) * MS)
        begin = track.size
        track.add(piece)
        said = [span for span in spans if span.before(cut, end)]
        spans = spans[len(said) :]
        track.words += [
            (min(begin + max(0, span.mark - at), track.size), span.word)
            for span in said
        ]
        if cut.kind == "filler":
            track.hush(_BEFORE_FILLER)
            track.add(um)
            track.words.append((track.size, filler))
        if cut.kind is not None:
            begun = _quiet_start(spoken.audio[cut.right : end])
            track.pause(next(lengths) * MS - begun)
        at = cut.right


def _cuts(phrase: Phrase, spoken: Spoken, end: int) -> list[_Cut]:
    """Return where to open the sentence, in order: its breaks, and its own long pauses."""
    gaps = silences(spoken.audio, STEP)
    found = []
    for pause in phrase.breaks:
        at = _word_end(spoken, pause.char)
        left, right = _quietest(spoken, at, gaps)
        found.append(_Cut(left, right, pause.kind, pause.char))
    opened = [cut for cut in found if cut.right <= end]
    for start, stop in gaps:
        near = any(cut.left < stop and start < cut.right + STEP for cut in opened)
        if stop - start >= _LONG_GAP and not near and start > 0 and stop < end:
            half = _SHORT_GAP // 2
            opened.append(_Cut(start + half, stop - half, None))
    return sorted(opened, key=lambda cut: cut.left)


def _quietest(
    spoken: Spoken, mark: int, gaps: list[tuple[int, int]]
) -> tuple[int, int]:
    """Return where the silence at a word's end begins and ends, maybe the same sample."""
    early, late = spoken.search
    low = max(STEP, mark + early)
    high = min(len(spoken.audio) - 2 * STEP, mark + late)
    if low >= high:
        return mark, mark
    around = range(low, high, STEP)
    frame = 2 * STEP
    at = min(around, key=lambda k: float(np.sum(spoken.audio[k : k + frame] ** 2)))
    for start, stop in gaps:
        if start <= at + STEP < stop and stop - start > 2 * _KEEP:
            return start + _KEEP, stop - _KEEP
    return at + STEP, at + STEP


def _word_end(spoken: Spoken, char: int) -> int:
    """Return the mark of the word that ends at ``char`` of the text."""
    before = [at for chars, at in spoken.ends if chars <= char]
    return before[-1] if before else 0


def _word_spans(phrase: Phrase, spoken: Spoken) -> list[_Word]:
    """Return the words that are heard, the broken one as "win-"."""
    found: list[_Word] = []
    at = 0
    for word in phrase.text.split():
        start = phrase.text.index(word, at)
        at = start + len(word)
        if phrase.cut is not None and at > phrase.cut:
            if start < phrase.cut:
                heard = phrase.text[start : phrase.cut] + "-"
                found.append(_Word(heard, phrase.cut, _broken_off(phrase, spoken)))
            break
        found.append(_Word(word, at, _word_end(spoken, at)))
    return found


def _broken_off(phrase: Phrase, spoken: Spoken) -> int:
    """Return the sample at which the speaker stops inside a word."""
    assert phrase.cut is not None
    start = phrase.text.rfind(" ", 0, phrase.cut) + 1
    stop = phrase.text.find(" ", phrase.cut)
    stop = len(phrase.text) if stop < 0 else stop
    begin = _word_end(spoken, start) if start else 0
    end = _word_end(spoken, stop)
    share = (phrase.cut - start) / max(1, stop - start)
    late = sum(spoken.search) // 2
    return min(len(spoken.audio), int(begin + (end - begin) * share) + late)


def _trimmed(spoken: Spoken) -> Spoken:
    """Return the sentence without the silence around it."""
    begin, end = spoken_span(spoken.audio)
    begin, end = max(0, begin - _KEEP), min(len(spoken.audio), end + _KEEP)
    ends = [(chars, min(max(at - begin, 0), end - begin)) for chars, at in spoken.ends]
    return Spoken(faded(spoken.audio[begin:end]), tuple(ends), spoken.search)


def _quiet_start(audio: Audio) -> int:
    """Return how many samples at the start of ``audio`` are silent already."""
    return spoken_span(audio)[0]


def _filler(spoken: Spoken, rng: np.random.Generator) -> Audio:
    audio = _trimmed(spoken).audio
    return lengthen(audio, int(rng.integers(*_FILLER_MS)) * MS)


def _has_filler(phrases: Sequence[Phrase]) -> bool:
    return any(pause.kind == "filler" for part in phrases for pause in part.breaks)


def faded(audio: Audio) -> Audio:
    """Return ``audio`` with ramps of 15 ms at its ends, so that no edge clicks."""
    fade = min(_FADE, len(audio) // 2)
    if not fade:
        return audio
    ramp = np.linspace(0, 1, fade)
    return np.concatenate(
        [audio[:fade] * ramp, audio[fade:-fade], audio[-fade:] * ramp[::-1]]
    )
