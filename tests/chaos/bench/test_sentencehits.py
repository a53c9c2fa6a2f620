from __future__ import annotations

import pytest

from callcore.engines.models.errors import ModelError
from callcore.engines.ports import SpeechChunk
from callcore.engines.tts import cached
from chaos.bench import sentencehits


async def test_known_sentences_are_hits_and_the_voice_is_not_asked_again():
    found = await sentencehits.hits(callers=2, each=5)
    assert (found["hits"], found["missed"]) == (10, 0)
    assert 0 <= found["hit_p50_ms"] <= found["hit_p99_ms"] <= found["hit_max_ms"]


async def test_sentences_that_were_not_kept_are_told(monkeypatch):
    monkeypatch.setattr(cached.SentenceCache, "keep", lambda *_: None)
    assert (await sentencehits.hits(callers=1, each=3))["missed"] == 3


class Voice:
    name = "voice"

    def __init__(self):
        self.said = []

    def say(self, text, emit):
        self.said.append(text)
        assert not emit(SpeechChunk(b"\0\0")) or len(self.said) == 1


def test_the_voice_is_stopped_after_its_first_audio():
    voice = Voice()
    found = sentencehits.voice_ms(lambda: voice, ["a", "b"])
    assert found is not None
    assert found >= 0
    assert voice.said == ["One.", "a", "b"]


def test_without_a_voice_there_is_nothing_to_compare_with():
    def load():
        raise ModelError("it is not installed")

    assert sentencehits.voice_ms(load) is None


@pytest.mark.native
def test_the_whole_is_measured():
    found = sentencehits.measure()
    assert found["hits"] == sentencehits.CALLERS * sentencehits.HITS
    assert found["voice_ms"] > 0
