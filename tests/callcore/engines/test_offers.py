from __future__ import annotations

from dataclasses import replace

import pytest

from callcore.audio.resample import StreamDownsampler
from callcore.engines.offers import (
    RATES_HZ,
    Budget,
    Capabilities,
    Offer,
    OfferError,
    refuse_languages,
    refuse_rates,
)
from callcore.shared.audioformat import SAMPLE_RATE_HZ


def offer(name, *languages):
    able = Capabilities(frozenset(languages))
    return Offer(name, "local", f"{name}-1", able, Budget(), lambda _spend: object())


def test_one_who_knows_a_language_is_enough():
    ladder = [offer("google", "en", "ru"), offer("whisper", "en", "ru", "uk")]
    refuse_languages(ladder, ("en", "ru", "uk"), "stt")


def test_a_language_that_nobody_knows_stops_the_start_with_a_sentence():
    ladder = [offer("google", "en"), offer("openai", "en", "ru")]
    with pytest.raises(OfferError) as refused:
        refuse_languages(ladder, ("en", "uk"), "stt")
    assert str(refused.value) == (
        "CALLCORE_STT: google (google-1) and openai (openai-1) cannot do 'uk', which "
        "callers may speak (CALLCORE_LANGUAGES)."
    )


def test_without_limits_an_engine_may_take_for_ever():
    assert Budget().first_s == Budget().between_s == Budget().final_s == float("inf")


def test_a_rate_that_the_line_cannot_be_brought_to_stops_the_start():
    odd = replace(offer("google", "en"), capabilities=Capabilities(frozenset(), 22_050))
    refuse_rates([offer("openai", "en")], "tts")
    with pytest.raises(OfferError, match="22050 Hz"):
        refuse_rates([offer("openai", "en"), odd], "tts")


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_every_rate_that_is_allowed_can_be_streamed(rate_hz):
    if rate_hz != SAMPLE_RATE_HZ:
        StreamDownsampler(rate_hz)
