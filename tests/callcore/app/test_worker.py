from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest
import trio
from prometheus_client import CollectorRegistry

from callcore.agent.guard import Guard
from callcore.app import worker
from callcore.app.agentkit import AgentKit
from callcore.app.counting import Counting
from callcore.app.keeping import Keeping
from callcore.app.opening import Opening
from callcore.app.shop import Shop
from callcore.app.worker import turn_profiles
from callcore.desk.listeners import PortTaken
from callcore.dialog.patience import PROFILES, TurnProfile
from callcore.engines.offers import OfferError
from callcore.engines.scripted import ScriptedTextToSpeech
from callcore.shared.config import ConfigError, load
from callcore.shared.ids import LANGUAGES, new_call_id
from callcore.shared.observe import log
from callcore.shared.observe.metrics import Metrics
from callcore.shared.records import Admission
from callcore.shared.settingkinds import SILENCES
from callcore.store.memory import MemoryStore
from callcore.store.outbox import OutboxError
from chaos.store.products import catalogue

SET = {
    "HOME": "/nowhere",
    "CALLCORE_HOST": "127.0.0.2",
    "CALLCORE_AUDIO_PORTS": "20000-20003",
    "CALLCORE_WORKERS": "2",
    "CALLCORE_CAPACITY": "33",
    "CALLCORE_TARGETS": "sales,s,1 parts,s,1",
}


def test_the_plan_says_what_the_settings_say():
    plan = worker.plan_of(load(SET))
    assert (plan.host, plan.http_host) == ("127.0.0.2", load(SET).http_host)
    assert list(plan.pool) == [20000, 20001, 20002, 20003]
    assert (plan.max_calls, plan.drain_s) == (33, 30)
    assert plan.allowed_targets == {"sales,s,1", "parts,s,1"}


@pytest.mark.parametrize("arguments", [(), ("w1",), ("w1", "3", "x")])
def test_a_worker_by_hand_is_told_how_it_is_started(arguments, capsys):
    assert worker.run(load(SET), arguments) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    "error", [PortTaken("no port is free"), OutboxError("locked"), OfferError("no.")]
)
def test_what_stops_the_start_is_one_sentence_and_code_one(monkeypatch, capsys, error):
    async def serve(_config, _name, _fd):
        await trio.lowlevel.checkpoint()
        raise error

    monkeypatch.setattr(worker, "_serve", serve)
    monkeypatch.setattr(log, "setup", lambda *_: None)
    assert worker.run(load(SET), ("w1", "3")) == 1
    assert capsys.readouterr().err == f"callcore: {error}\n"


Engines: Any = SimpleNamespace(
    stt_of=lambda _arm, _spend, _on_degraded: object(),
    llm_of=lambda _spend, _on_degraded: object(),
    tts_of=lambda _spend, _on_degraded: ScriptedTextToSpeech(),
    ear=object(),
)


@pytest.fixture
async def services(tmp_path):
    config = load(SET | {"CALLCORE_DATA_DIR": str(tmp_path)})
    shop = Shop(MemoryStore(catalogue()))
    agent = AgentKit(config, shop)
    metrics, engines = Metrics(CollectorRegistry()), Engines
    keeping = Keeping(tmp_path, metrics, record=False)
    counting = Counting(metrics)
    opening = Opening(ScriptedTextToSpeech(), LANGUAGES, tmp_path)
    found = worker._services(config, engines, agent, keeping, counting, opening)
    return found, shop, opening


async def test_a_call_gets_the_prompt_of_its_language(services):
    prompts = {
        language: services[0].open_history(language).messages()[0].text
        for language in LANGUAGES
    }
    assert len(set(prompts.values())) == len(LANGUAGES)
    assert all(prompts.values())


async def test_every_call_has_a_guard_and_a_history_of_its_own(services):
    found = services[0]
    assert found.open_guard("en") is not found.open_guard("en")
    one, other = found.open_history("en"), found.open_history("en")
    one.caller_said("hello")
    assert len(other.messages()) == 1


async def test_the_toolbox_is_at_the_desk_of_this_shop(services):
    found, _, _ = services
    admission = Admission(new_call_id(), "0671234567", "100", "en")
    toolbox = found.open_toolbox(admission, Guard("en"))
    assert {spec.name for spec in toolbox.specs} >= {"search_products", "confirm_order"}


async def test_phrases_and_hints_are_seen_when_they_come(services):
    found, shop, opening = services
    assert found.phrases == {}
    assert found.hints("en") == ()
    opening.phrases["en"] = {}
    shop._learn(catalogue())
    assert found.phrases == {"en": {}}
    assert "Michelin" in found.hints("en")
    assert found.call_max_s == 1200


def test_the_house_may_be_more_patient():
    profiles = turn_profiles(
        load({"HOME": "/nowhere", "CALLCORE_TURN_UK": "neutral=700 trailing=1200"})
    )
    assert profiles["uk"].neutral_ms == 700
    assert profiles["en"] == PROFILES["en"]


def test_a_silence_of_fixed_length_asks_nobody():
    profile = turn_profiles(
        load(
            {
                "HOME": "/nowhere",
                "CALLCORE_TURN_END": "silence",
                "CALLCORE_TURN_EN": "neutral=600",
            }
        )
    )["en"]
    assert {getattr(profile, f"{name}_ms") for name in SILENCES} == {600}


def test_silences_that_contradict_each_other_are_refused_in_one_sentence():
    with pytest.raises(ConfigError, match="CALLCORE_TURN_RU"):
        turn_profiles(
            load({"HOME": "/nowhere", "CALLCORE_TURN_RU": "complete=1900 neutral=200"})
        )


def test_the_settings_name_every_silence_of_a_profile():
    times = {f.name for f in fields(TurnProfile) if f.name.endswith("_ms")}
    assert times == {f"{name}_ms" for name in SILENCES}


def test_how_a_sick_engine_does_is_logged_without_its_words(caplog):
    caplog.set_level("INFO")
    worker.tell_probe("google", "timeout")
    worker.tell_probe("google", "")
    told = [(record.levelname, record.engine) for record in caplog.records]
    assert told == [("WARNING", "google"), ("INFO", "google")]
