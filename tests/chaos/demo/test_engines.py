"""The user's words for engines become settings that callcore accepts."""

from __future__ import annotations

import pytest

from callcore.shared.config import load
from chaos.demo.engines import (
    CHOICES,
    SECOND,
    Engines,
    EnginesMissing,
    config_of,
    needs_whisper,
)

GOOGLE = {"CALLCORE_GOOGLE_PROJECT": "ours"}
SPEECH = {"CALLCORE_TTS_URL": "http://[::1]:1/v1", "CALLCORE_TTS_MODEL": "m"}


def test_nothing_said_leaves_everything_to_the_environment():
    assert Engines().settings() == {}
    assert config_of(Engines(), {"CALLCORE_TTS": "hibari"}).tts == ("hibari",)


def test_a_vendor_comes_first_and_a_local_engine_second():
    config = config_of(Engines(stt="google", tts="openai"), GOOGLE | SPEECH)
    assert config.stt == ("google", "whisper")
    assert config.tts == ("openai", "auto")


def test_a_local_engine_stands_alone():
    engines = Engines(stt="whisper", tts="auto", llm="offline")
    config = config_of(engines, {"CALLCORE_STT": "google"})
    assert (config.stt, config.tts, config.llm) == (
        ("whisper",),
        ("auto",),
        ("offline",),
    )
    assert engines.vendors == ()


def test_the_users_own_settings_are_kept():
    config = config_of(Engines(stt="google"), GOOGLE)
    assert config.google_project == "ours"


@pytest.mark.parametrize(
    ("engines", "sentence"),
    [
        (Engines(stt="google"), "CALLCORE_GOOGLE_PROJECT. Or add --emulated."),
        (Engines(stt="openai"), "CALLCORE_STT_URL and CALLCORE_STT_MODEL. Or add"),
        (Engines(llm="openai"), "CALLCORE_LLM_URL and CALLCORE_LLM_MODEL. Or add"),
    ],
)
def test_what_a_vendor_lacks_is_one_sentence(engines, sentence):
    with pytest.raises(EnginesMissing) as caught:
        config_of(engines, {})
    assert sentence in str(caught.value)


def test_the_users_own_mistake_is_told_without_a_word_on_emulation():
    with pytest.raises(EnginesMissing) as caught:
        config_of(Engines(stt="whisper"), {"CALLCORE_STTT": "x"})
    assert "CALLCORE_STTT is not a setting" in str(caught.value)
    assert "--emulated" not in str(caught.value)


def test_emulated_vendors_need_no_settings_yet():
    assert config_of(Engines(stt="google", emulated=True), {}).stt == ("whisper",)


def test_each_vendor_is_there_once():
    engines = Engines(stt="google", tts="google", llm="openai")
    assert engines.vendors == ("google", "openai")


@pytest.mark.parametrize("stage", CHOICES)
def test_every_second_choice_can_be_a_first_one(stage):
    assert SECOND[stage] in CHOICES[stage]


@pytest.mark.parametrize(
    ("engines", "environment", "needed"),
    [
        (Engines(), {}, True),
        (Engines(), {"CALLCORE_STT": "scripted"}, False),
        (Engines(stt="google"), {}, True),
        (Engines(), {"CALLCORE_WHISPER_MODEL": "/m.bin"}, False),
        (Engines(stt="google", emulated=True), {"CALLCORE_WHISPER_MODEL": "/m"}, True),
    ],
)
def test_the_packaged_whisper_is_prepared_when_somebody_will_load_it(
    engines, environment, needed
):
    assert needs_whisper(engines, load(environment)) is needed
