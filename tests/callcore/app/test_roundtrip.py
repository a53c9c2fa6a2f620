from __future__ import annotations

from dataclasses import replace

import pytest
import trio

from callcore.app import roundtrip
from callcore.app.offering import Offers
from callcore.app.roundtrip import NOT_HERE, SENTENCES, run
from callcore.engines.errors import EngineRefused
from callcore.engines.offers import Budget, Capabilities, Offer
from callcore.engines.scripted import (
    Fault,
    ScriptedLanguageModel,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.shared.config import from_environment, load
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.tab import Tab
from callcore.shared.costs.usage import Usage
from callcore.shared.costs.usagelog import MemoryUsageLog
from callcore.shared.ids import LANGUAGES, CallId

ABLE = Capabilities(frozenset(LANGUAGES))


def tab():
    table = packaged_prices()
    return Tab(CallId("doctor"), table, MemoryUsageLog(), 10**12)


def offer(name, make):
    return Offer(name, "local", f"{name}-1", ABLE, Budget(), make)


def offers_of(*, stt=None, tts=None, llm=None, candidate=None):
    return Offers(
        stt=(offer("ear", lambda _spend: stt or ScriptedSpeechToText()),),
        tts=(offer("voice", lambda _spend: tts or ScriptedTextToSpeech()),),
        llm=(offer("head", lambda _spend: llm or ScriptedLanguageModel(["Hello!"])),),
        candidate=candidate and offer("trial", lambda _spend: candidate),
    )


async def trips_of(offers, language="en"):
    return {trip.engine: trip for trip in await roundtrip._trips(offers, language, tab)}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_ear_hears_what_the_voice_really_said(autojump_clock, language):
    found = await trips_of(offers_of(), language)
    said = SENTENCES[language].rstrip(".").split()[-1]
    assert said in found["ear"].said
    assert found["voice"].said.endswith(" s of speech")
    assert found["voice"].first_s == pytest.approx(0.02)
    assert found["ear"].whole_s == pytest.approx(0.3)
    assert found["head"].said == "Hello!"
    assert not any(trip.fault for trip in found.values())


async def test_an_engine_on_trial_is_asked_too(autojump_clock):
    found = await trips_of(offers_of(candidate=ScriptedSpeechToText(name="trial")))
    assert found["trial"].said == found["ear"].said != ""


@pytest.mark.parametrize(
    ("mode", "fault"),
    [("error", "scripted-error"), ("hang", "no answer within 20 s")],
)
async def test_what_fails_is_told_and_the_others_are_asked_all_the_same(
    autojump_clock, mode, fault
):
    sick = ScriptedTextToSpeech()
    sick.fault = Fault(mode)
    found = await trips_of(offers_of(tts=sick))
    assert found["voice"].fault == fault
    assert not found["ear"].fault
    assert not found["head"].fault


async def test_a_trip_says_what_it_cost(autojump_clock):
    def make(spend):
        spend(Usage("stt", "openai", "gpt-transcribe", "request", "audio_ms", 2000))
        return ScriptedSpeechToText()

    trip = await roundtrip._hear(offer("ear", make), "en", b"\0\0" * 8000, tab())
    assert trip.cost == "150"


async def test_a_trip_without_a_price_says_so(autojump_clock):
    def make(spend):
        spend(Usage("stt", "nobody", "x", "request", "audio_ms", 2000))
        return ScriptedSpeechToText()

    trip = await roundtrip._hear(offer("ear", make), "en", b"\0\0" * 8000, tab())
    assert trip.cost == "0 + unpriced"


class NoVoice(ScriptedTextToSpeech):
    def speak(self, text, language):
        raise EngineRefused(self.name, NOT_HERE)


async def test_a_second_voice_may_be_missing_but_not_the_only_one(autojump_clock):
    none = offer("none", lambda _spend: NoVoice())
    some = offer("voice", lambda _spend: ScriptedTextToSpeech())
    for voices, faults in (
        ((some, none), ["", ""]),
        ((none, some), [NOT_HERE, ""]),
        ((none,), [NOT_HERE]),
    ):
        trips = await roundtrip._trips(replace(offers_of(), tts=voices), "en", tab)
        assert [trip.fault for trip in trips if trip.stage == "tts"] == faults


def printed(monkeypatch, capsys, trips):
    async def everybody(_config):
        await trio.lowlevel.checkpoint()
        return trips

    monkeypatch.setattr(roundtrip, "_all", everybody)
    code = run(load({"HOME": "/nowhere"}), ["--engines"])
    return code, capsys.readouterr().out


def test_a_failure_is_shown_and_is_the_exit_code(monkeypatch, capsys):
    good = roundtrip.Trip("tts", "voice", "v", 0.1, 0.2, "1.0 s of speech")
    bad = roundtrip.Trip("stt", "google", "m", None, 0.3, fault="unauthorised")
    assert printed(monkeypatch, capsys, [good])[0] == 0
    code, text = printed(monkeypatch, capsys, [good, bad])
    assert code == 1
    assert "FAILED: unauthorised" in text
    assert "0.20" in text


@pytest.mark.native
def test_the_offline_engines_are_asked_in_a_process_of_our_own(capsys):
    assert run(from_environment(), ["--engines"]) == 0
    text = capsys.readouterr().out
    assert "four winter" in text
    assert "FAILED" not in text
