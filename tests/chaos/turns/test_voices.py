"""Who speaks where, and what a spoken sentence is."""

from __future__ import annotations

import pytest

from callcore.engines.voices import Voice
from callcore.shared.ids import LANGUAGES
from chaos.turns.voices import Cast, VoicesMissing, agent_of, voices_of
from tests.callcore.engines.voicecache import CACHE, NEEDS_RHVOICE


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_voice_of_test_speaks_in_train_or_tune(language):
    test = {(voice.engine, voice.name) for voice in voices_of("test", language)}
    for split in ("train", "tune"):
        others = {(voice.engine, voice.name) for voice in voices_of(split, language)}
        assert others
        assert not test & others
    assert agent_of(language) in voices_of("train", language)


def test_without_rhvoice_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("chaos.turns.voices.find_rhvoice", lambda _cache: None)
    with pytest.raises(VoicesMissing, match="run `just voices`"):
        Cast(tmp_path).say(Voice("rhvoice", "Anna"), "да", "ru")


@pytest.mark.native
@NEEDS_RHVOICE
def test_tempo_makes_a_sentence_shorter_and_moves_its_words():
    cast, voice = Cast(CACHE), Voice("rhvoice", "Natalia")
    slow = cast.say(voice, "чотири шини", "uk")
    fast = cast.say(voice, "чотири шини", "uk", 1.1)
    assert len(fast.audio) == pytest.approx(len(slow.audio) / 1.1, abs=100)
    assert fast.ends[0][1] == pytest.approx(slow.ends[0][1] / 1.1, abs=2)


@pytest.mark.native
@NEEDS_RHVOICE
def test_an_unknown_voice_is_missing():
    with pytest.raises(VoicesMissing, match="Nobody"):
        Cast(CACHE).say(Voice("rhvoice", "Nobody"), "да", "ru")
