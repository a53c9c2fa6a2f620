from __future__ import annotations

import math
from array import array
from itertools import pairwise
from typing import Any, cast

import pytest
import trio
from prometheus_client import CollectorRegistry

from callcore.app.engineset import open_engines, rung_of, tone, twice
from callcore.engines.chat import Finished, Message
from callcore.engines.errors import EngineError
from callcore.engines.failover.breaker import OPEN
from callcore.engines.failover.llm import LlmFailover
from callcore.engines.failover.rung import nobody
from callcore.engines.failover.stt import SttFailover
from callcore.engines.failover.tts import TtsFailover
from callcore.engines.spelled import spell
from callcore.engines.stt.whisper import is_silent
from callcore.shared.config import load
from callcore.shared.costs.usage import unbilled
from callcore.shared.observe.metrics import Metrics
from callcore.shared.rollout.plan import ARMS
from callcore.transport.batchear import BatchEar
from callcore.transport.ear import EnergyEar
from tests.callcore.engines.contracts import hear, say

SET = {"HOME": "/nowhere", "CALLCORE_DATA_DIR": "/data", "CALLCORE_VAD": "energy"}
SCRIPTED = {"CALLCORE_STT": "scripted", "CALLCORE_TTS": "scripted"}
OPENAI = {
    "CALLCORE_LLM": "openai offline",
    "CALLCORE_LLM_URL": "http://127.0.0.1:9/v1",
    "CALLCORE_LLM_MODEL": "small",
    "CALLCORE_LLM_KEY": "k",
    "CALLCORE_STT": "whisper",
    "CALLCORE_STT_CANDIDATE": "openai",
    "CALLCORE_STT_URL": "http://127.0.0.1:9/v1",
    "CALLCORE_STT_MODEL": "heard",
}


class Desk:
    def __init__(self, **variables):
        self.registry = CollectorRegistry()
        config = load(SET | variables)
        self.opened = open_engines(config, Metrics(self.registry), lambda: ())

    def shown(self, metric, /, **labels):
        return self.registry.get_sample_value(f"callcore_{metric}", labels)


async def test_the_default_is_offline_and_every_stage_has_a_second_choice():
    async with Desk().opened as found:
        stt = found.stt_of("control", unbilled, nobody)
        assert isinstance(stt, SttFailover)
        assert isinstance(found.tts_of(unbilled, nobody), TtsFailover)
        assert isinstance(found.llm_of(unbilled, nobody), LlmFailover)
        assert isinstance(found.ear, EnergyEar)
        assert (stt.name, found.llm_of(unbilled, nobody).name) == ("whisper", "offline")
        assert [offer.name for offer in found.offers.tts] == ["voice-1", "voice-2"]
        assert not found.client.connected
        assert not found.servable


async def test_the_control_is_behind_a_candidate():
    async with Desk(**OPENAI).opened as found:
        names = [
            [rung.name for rung in ladder._ladder._rungs]
            for ladder in (
                cast("Any", found.stt_of(arm, unbilled, nobody)) for arm in ARMS
            )
        ]
    assert names == [["whisper", "whisper"], ["openai", "whisper"]]


async def test_a_candidate_without_an_engine_is_control():
    async with Desk().opened as found:
        assert found.stt_of("candidate", unbilled, nobody).name == "whisper"


async def test_the_engines_of_a_call_work(autojump_clock):
    async with Desk(**SCRIPTED).opened as found:
        assert found.servable
        stt = found.stt_of("control", unbilled, nobody)
        assert (await hear(stt, spell("hello"))).text == "hello"
        assert await say(found.tts_of(unbilled, nobody), "Hello.")
        llm = found.llm_of(unbilled, nobody)
        async with llm.reply([Message("user", "hello")], (), "en") as deltas:
            assert isinstance([delta async for delta in deltas][-1], Finished)


async def test_a_sentence_that_one_call_heard_is_there_for_the_next(autojump_clock):
    desk = Desk(**SCRIPTED)
    async with desk.opened as found:
        first = await say(found.tts_of(unbilled, nobody), "Hello there.")
        started_s = trio.current_time()
        assert await say(found.tts_of(unbilled, nobody), "Hello there.") == first
        assert trio.current_time() == started_s
    assert desk.shown("sentence_cache_total", result="hit") == 1
    assert desk.shown("sentence_cache_total", result="miss") == 1


async def test_a_breaker_is_shared_by_all_calls_and_shown(autojump_clock):
    desk = Desk(**SCRIPTED)
    async with desk.opened as found:
        assert desk.shown("breaker_state", name="tts-scripted") == 0
        found.breakers["tts", "scripted"].failed(trio.current_time(), "unauthorised")
        assert found.breakers["tts", "scripted"].state == OPEN
        assert desk.shown("breaker_state", name="tts-scripted") == 2
        assert not found.servable


async def test_every_engine_can_be_probed(autojump_clock):
    async with Desk(**SCRIPTED).opened as found:
        probes = found.probes(unbilled)
        assert {id(probe.breaker) for probe in probes} == {
            id(breaker) for breaker in found.breakers.values()
        }
        for probe in probes:
            await probe.ask()


async def test_a_probe_of_an_engine_that_is_not_there_fails():
    async with Desk(**OPENAI).opened as found:
        for probe in found.probes(unbilled):
            if probe.breaker is not found.breakers["llm", "offline"]:
                with pytest.raises(EngineError):
                    await probe.ask()


async def test_the_voice_of_a_vendor_is_there_at_once_and_ours_when_it_is_up():
    vendor = {
        "CALLCORE_TTS": "openai auto",
        "CALLCORE_TTS_URL": "http://127.0.0.1:9/v1",
        "CALLCORE_TTS_MODEL": "spoken",
    }
    async with Desk(**vendor).opened as found:
        await found.wait_voice()
        assert found.voices.split() == [
            "openai=spoken",
            "voice-1=offline-voice",
            "voice-2=offline-voice",
            "alloy",
        ]
    async with Desk().opened as found:
        with trio.move_on_after(0.05) as scope:
            await found.wait_voice()
        assert scope.cancelled_caught


def test_who_has_no_second_choice_is_asked_again():
    assert twice(["a"]) == ["a", "a"] or twice(["a"]) == ("a", "a")
    assert list(twice(["a", "b"])) == ["a", "b"]
    offers: Any = [object(), object()]
    assert rung_of(offers[:1]) == "retry"
    assert rung_of(offers) == "second-engine"


def test_the_tone_of_a_probe_is_no_silence():
    samples = array("h", tone(ms=1000))
    assert len(samples) == 8000
    assert not is_silent(samples.tobytes())
    crossings = sum((a < 0) != (b < 0) for a, b in pairwise(samples))
    assert math.isclose(crossings, 880, abs_tol=3)


@pytest.mark.native
async def test_the_model_ear_is_there_if_it_is_asked_for():
    async with Desk(CALLCORE_VAD="silero").opened as found:
        assert isinstance(found.ear, BatchEar)
