"""Stand-ins as processes: found, pointed at, and told on when they do not come up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import trio

from callcore.shared.config import load
from chaos.demo import emulation
from chaos.demo.children import ChildError
from chaos.demo.emulation import (
    Emulation,
    Surroundings,
    address_of,
    command_of,
    emulated,
)
from chaos.demo.engines import Engines

READY = (
    'import time; print(\'{"ready": true, "port": 4321}\', flush=True); time.sleep(600)'
)
WHERE = Surroundings(Path("/d"), Path("/cache"), "http://127.0.0.1:5", {})
ALL = Engines(stt="google", tts="google", llm="openai", emulated=True)


def found(engines: Engines, port: int = 4321) -> dict[str, str]:
    settings = engines.settings()
    for vendor in engines.vendors:
        settings |= address_of(vendor, engines, port)
    return settings


def test_callcore_accepts_the_settings_of_all_stand_ins():
    config = load(found(ALL))
    assert config.stt == ("google", "whisper")
    assert config.google_endpoint == "http://127.0.0.1:4321"
    assert config.llm_url == "http://127.0.0.1:4321/v1"
    assert config.llm_model


def test_only_the_stages_of_a_vendor_are_pointed_at_its_stand_in():
    settings = found(Engines(stt="openai", llm="openai", emulated=True))
    assert load(settings).stt_url == load(settings).llm_url
    assert "CALLCORE_TTS_URL" not in settings


def test_a_stand_in_is_told_its_cache_its_trouble_and_the_store_if_it_thinks():
    google, openai = command_of("google", WHERE), command_of("openai", WHERE)
    assert google[-6:] == [
        "--port", "0", "--cache", "/cache", "--trouble", "/d/google-trouble.json",
    ]  # fmt: skip
    assert openai[-2:] == ["--store", "http://127.0.0.1:5"]
    assert "chaos.standins.google" in google


@pytest.mark.integration
async def test_languages_that_the_user_has_named_are_his(tmp_path, monkeypatch):
    monkeypatch.setattr(
        emulation, "command_of", lambda _vendor, _where: [sys.executable, "-c", READY]
    )
    mine = {"CALLCORE_LANGUAGES": "en ru"}
    where = Surroundings(tmp_path, tmp_path, "", mine)
    async with emulated(ALL, where, print) as running:
        assert load(mine | dict(running.settings)).languages == ("en", "ru")


async def test_without_emulation_only_the_ladders_are_set():
    async with emulated(Engines(stt="google"), WHERE, print) as running:
        assert running == Emulation({"CALLCORE_STT": "google whisper"})


@pytest.mark.integration
async def test_stand_ins_run_while_the_block_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(
        emulation, "command_of", lambda _vendor, _where: [sys.executable, "-c", READY]
    )
    told: list[str] = []
    where = Surroundings(tmp_path, tmp_path, "", {}, "uk")
    with trio.fail_after(30):
        async with emulated(ALL, where, told.append) as running:
            config = load(running.settings)
            assert config.google_endpoint.endswith(":4321")
            assert config.languages == ("uk",)
            assert set(running.troubles) == {"google", "openai"}
            assert [one.returncode for one in running.children] == [None, None]
    assert all(one.returncode is not None for one in running.children)
    assert told == [
        "starting the stand-in of google",
        "starting the stand-in of openai",
    ]


@pytest.mark.integration
async def test_no_key_of_the_user_reaches_a_callcore_with_stand_ins(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(
        emulation, "command_of", lambda _vendor, _where: [sys.executable, "-c", READY]
    )
    mine = {"CALLCORE_LLM_KEY": "secret", "CALLCORE_GOOGLE_CREDENTIALS": "/my/key"}
    async with emulated(
        ALL, Surroundings(tmp_path, tmp_path, "", {}), print
    ) as running:
        config = load(mine | dict(running.settings))
    assert config.llm_key == ""
    assert config.google_credentials is None


@pytest.mark.integration
async def test_a_stand_in_that_dies_is_told_with_its_last_words(tmp_path, monkeypatch):
    dies = [sys.executable, "-c", "import sys; sys.exit('no port')"]
    monkeypatch.setattr(emulation, "command_of", lambda _vendor, _where: dies)
    with pytest.raises(ChildError, match=r"google-standin ended with 1\n.*no port"):
        async with emulated(ALL, Surroundings(tmp_path, tmp_path, "", {}), print):
            pass
