from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.rollout.bounds import excess, quantile_ms, slower_than, wilson
from callcore.shared.rollout.counters import EDGES_MS, ArmCounters


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # computed by hand from Wilson's formula with z = 1.96
    [(0, 10, 0.0, 0.2775), (1, 10, 0.0179, 0.4042), (5, 10, 0.2366, 0.7634),
     (15, 148, 0.0624, 0.1605)],
)  # fmt: skip
def test_the_bounds_are_wilsons(hits, n, low, high):
    assert wilson(hits, n, 1.96) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_bounds_hold_the_rate_and_are_rates(hits, n):
    low, high = wilson(min(hits, n), n)
    assert 0 <= low <= min(hits, n) / n + 1e-12
    assert min(hits, n) / n - 1e-12 <= high <= 1


def test_nothing_is_known_without_a_sample():
    assert wilson(0, 0) == (0.0, 1.0)
    assert excess(0, 0, 1, 2) == (-1.0, 1.0)
    assert quantile_ms([0] * 20, 0.95) is None


def test_the_bounds_of_a_difference_are_newcombes():
    # Newcombe (1998), table II, example (a), method 10: 56/70 against 48/80
    found = excess(56, 70, 48, 80, 1.96)
    assert found == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    chance, truth, n, missed = random.Random(7), 0.08, 60, 0
    for _ in range(3000):
        low, high = wilson(sum(chance.random() < truth for _ in range(n)), n)
        missed += not low <= truth <= high
    assert missed / 3000 < 0.02  # 1 % is promised


@given(st.lists(st.floats(0, 30_000), min_size=1, max_size=80), st.floats(0.01, 1))
def test_a_quantile_lies_in_the_place_of_the_true_one(latencies, share):
    arm = ArmCounters()
    for latency in latencies:
        arm.final(latency)
    found = quantile_ms(arm.finals, share)
    rank = max(0, -(-share * len(latencies) // 1) - 1)
    truth = sorted(latencies)[min(int(rank), len(latencies) - 1)]
    assert found is not None
    edges = (0, *EDGES_MS, 2 * EDGES_MS[-1])
    place = next((i for i, edge in enumerate(EDGES_MS) if truth <= edge), len(EDGES_MS))
    assert edges[place] - 1e-6 <= found <= edges[place + 1] + 1e-6


def test_a_quantile_is_interpolated_within_its_place():
    arm = ArmCounters()
    for _ in range(100):
        arm.final(900)  # 800 to 1000
    assert quantile_ms(arm.finals, 0.5) == pytest.approx(900)
    assert quantile_ms(arm.finals, 0.95) == pytest.approx(990)


@pytest.mark.parametrize(
    ("limit_ms", "slower"), [(0, 100), (800, 100), (900, 50), (1000, 0), (1e6, 0)]
)
def test_how_many_are_slower_is_interpolated_as_well(limit_ms, slower):
    arm = ArmCounters()
    for _ in range(100):
        arm.final(900)
    assert slower_than(arm.finals, limit_ms) == pytest.approx(slower)
