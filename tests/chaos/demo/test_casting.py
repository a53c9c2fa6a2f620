"""Without a voice the demo says what to do."""

from __future__ import annotations

import pytest

from chaos.demo import casting
from chaos.demo.casting import cast_caller
from chaos.demo.voice import VoiceMissing


@pytest.mark.parametrize(("language", "name"), [("ru", "Russian"), ("uk", "Ukrainian")])
def test_a_missing_voice_is_one_sentence_that_names_the_command(
    language, name, monkeypatch, tmp_path
):
    monkeypatch.setattr(casting, "load_voices", lambda _cache, roles: {})
    with pytest.raises(VoiceMissing, match=f"no {name} voice .* `just voices`"):
        cast_caller(language, tmp_path)


def test_the_best_voice_for_the_caller_is_taken(monkeypatch, tmp_path):
    asked = []

    def load(_cache, roles):
        asked.append(roles)
        return {("caller", "uk"): ["anatol", "other"], ("agent", "uk"): ["natalia"]}

    monkeypatch.setattr(casting, "load_voices", load)
    assert str(cast_caller("uk", tmp_path)) == "anatol"
    assert asked == [("caller",)]


@pytest.mark.native
def test_english_always_has_a_voice(tmp_path):
    pcm = bytearray()
    voice = cast_caller("en", tmp_path)

    def take(chunk):
        pcm.extend(chunk.pcm)
        return True

    voice.say("Hello.", take)
    assert len(pcm) > 4000
