"""Voices' names."""

import pytest

from callcore.engines.offers import OfferError
from callcore.engines.tts.googlevoices import (
    DEFAULT_VOICES,
    family_of,
    locale_of,
    voice_capabilities,
)
from callcore.shared.ids import LANGUAGES


@pytest.mark.parametrize(
    ("voice", "locale", "family"),
    [
        ("uk-UA-Chirp3-HD-Aoede", "uk-UA", "chirp3-hd"),
        ("en-US-Chirp-HD-D", "en-US", "chirp-hd"),
        ("en-US-Neural2-C", "en-US", "neural2"),
        ("ru-RU-Wavenet-A", "ru-RU", "wavenet"),
        ("uk-UA-Standard-B", "uk-UA", "standard"),
        ("en-GB-Studio-B", "en-GB", "studio"),
        ("en-US-Brandnew-X", "en-US", "brandnew"),
    ],
)
def test_a_voice_tells_its_locale_and_the_name_of_its_price(voice, locale, family):
    assert (locale_of(voice), family_of(voice)) == (locale, family)


@pytest.mark.parametrize(
    "voice", ["", "Aoede", "en-US", "en_US-Wavenet-A", "en-US-\n-A"]
)
def test_what_is_no_voice_is_refused_with_a_sentence(voice):
    with pytest.raises(OfferError, match="no voice's name"):
        family_of(voice)


def test_the_voices_to_begin_with_speak_all_languages_and_stream():
    assert voice_capabilities(DEFAULT_VOICES).languages == set(LANGUAGES)
    assert {family_of(voice) for voice in DEFAULT_VOICES.values()} == {"chirp3-hd"}
