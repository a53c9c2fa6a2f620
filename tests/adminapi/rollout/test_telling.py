from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from adminapi.rollout.telling import buckets_of, etag, percent_of, plan_told, told
from callcore.shared.rollout.audit import Entry
from callcore.shared.rollout.counters import ArmCounters, Tally
from callcore.shared.rollout.plan import NO_PLAN, RolloutPlan

PLAN = RolloutPlan(
    experiment="stt-2", salt="secret salt", engine="second", buckets=1_250, status="running",
    forced=MappingProxyType({"key of a number": "candidate"}), version=4, since=3,
)  # fmt: skip


def tally(utterances: int, errors: int) -> Tally:
    return Tally(candidate=ArmCounters(utterances=utterances, errors=errors))


def test_a_plan_tells_neither_its_salt_nor_whose_number_is_forced() -> None:
    text = plan_told(PLAN).model_dump_json()
    assert "secret salt" not in text
    assert "key of a number" not in text
    assert plan_told(PLAN).forced == 1
    assert plan_told(PLAN).percent == 12.5


def test_a_rate_is_told_with_its_sample_and_its_bounds() -> None:
    rate = told(PLAN, tally(100, 10), []).candidate.failed
    assert (rate.hits, rate.n, rate.share) == (10, 100, 0.1)
    assert rate.low < 0.1 < rate.high
    assert told(PLAN, Tally(), []).candidate.failed.share is None


def test_a_limit_that_is_surely_broken_is_told_while_it_runs() -> None:
    assert told(PLAN, tally(200, 100), []).breach.startswith("failed")
    assert (
        told(replace(PLAN, status="off", buckets=0), tally(200, 100), []).breach == ""
    )


def test_the_newest_change_comes_first() -> None:
    entries = [Entry(None, replace(PLAN, version=1)), Entry(None, PLAN)]
    assert [step.version for step in told(PLAN, Tally(), entries).history] == [4, 1]


def test_the_tag_moves_with_the_plan_and_with_what_is_counted() -> None:
    tags = {etag(PLAN, Tally()), etag(PLAN, tally(1, 0)), etag(NO_PLAN, Tally())}
    assert len(tags) == 3


@pytest.mark.parametrize("percent", [0, 0.01, 12.5, 33.33, 100])
def test_a_share_comes_back_as_it_was_given(percent: float) -> None:
    assert percent_of(buckets_of(percent)) == pytest.approx(percent)
