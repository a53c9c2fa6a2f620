from __future__ import annotations

from typing import Any

import pytest

from callcore.app.offering import billed_to, offers_of
from callcore.app.vendors import open_vendors
from callcore.call.deadlines import ENGINE_BUDGETS
from callcore.engines.offers import OfferError
from callcore.shared.config import load
from callcore.shared.costs.usage import Usage, unbilled

SET = {"HOME": "/nowhere", "CALLCORE_DATA_DIR": "/data"}
URL = "http://127.0.0.1:9/v1"
GOOGLE = {
    "CALLCORE_GOOGLE_PROJECT": "p",
    "CALLCORE_GOOGLE_ENDPOINT": "http://127.0.0.1:9",
}
OPENAI = {
    f"CALLCORE_{stage}_{name}": value
    for stage in ("STT", "TTS", "LLM")
    for name, value in (("URL", URL), ("MODEL", f"{stage.lower()}-1"))
}


async def offered(**variables):
    more = {f"CALLCORE_{name}": value for name, value in variables.items()}
    config = load(SET | GOOGLE | OPENAI | more)
    async with open_vendors(config) as vendors:
        offers = offers_of(config, vendors, tuple)
        for offer in offers.all():  # every one can be made, also without a network
            engine: Any = offer.make(unbilled)
            assert engine.name == offer.name
        return offers


def names(offers):
    return [offer.name for offer in offers]


async def test_the_offline_default():
    offers = await offered()
    assert names(offers.all()) == ["whisper", "voice-1", "voice-2", "offline"]
    assert {offer.provider for offer in offers.all()} == {"local"}


async def test_a_ladder_stands_in_the_order_of_its_setting():
    offers = await offered(
        STT="openai whisper", TTS="auto openai", LLM="openai offline"
    )
    assert names(offers.stt) == ["openai", "whisper"]
    assert names(offers.tts) == ["voice-1", "voice-2", "openai"]
    assert names(offers.llm) == ["openai", "offline"]
    assert [offer.model for offer in offers.llm] == ["llm-1", "offline-agent"]


@pytest.mark.integration
async def test_google_is_offered_for_ears_and_voices():
    offers = await offered(STT="google whisper", TTS="google auto")
    assert offers.stt[0].model == "v2/latest_long"
    assert offers.stt[0].capabilities.partials
    assert offers.tts[0].provider == "google"


@pytest.mark.integration
async def test_what_a_model_cannot_do_stops_the_start_with_a_sentence():
    with pytest.raises(OfferError, match="chirp_2"):
        await offered(STT="google", GOOGLE_STT_MODEL="chirp_2")


async def test_an_engine_without_partials_owes_none():
    request = (await offered(STT="openai")).stt[0]
    assert request.budget is ENGINE_BUDGETS["stt-request"]
    assert not request.capabilities.partials
    asked = (await offered(STT="openai", STT_PARTIAL_MS="800")).stt[0]
    assert asked.budget.first_s < float("inf")
    assert asked.capabilities.partials


async def test_one_on_trial_stands_aside():
    offers = await offered(STT_CANDIDATE="openai")
    assert names(offers.stt) == ["whisper"]
    assert offers.candidate is not None
    assert offers.candidate.name == "openai"
    assert offers.candidate in offers.all()


async def test_a_model_of_the_operators_own_is_named_after_its_file():
    offers = await offered(WHISPER_MODEL="/models/ggml-small.bin")
    assert offers.stt[0].model == "ggml-small"


async def test_scripted_engines_are_offers_like_others():
    offers = await offered(STT="scripted", TTS="scripted")
    assert names(offers.all()) == ["scripted", "scripted", "offline"]


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://api.openai.com/v1", "openai"),
        (URL, "local"),
        ("https://speech.example.net/v1", "speech.example.net"),
    ],
)
async def test_a_service_is_paid_by_its_address_and_not_by_its_language(url, provider):
    offers = await offered(
        STT="openai", STT_URL=url, TTS="openai", TTS_URL=url, LLM="openai", LLM_URL=url
    )
    assert {offer.provider for offer in offers.all()} == {provider}
    spent: list[Usage] = []
    billed_to(provider, spent.append)(
        Usage("stt", "openai", "m", "request", "audio_ms", 1000)
    )
    assert spent[0].provider == provider


async def test_a_service_of_ones_own_may_tell_the_language():
    assert (await offered(STT="openai", STT_DETECTS="yes")).stt[0].capabilities.detects
    assert not (await offered(STT="openai")).stt[0].capabilities.detects
