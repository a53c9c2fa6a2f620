"""What is impossible is found before a caller finds it."""

import pytest

from callcore.engines.offers import Budget, Offer, OfferError, refuse_languages
from callcore.engines.stt.googlemodels import MODELS, speech_capabilities
from callcore.shared.ids import LANGUAGES


def test_the_model_to_begin_with_does_everything_in_both_versions():
    for api in ("v1", "v2"):
        able = speech_capabilities(api, "latest_long")
        assert able.languages == set(LANGUAGES)
        assert able.partials
        assert able.detects


@pytest.mark.parametrize(
    ("api", "model", "sentence"),
    [
        ("v2", "chirp", "'chirp' does not stream; these do: .*chirp_3"),
        ("v1", "chirp_3", "'chirp_3' is not in API v1; these do: .*latest_long"),
        ("v1", "long", "not in API v1"),
        ("v2", "command_and_search", "not in API v2"),
        ("v3", "long", "no API 'v3'"),
    ],
)
def test_what_is_impossible_is_said_in_a_sentence(api, model, sentence):
    with pytest.raises(OfferError, match=sentence):
        speech_capabilities(api, model)


def test_chirp_2_streams_english_only_so_other_callers_stop_the_start():
    able = speech_capabilities("v2", "chirp_2")
    assert able.languages == {"en"}
    offer = Offer("google", "google", "chirp_2", able, Budget(), lambda _: None)
    with pytest.raises(OfferError, match="cannot do 'uk'"):
        refuse_languages([offer], ("en", "uk"), "stt")


def test_a_model_that_nobody_knows_yet_may_do_everything_but_tell_languages():
    able = speech_capabilities("v2", "chirp_9")
    assert able.languages == set(LANGUAGES)
    assert not able.detects


def test_every_model_of_the_table_is_answered():
    for name, model in MODELS.items():
        for api in model.apis if model.streams else ():
            assert speech_capabilities(api, name).languages
