"""Labelled voices to examples: a tail at a random moment of each silence, spoilt."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from callcore.audio.pcm import samples_of
from callcore.audio.prosody import TAIL_MS, TAIL_SAMPLES, features
from callcore.engines.turn.network import Floats
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ
from chaos.training.network import Examples
from chaos.training.spoil import FASTEST, spoilt

#: how long the caller may have been silent when we are asked: what the ear needs to be
#: sure of the silence comes on top of its setting, so it is never exact
ASKED_MS: Final = (110, 300)
_SAMPLES_PER_MS: Final = SAMPLE_RATE_HZ // 1000


@dataclass(frozen=True, slots=True)
class Clip:
    """A voice with its silences, in ms; if ``complete``, the last one ends the turn."""

    id: str
    voice: str
    language: str
    pcm: bytes
    pauses: tuple[tuple[int, int], ...]
    complete: bool = True

    def moments(self) -> list[tuple[int, int, bool]]:
        """Return start, length and whether it ends the turn, of every silence."""
        last = len(self.pauses) - 1
        return [
            (start, end - start, self.complete and number == last)
            for number, (start, end) in enumerate(self.pauses)
        ]


def tail_at(clip: Clip, ms: int) -> bytes:
    """Return what the judge hears when he is asked at ``ms`` of the clip."""
    end = ms * _SAMPLES_PER_MS * SAMPLE_BYTES
    return clip.pcm[max(0, end - TAIL_SAMPLES * SAMPLE_BYTES) : end]


@dataclass(frozen=True, slots=True)
class Asked:
    """One tail with its answer."""

    tail: bytes
    language: str
    voice: str
    finished: bool


def asked(clips: Sequence[Clip], copies: int, seed: int) -> Iterator[Asked]:
    """Yield ``copies`` spoilt tails of every silence long enough; 2 ms of work each.

    The same clip and seed give the same tails, whatever else is in the list.
    """
    for clip in clips:
        rng = np.random.default_rng((seed, zlib.crc32(clip.id.encode())))
        for start_ms, length_ms, finished in clip.moments():
            if length_ms < ASKED_MS[0]:
                continue
            for _ in range(copies):
                after_ms = rng.integers(ASKED_MS[0], min(length_ms, ASKED_MS[1]) + 1)
                tail = _spoilt_tail(clip, start_ms + int(after_ms), rng)
                yield Asked(tail, clip.language, clip.voice, finished)


def examples_of(questions: Iterable[Asked]) -> Examples:
    """Return what the network sees of them, 1 ms of work each."""
    rows, labels = [], []
    for one in questions:
        rows.append(features([one.tail])[0])
        labels.append((one.language, one.voice, one.finished))
    truth = np.array([finished for _, _, finished in labels], np.float32)
    return Examples(np.stack(rows), truth, _weights(labels))


def _spoilt_tail(clip: Clip, ms: int, rng: np.random.Generator) -> bytes:
    longer_ms = round(TAIL_MS * FASTEST) + 50
    begin = max(0, ms - longer_ms) * _SAMPLES_PER_MS
    samples = samples_of(clip.pcm)[begin : ms * _SAMPLES_PER_MS]
    return spoilt(samples, rng)[-TAIL_SAMPLES * SAMPLE_BYTES :]


def _weights(
    labels: list[tuple[str, str, bool]],
) -> Floats:
    """Return weights by which no voice and no answer counts for its number alone.

    A voice counts by the root of its examples: ten times as many are not ten times as
    instructive, since they are the same voice.
    """
    voices = Counter((language, voice) for language, voice, _ in labels)
    answers = Counter(labels)
    found = [
        voices[label[:2]] ** 0.5 / (2 * answers[label])
        if (*label[:2], not label[2]) in answers
        else voices[label[:2]] ** -0.5 / 2
        for label in labels
    ]
    return np.asarray(np.array(found) / np.mean(found), np.float32)
