"""English by hibari, a small neural voice whose weights come in its wheel.

One sentence at a time, 20 ms of work for 3 s of speech. The model knows how long each
phoneme lasts, so words get true end times.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from callcore.engines.models.pinned import HIBARI, verify
from callcore.engines.ports import SpeechChunk
from callcore.engines.tts.native import Emit, VoiceError
from callcore.engines.tts.onnxoutput import with_output
from callcore.engines.tts.trim import trimmed
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

Audio = NDArray[np.float32]

_PHONEME_ENDS: Final = "/CumSum_output_0"  # in duration frames, one entry a phoneme id
_SEED: Final = 7  # of the breath noise: the same sentence always sounds the same
_WARM_UP: Final = "Hello, your order number 25 costs $9.99 and ships on May 3rd."
_PEAK: Final = 0.89  # -1 dBFS: room for the resampler's overshoot


class HibariModel:
    """The loaded model, 185 MB; voices that differ in pitch share it."""

    def __init__(self) -> None:
        """Load it. Raises :exc:`ModelError`."""
        path = verify(*HIBARI)
        import onnxruntime as ort  # native, slow to import
        from hibari import Hibari

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = ort.InferenceSession(
            with_output(path.read_bytes(), _PHONEME_ENDS),
            options,
            providers=["CPUExecutionProvider"],
        )
        self.hibari = Hibari(model=str(path), threads=1)
        self.hibari.sess = self.session  # one session is enough


class NativeHibari:
    """The voice "heart"; ``pitch`` below 1 makes it deeper (a test caller's voice).

    Not to be used by two threads at once.
    """

    def __init__(self, pitch: float = 1.0, model: HibariModel | None = None) -> None:
        """Load (0.6 s) unless ``model`` is given; warm up. Raises :exc:`ModelError`."""
        self.name = "hibari:heart" if pitch == 1.0 else f"hibari:heart@{pitch}"
        self._pitch = pitch
        model = model or HibariModel()
        self._hibari, self._session = model.hibari, model.session
        self._words_of = lru_cache(maxsize=4096)(self._count_words)
        self.say(_WARM_UP, lambda _chunk: True)  # tables load lazily: 200 ms once

    def say(self, text: str, emit: Emit) -> None:
        """Speak ``text``; see :class:`~callcore.engines.tts.native.NativeVoice`."""
        done_samples = done_chars = 0
        for sentence in self._hibari.split_sentences(text):
            start = text.find(sentence, done_chars)
            done_chars = start + len(sentence)
            for piece, piece_marks in self._pieces(sentence):
                pcm, marks = trimmed(piece, piece_marks)
                placed = tuple((done_samples + s, start + c) for s, c in marks)
                if not emit(SpeechChunk(pcm, placed)):
                    return
                done_samples += len(pcm) // SAMPLE_BYTES

    def _pieces(self, sentence: str) -> Iterator[tuple[bytes, list[tuple[int, int]]]]:
        """Yield audio and marks; a very long sentence comes in pieces, marked at its end."""
        pieces = self._hibari.phonemize(sentence)
        for number, phonemes in enumerate(pieces, start=1):
            audio, ends = self._synthesise(phonemes)
            pcm = self._telephone(audio)
            samples = len(pcm) // SAMPLE_BYTES
            if len(pieces) == 1:
                yield pcm, self._marks(sentence, phonemes, ends, samples)
            else:
                last = number == len(pieces)
                yield pcm, [(samples, len(sentence))] if last else []

    def _synthesise(self, phonemes: str) -> tuple[Audio, NDArray[np.float64]]:
        """Return 24 kHz audio and where each phoneme id ends, as a share of it."""
        from hibari import dsp  # loaded with the model

        inputs = {
            "ids": np.asarray([self._hibari.ids(phonemes)], np.int64),
            "speed": np.asarray([1 / self._pitch], np.float32),
        }
        *spectra, ends = self._session.run(None, inputs)
        rng = np.random.default_rng(_SEED)
        audio = dsp.synth(*(part[0] for part in spectra), rng)
        return audio, np.ravel(ends) / max(1, int(np.ravel(ends)[-1]))

    def _telephone(self, audio: Audio) -> bytes:
        # read back slower than it was made, the voice is deeper
        rate = self._hibari.sample_rate * self._pitch
        narrow = soxr.resample(audio, rate, SAMPLE_RATE_HZ)
        peak = float(np.abs(narrow).max(initial=0.0))
        if not math.isfinite(peak):  # cast to whole numbers it would be a bang
            raise VoiceError("hibari-not-a-number")
        gain = min(1.0, _PEAK / peak) if peak else 1.0
        return bytes((narrow * (gain * 32767)).astype("<i2").tobytes())

    def _marks(
        self, text: str, phonemes: str, ends: NDArray[np.float64], samples: int
    ) -> list[tuple[int, int]]:
        """Return (sample_end, char_end) per word, or one mark if words do not add up."""
        spans = word_spans(text)
        groups = list(accumulate(self._words_of(text[a:b]) for a, b in spans))
        spoken = phoneme_word_ends(phonemes, self._hibari.vocab)
        if not spans or not groups or groups[-1] != len(spoken):
            return [(samples, len(text))]
        marks = [
            (int(ends[spoken[group - 1]] * samples), end)
            for group, (_, end) in zip(groups, spans, strict=True)
            if group
        ]
        return [*marks[:-1], (samples, len(text))]

    def _count_words(self, word: str) -> int:
        return sum(len(part.split()) for part in self._hibari.phonemize(word))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the words of ``text``, punctuation included."""
    spans, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    return spans


def phoneme_word_ends(phonemes: str, vocabulary: dict[str, int]) -> list[int]:
    """Return, per word of ``phonemes``, the index of its last phoneme's id.

    Index 0 is the pad that hibari puts in front; symbols without an id do not count.
    """
    ends: list[int] = []
    index, in_word = 0, False
    for symbol in phonemes:
        if symbol == " " and in_word:
            ends.append(index)
        in_word = symbol != " "
        index += symbol in vocabulary
    return [*ends, index] if in_word else ends
