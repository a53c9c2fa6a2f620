from __future__ import annotations

import pytest

from callcore.shared.rollout.breaches import breach_of, micros_per_minute
from callcore.shared.rollout.counters import ArmCounters, Comparison, Tally
from callcore.shared.rollout.limits import Limits

LIMITS = Limits()


def arm(n, *, latency_ms=600, **counts):
    counters = ArmCounters(utterances=n, **counts)
    for _ in range(n):
        counters.final(latency_ms)
    return counters


def what(tally, limits=LIMITS):
    breach = breach_of(tally, limits)
    return breach.what if breach is not None else None


def test_two_good_arms_break_nothing():
    assert what(Tally(arm(500, errors=5), arm(60, errors=1))) is None
    assert what(Tally()) is None


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ({"errors": 20}, "failed"),
        ({"fallbacks": 20}, "failed"),
        ({"empty": 35}, "empty"),
        ({"hallucinated": 15}, "hallucinated"),
        ({"latency_ms": 4500}, "slow"),
        ({"audio_ms": 60_000, "cost_micros": 60_000}, "cost"),
    ],
)
def test_each_limit_is_kept_even_without_control(counts, named):
    assert what(Tally(candidate=arm(60, **counts))) == named


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ({"errors": 6}, "failed"),
        ({"empty": 18}, "empty"),
        ({"hallucinated": 5}, "hallucinated"),
        ({"latency_ms": 1900}, "slow"),
    ],
)
def test_what_is_allowed_alone_may_be_too_much_beside_control(counts, named):
    alone = Tally(candidate=arm(60, **counts))
    assert what(alone) is None
    assert what(Tally(arm(3000), alone.candidate)) == named


def test_nobody_is_judged_by_a_handful():
    assert what(Tally(candidate=arm(49, errors=49))) is None
    assert what(Tally(candidate=arm(50, errors=50))) == "failed"
    assert what(Tally(candidate=arm(20, errors=20)), Limits(least_n=10)) == "failed"


def test_a_sample_above_the_limit_is_no_proof_that_the_truth_is():
    assert what(Tally(candidate=arm(60, errors=8))) is None  # 13 %, at 10 % allowed
    assert what(Tally(candidate=arm(600, errors=85))) == "failed"  # 14 %, but of many


def test_an_engine_as_bad_as_control_stays_within_the_absolute_limit():
    both = {"errors": 60}
    assert what(Tally(arm(1000, **both), arm(1000, **both))) is None


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ({"words": 600, "word_errors": 480}, "wer"),
        ({"words": 600, "word_errors": 300}, None),
        ({"words": 600, "word_errors": 6000}, "wer"),
        ({"heard": 30, "missed": 60}, "missed"),
        ({"heard": 10, "missed": 30}, None),  # 40 numbers are too few
        ({"hallucinated": 15}, "hallucinated"),
        ({"failures": 30}, "failed"),
    ],
)
def test_what_the_shadow_finds_counts_without_any_live_call(counts, named):
    assert what(Tally(compared=Comparison(utterances=60, **counts))) == named


def test_a_candidate_may_be_bound_to_the_price_of_control():
    tally = Tally(
        arm(60, audio_ms=60_000, cost_micros=4_500),
        arm(60, audio_ms=60_000, cost_micros=16_000),
    )
    assert what(tally) is None
    assert what(tally, Limits(micros_per_minute_factor=2)) == "cost"
    assert what(tally, Limits(micros_per_minute_factor=4)) is None


def test_the_sentence_says_rate_sample_and_limit_and_fits_a_plan():
    breach = breach_of(Tally(candidate=arm(60, errors=20)), LIMITS)
    assert breach is not None
    assert breach.sentence == "failed: 33 % of 60 utterances, surely above 10 %"
    slow = breach_of(Tally(arm(100), arm(100, latency_ms=2500)), LIMITS)
    assert slow is not None
    assert "times control" in slow.sentence
    assert len(slow.sentence) < 300


def test_the_cost_of_a_minute_is_unknown_without_audio():
    assert micros_per_minute(ArmCounters(cost_micros=5)) is None
    assert micros_per_minute(ArmCounters(cost_micros=5, audio_ms=30_000)) == 10
