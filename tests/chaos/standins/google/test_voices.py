from __future__ import annotations

import pytest

from chaos.standins.google.voices import all_voices, find_voice


@pytest.mark.parametrize(
    ("name", "language", "streams"),
    [
        ("uk-UA-Chirp3-HD-Aoede", "uk-UA", True),
        ("ru-RU-Wavenet-D", "ru-RU", False),
        ("en-US-Neural2-F", "en-US", False),
    ],
)
def test_a_name_tells_language_and_family(name, language, streams):
    voice = find_voice(name, "")
    assert voice is not None
    assert (voice.language, voice.streams) == (language, streams)


@pytest.mark.parametrize(
    "name",
    ["uk-UA", "uk-UA-Chirp3-HD-Nobody", "xx-XX-Wavenet-A", "uk-UA-Wavenet-AB", "alloy"],
)
def test_a_voice_that_is_not_there_is_not_found(name):
    assert find_voice(name, "uk-UA") is None


def test_a_language_has_a_voice_of_its_own():
    voice = find_voice("", "UK-ua")
    assert voice is not None
    assert not voice.streams
    assert find_voice("", "tlh") is None


def test_every_voice_of_the_list_is_found():
    assert all(
        find_voice(voice.name, voice.language) == voice for voice in all_voices()
    )
