"""What is told of the parts, from what was found."""

from dataclasses import replace

import pytest

from adminapi.health import words
from adminapi.health.judging import ARCHIVE_FRESH_S, Found, verdicts
from callcore.shared.state.port import WorkerState

WORKER = WorkerState("w1", 1, 4, False, "1", "a:1", health={"store": "", "engines": ""})
WELL = Found(
    postgres="",
    redis="",
    workers=[WORKER],
    records={"prompt": "2026-11", "prices_days": 3.0, "runner_s": 10.0},
    archive={"at_s": 99.0, "alarm": "", "trouble": "", "waiting_records": 0},
    now_s=100.0,
)


def of(found, name):
    return next(each for each in verdicts(found) if each.name == name)


def test_a_house_that_is_well_says_so_of_every_part():
    assert {each.state for each in verdicts(WELL)} == {"ok"}
    assert {each.hears["en"] for each in verdicts(WELL)} == {"nothing"}
    names = {each.name for each in verdicts(WELL)}
    assert names == {
        *("postgres", "redis", "workers", "archive", "prompt", "prices", "regression"),
        *("worker.store", "worker.engines"),
    }


@pytest.mark.parametrize(
    ("change", "name", "state", "hears"),
    [
        ({"postgres": "unreachable"}, "postgres", "down", words.POSTGRES_DOWN),
        ({"redis": "too-slow"}, "redis", "down", words.REDIS_DOWN),
        ({"workers": []}, "workers", "down", words.NO_WORKER),
        ({"workers": [replace(WORKER, load=4)]}, "workers", "degraded", words.ALL_FULL),
        ({"workers": [replace(WORKER, draining=True)]}, "workers", "degraded", words.ALL_FULL),
        ({"workers": None}, "workers", "unknown", words.NOTHING),
        ({"archive": None}, "archive", "unknown", words.NOTHING),
        ({"archive": {"at_s": "x"}}, "archive", "down", words.ARCHIVE_LATE),
        ({"now_s": 100.0 + ARCHIVE_FRESH_S}, "archive", "down", words.ARCHIVE_LATE),
        ({"archive": {"at_s": 99.0, "alarm": "full"}}, "archive", "degraded", words.ARCHIVE_FULL),
        ({"archive": {"at_s": 99.0, "trouble": "down"}}, "archive", "degraded", words.ARCHIVE_LATE),
        ({"records": None}, "prompt", "unknown", words.NOTHING),
    ],
)  # fmt: skip
def test_trouble_is_told_with_what_callers_hear(change, name, state, hears):
    verdict = of(replace(WELL, **change), name)
    assert (verdict.state, verdict.hears) == (state, hears)


def test_a_store_that_is_down_for_one_worker_names_that_worker():
    sick = replace(WORKER, worker="w2", health={"store": "no shop"})
    verdict = of(replace(WELL, workers=[WORKER, sick]), "worker.store")
    assert (verdict.state, verdict.workers) == ("degraded", ("w2",))
    assert verdict.hears["uk"] == "no shop"


def test_the_worst_is_told_first():
    found = replace(WELL, redis="down", archive=None)
    assert [each.state for each in verdicts(found)][:2] == ["down", "unknown"]


def test_old_prices_and_a_missing_runner_are_told():
    records = {"prompt": None, "prices_days": 400.0, "runner_s": None}
    found = replace(WELL, records=records)
    assert of(found, "prices").state == "degraded"
    assert of(found, "regression").state == "unknown"
    assert of(found, "prompt").detail == "packaged"
