from __future__ import annotations

import math

import pytest
from prometheus_client import CollectorRegistry

from callcore.app import trial
from callcore.app.engineset import open_engines
from callcore.app.money import Money
from callcore.app.trial import first_of, is_idle, open_rollout
from callcore.shared.config import load
from callcore.shared.costs.usage import unbilled
from callcore.shared.costs.usagelog import MemoryUsageLog
from callcore.shared.database.pool import open_database
from callcore.shared.ids import new_call_id
from callcore.shared.observe.metrics import Metrics
from callcore.shared.rollout import plantable
from callcore.shared.rollout.book import ANY
from callcore.shared.rollout.plan import RolloutPlan

SET = {"HOME": "/nowhere", "CALLCORE_VAD": "energy"}
VENDORS = {
    "CALLCORE_STT": "openai",
    "CALLCORE_STT_URL": "https://api.openai.com/v1",
    "CALLCORE_STT_MODEL": "m",
}
RUNNING = RolloutPlan("x", "s", "scripted", 2500, status="running", version=3, since=3)


class Desk:
    """A worker's rollout, opened as the worker does."""

    def __init__(self, tmp_path, **variables):
        self.config = load(SET | {"CALLCORE_DATA_DIR": str(tmp_path)} | variables)
        self.registry = CollectorRegistry()
        self.metrics = Metrics(self.registry)

    def open(self):
        return open_engines(self.config, self.metrics, lambda: ())

    def rollout(self, engines):
        money = Money(self.config, self.metrics, MemoryUsageLog())
        return open_rollout(self.config, engines, money, self.metrics, "w1")

    def shown(self, metric, /, **labels):
        return self.registry.get_sample_value(f"callcore_{metric}", labels)


async def test_without_a_plan_everybody_is_control_and_counted(tmp_path):
    desk = Desk(tmp_path)
    async with desk.open() as engines:
        rollout = desk.rollout(engines)
        assert rollout.arm_of("+380501234567", new_call_id()).arm == "control"
    assert desk.shown("rollout_calls_total", arm="control", reason="unknown") == 1
    assert desk.shown("rollout_share") == 0


async def test_the_share_of_a_running_plan_is_shown(tmp_path):
    desk = Desk(tmp_path, CALLCORE_STT_CANDIDATE="scripted")
    async with desk.open() as engines:
        rollout = desk.rollout(engines)
        rollout._take(RUNNING)
        assert desk.shown("rollout_share") == 0.25
        arms = {rollout.arm_of(f"+3805{n:08}", new_call_id()).arm for n in range(99)}
        assert arms == {"control", "candidate"}


async def test_quality_is_shown_by_arm_once_there_is_any(tmp_path):
    desk = Desk(tmp_path, CALLCORE_STT_CANDIDATE="scripted")
    async with desk.open() as engines:
        rollout = desk.rollout(engines)
        rollout._take(RUNNING)
        shown = desk.shown("rollout_quality", arm="candidate", measure="failed")
        assert math.isnan(shown)
        tally = rollout.tally()
        tally.candidate.utterances, tally.candidate.errors = 10, 2
        tally.candidate.final(700)
        tally.compared.words, tally.compared.word_errors = 20, 3
    for measure, value in (("failed", 0.2), ("empty", 0.0), ("wer", 0.15)):
        shown = desk.shown("rollout_quality", arm="candidate", measure=measure)
        assert shown == pytest.approx(value), measure
    p95_s = desk.shown("rollout_quality", arm="candidate", measure="final_p95_seconds")
    assert 0.6 <= p95_s <= 0.8
    assert math.isnan(desk.shown("rollout_quality", arm="control", measure="failed"))


async def test_what_the_rollout_does_is_counted(tmp_path):
    desk = Desk(tmp_path)
    hooks = trial.hooks_of(desk.metrics)
    hooks.rolled_back("empty")
    hooks.compared(0.5)
    hooks.shadow_dropped("full")
    hooks.book_lost(True)
    assert desk.shown("rollout_rolled_back_total", limit="empty") == 1
    assert desk.shown("shadow_total", fate="compared") == 1
    assert desk.shown("shadow_total", fate="full") == 1
    assert desk.shown("rollout_book_lost") == 1


async def test_a_shadow_asks_the_first_engine_of_its_arm_alone(tmp_path):
    desk = Desk(tmp_path, CALLCORE_STT_CANDIDATE="scripted")
    async with desk.open() as engines:
        assert first_of(engines, "candidate", unbilled).name == "scripted"
        assert first_of(engines, "control", unbilled).name == "whisper"


async def test_an_offline_shadow_waits_for_a_free_core(tmp_path, monkeypatch):
    async with Desk(tmp_path, CALLCORE_STT_CANDIDATE="scripted").open() as engines:
        monkeypatch.setattr(trial, "runnable", lambda: 10_000)
        assert not is_idle(engines)
        monkeypatch.setattr(trial, "runnable", lambda: 0)
        assert is_idle(engines)


async def test_a_vendors_shadow_is_in_nobodys_way(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "runnable", lambda: 10_000)
    async with Desk(tmp_path, **VENDORS).open() as engines:
        assert is_idle(engines)


@pytest.mark.integration
async def test_with_a_database_the_plan_of_all_machines_is_followed(
    tmp_path, database_url, nursery
):
    desk = Desk(tmp_path, CALLCORE_STT_CANDIDATE="scripted")
    async with desk.open() as engines, open_database(database_url) as database:
        await database.run(lambda found: plantable.change(found, RUNNING, ANY))
        money = Money(desk.config, desk.metrics, MemoryUsageLog())
        rollout = open_rollout(
            desk.config, engines, money, desk.metrics, "w1", database
        )
        await nursery.start(rollout.run)
        assert rollout.plan == RUNNING
        nursery.cancel_scope.cancel(reason="seen")
    assert (tmp_path / "rollout" / trial.REMEMBERED).exists()
