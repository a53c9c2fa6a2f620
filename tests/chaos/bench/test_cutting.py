from __future__ import annotations

from typing import cast

import pytest

from callcore.engines.ports import SpeechChunk
from callcore.shared.ids import Language
from chaos.bench import cutting
from tests.callcore.engines.voicecache import CACHE, NEEDS_RHVOICE

TEXT = "one two three"
CHUNKS = [
    SpeechChunk(bytes(2000), ((1000, 3),)),
    SpeechChunk(bytes(2000), ((1500, 7), (2000, 13))),
]


@pytest.mark.parametrize(
    ("samples", "with_times", "without"),
    [(0, 0, 0), (999, 0, 3), (1000, 0, 0), (1499, 0, 4), (2000, 0, 0)],
)
def test_errors_are_held_against_the_word_times(samples, with_times, without):
    assert cutting.compare(TEXT, CHUNKS, samples) == (with_times, without)


def test_a_voice_that_hides_its_times_is_marked_at_the_end_only():
    assert cutting.clip_of(TEXT, CHUNKS, times=False).marks == [(2000, 13)]
    assert len(cutting.clip_of(TEXT, CHUNKS, times=True).marks) == 3


def test_a_measurement_is_of_every_sentence_and_the_same_every_time(monkeypatch):
    class Voice:
        name = "fake:voice"

        def say(self, text, emit):
            assert emit(
                SpeechChunk(
                    bytes(16 * 60 * len(text)), ((8 * 60 * len(text), len(text)),)
                )
            )

    monkeypatch.setattr(cutting, "agent_voice", lambda _language, _cache: Voice())
    found = cutting.measure("en", CACHE)
    assert found is not None
    assert found["cuts"] == cutting.CUTS * len(cutting.SENTENCES["en"])
    assert found["word_times"] is False  # one mark a sentence
    assert cutting.measure("en", CACHE) == found


def test_a_machine_without_the_voice_is_told_apart(monkeypatch):
    monkeypatch.setattr(cutting, "find_rhvoice", lambda _cache: None)
    assert cutting.measure("uk", CACHE) is None


@pytest.mark.native
@NEEDS_RHVOICE
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_real_voices_are_measured(language, monkeypatch):
    monkeypatch.setattr(cutting, "CUTS", 5)
    found = cutting.measure(cast("Language", language), CACHE)
    assert found is not None
    assert found["cuts"] == 15
    assert 0 <= found["exact_with_times"] <= 1
