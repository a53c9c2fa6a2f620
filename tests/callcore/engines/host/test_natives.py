from __future__ import annotations

import pytest

from callcore.engines.host import natives
from callcore.engines.host.natives import load_voices
from callcore.engines.tts.native import VoiceError
from callcore.engines.voices import VOICES
from callcore.shared.ids import LANGUAGES


class Spoken:
    def __init__(self, name):
        self.name = name


@pytest.fixture
def engines(monkeypatch):
    """Engines that load nothing; RHVoice is there and lacks the voice Slt."""

    def rhvoice(_library, voice, _warm_up):
        if voice == "Slt":
            raise VoiceError("rhvoice-lacks-the-voice")
        return Spoken(voice)

    loaded: list[str] = []

    def model():
        loaded.append("model")
        return "model"

    monkeypatch.setattr(natives, "find_rhvoice", lambda _cache: "files")
    monkeypatch.setattr(natives, "Rhvoice", lambda files: files)
    monkeypatch.setattr(natives, "NativeRhvoice", rhvoice)
    monkeypatch.setattr(natives, "HibariModel", model)
    monkeypatch.setattr(natives, "NativeHibari", lambda pitch, _m: Spoken(pitch))
    return loaded


def names(voices, role, language):
    return [voice.name for voice in voices.get((role, language), ())]


def test_voices_are_best_first_and_missing_ones_are_skipped(tmp_path, engines):
    voices = load_voices(tmp_path)
    assert names(voices, "agent", "uk") == ["Natalia", "Anatol"]
    assert names(voices, "agent", "en") == [1.0]
    assert names(voices, "caller", "en") == [0.84]


def test_voices_of_one_engine_share_its_model(tmp_path, engines):
    load_voices(tmp_path)
    assert len(engines) == 1


def test_only_the_roles_that_are_asked_for_are_loaded(tmp_path, engines):
    assert {role for role, _ in load_voices(tmp_path, "auto", ["agent"])} == {"agent"}


def test_without_rhvoice_english_is_left_and_a_line_says_how(
    tmp_path, engines, monkeypatch, caplog
):
    monkeypatch.setattr(natives, "find_rhvoice", lambda _cache: None)
    voices = load_voices(tmp_path)
    assert {language for _, language in voices} == {"en"}
    assert "just voices" in caplog.text


@pytest.mark.parametrize(("choice", "languages"), [("hibari", 1), ("rhvoice", 2)])
def test_one_engine_can_be_chosen(tmp_path, engines, choice, languages):
    voices = load_voices(tmp_path, choice, ["agent"])
    assert len(voices) == languages
    assert len(VOICES) == 2 * len(LANGUAGES)
