from __future__ import annotations

import pytest

from callcore.engines.voices import RHVOICE_FOLDERS, ROLES, VOICES, installed
from callcore.shared.ids import LANGUAGES

NOT_FOR_BUSINESS = {
    *("arina", "artemiy", "evgeniy-eng", "evgeniy-rus", "lyubov", "mikhail", "pavel"),
    *("tatiana", "victoria", "vitaliy", "yuriy", "volodymyr", "marianna"),
}


def test_every_role_has_a_voice_in_every_language():
    assert set(VOICES) == {(role, lang) for role in ROLES for lang in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_caller_does_not_sound_like_the_agent(language):
    assert VOICES["caller", language][0] != VOICES["agent", language][0]


def test_no_voice_has_a_licence_that_forbids_business():
    assert not RHVOICE_FOLDERS & NOT_FOR_BUSINESS


def test_without_rhvoice_there_is_english_only(tmp_path, monkeypatch):
    monkeypatch.setattr("callcore.engines.voices.find_rhvoice", lambda _cache: None)
    assert installed(tmp_path) == {"en": "heart (hibari)"}


def test_voices_in_the_cache_are_named(tmp_path):
    usr = tmp_path / "rhvoice/usr"
    for folder in ("lib/x", "share/RHVoice/voices/natalia"):
        (usr / folder).mkdir(parents=True)
    (usr / "lib/x/libRHVoice.so.5").touch()
    assert installed(tmp_path) == {"en": "heart (hibari)", "uk": "Natalia (rhvoice)"}
