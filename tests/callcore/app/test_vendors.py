from __future__ import annotations

import pytest

from callcore.app.vendors import open_vendors
from callcore.engines.offers import OfferError
from callcore.shared.config import load

SET = {"HOME": "/nowhere", "CALLCORE_DATA_DIR": "/data"}
URL = "http://127.0.0.1:9/v1"
GOOGLE = {
    "CALLCORE_STT": "google whisper",
    "CALLCORE_GOOGLE_PROJECT": "p",
    "CALLCORE_GOOGLE_ENDPOINT": "http://127.0.0.1:9",
}


async def test_the_offline_default_opens_nobody_else():
    async with open_vendors(load(SET)) as vendors:
        assert not vendors.client.connected
        assert vendors.google is None
        assert vendors.openai_stt is vendors.openai_tts is vendors.openai_llm is None


@pytest.mark.parametrize("stage", ["stt", "tts", "llm"])
async def test_a_service_is_opened_for_the_stage_that_names_it(stage):
    name = f"CALLCORE_{stage.upper()}"
    more = {name: "openai", f"{name}_URL": URL, f"{name}_MODEL": "m"}
    async with open_vendors(load(SET | more)) as vendors:
        for each in ("stt", "tts", "llm"):
            client = getattr(vendors, f"openai_{each}")
            assert (client is not None) == (each == stage)
        assert str(getattr(vendors, f"openai_{stage}").base_url).startswith(URL)


async def test_an_engine_on_trial_is_opened_too():
    more = {
        "CALLCORE_STT_CANDIDATE": "openai",
        "CALLCORE_STT_URL": URL,
        "CALLCORE_STT_MODEL": "m",
    }
    async with open_vendors(load(SET | more)) as vendors:
        assert vendors.openai_stt is not None


@pytest.mark.integration
async def test_google_is_opened_once_for_all_stages():
    more = GOOGLE | {"CALLCORE_TTS": "google auto"}
    async with open_vendors(load(SET | more)) as vendors:
        assert vendors.google is not None
        assert vendors.google.account.project == "p"


async def test_an_account_that_cannot_be_opened_is_one_sentence(tmp_path):
    key = tmp_path / "key.json"
    key.write_text('{"private_key": "hunter2"}')
    more = GOOGLE | {
        "CALLCORE_GOOGLE_ENDPOINT": "",
        "CALLCORE_GOOGLE_CREDENTIALS": str(key),
    }
    with pytest.raises(OfferError) as refused:
        async with open_vendors(load(SET | more)):
            pass
    assert "hunter2" not in str(refused.value)
    assert str(refused.value).endswith(".")
