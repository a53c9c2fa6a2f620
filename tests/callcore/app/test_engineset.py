from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from callcore.app.engineset import open_engines
from callcore.engines.failover import LlmFailover, SttFailover, TtsFailover
from callcore.engines.scripted import ScriptedSpeechToText, ScriptedTextToSpeech
from callcore.shared.config import load
from callcore.shared.observe.metrics import Metrics
from callcore.transport.batchear import BatchEar
from callcore.transport.ear import EnergyEar

SET = {"HOME": "/nowhere", "CALLCORE_DATA_DIR": "/data", "CALLCORE_VAD": "energy"}
OPENAI = {
    "CALLCORE_LLM": "openai",
    "CALLCORE_LLM_URL": "http://127.0.0.1:9/v1",
    "CALLCORE_LLM_MODEL": "small",
    "CALLCORE_LLM_KEY": "k",
}


class Desk:
    def __init__(self, **variables):
        self.registry = CollectorRegistry()
        config = load(SET | variables)
        self.opened = open_engines(config, Metrics(self.registry), lambda: ())

    def rung(self, name):
        return self.registry.get_sample_value(
            "callcore_degradations_total", {"rung": name}
        )


async def test_the_default_is_offline_and_every_stage_has_a_second_choice():
    async with Desk().opened as found:
        assert isinstance(found.stt, SttFailover)
        assert isinstance(found.tts, TtsFailover)
        assert isinstance(found.llm, LlmFailover)
        assert isinstance(found.ear, EnergyEar)
        assert "offline" in found.llm.name
        assert not found.client.connected


async def test_scripted_engines_need_no_second_choice():
    more = {"CALLCORE_STT": "scripted", "CALLCORE_TTS": "scripted"}
    async with Desk(**more).opened as found:
        assert isinstance(found.stt, ScriptedSpeechToText)
        assert isinstance(found.tts, ScriptedTextToSpeech)


async def test_a_service_may_be_the_agents_head():
    async with Desk(**OPENAI).opened as found:
        assert "offline" not in found.llm.name


@pytest.mark.parametrize(
    ("stage", "rung"), [("stt", "retry"), ("llm", "retry"), ("tts", "second-engine")]
)
async def test_each_step_down_is_counted_by_its_rung(stage, rung):
    desk = Desk()
    async with desk.opened as found:
        engine = getattr(found, stage)
        engine._on_degraded(stage, engine.name, "scripted")
    assert desk.rung(rung) == 1


@pytest.mark.native
async def test_the_model_ear_is_there_if_it_is_asked_for():
    async with Desk(CALLCORE_VAD="silero").opened as found:
        assert isinstance(found.ear, BatchEar)
