"""Intervals and tests against published values, closed forms and a known truth."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, product
from math import comb
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.prompts.live.statistics import (
    Interval,
    Tries,
    bootstrap,
    compare,
    mcnemar,
    paired_p,
    pass_hat,
    quantile,
    share_of,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "cases", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # the planning figures of our own notes
        (95, 100, 0.888, 0.978),
        (285, 300, 0.919, 0.969),
    ],
)
def test_wilson_gives_the_published_intervals(successes, cases, low, high):
    digits = 4 if cases not in (100, 300) else 3
    found = wilson(successes, cases)
    assert (round(found.low, digits), round(found.high, digits)) == (low, high)


@given(st.integers(1, 400), st.data())
def test_a_wilson_interval_holds_its_share_and_mirrors(cases, data):
    successes = data.draw(st.integers(0, cases))
    found, mirrored = wilson(successes, cases), wilson(cases - successes, cases)
    assert 0.0 <= found.low <= successes / cases <= found.high <= 1.0
    assert found.low == pytest.approx(1 - mirrored.high)
    assert found.high == pytest.approx(1 - mirrored.low)


@given(st.integers(1, 400))
def test_when_all_pass_the_lower_end_has_a_closed_form(cases):
    squared = 1.959963984540054**2
    assert wilson(cases, cases).low == pytest.approx(cases / (cases + squared))
    assert wilson(cases, cases).high == 1.0


def test_of_nothing_everything_is_possible():
    assert wilson(0, 0) == Interval(0.0, 1.0)
    assert share_of([]).interval == Interval(0.0, 1.0)


@pytest.mark.parametrize("wrong", [(3, 2), (-1, 2)])
def test_impossible_counts_are_refused(wrong):
    with pytest.raises(ValueError, match="more"):
        wilson(*wrong)
    with pytest.raises(ValueError, match="more"):
        Tries(*wrong)


@given(st.integers(1, 9), st.data())
def test_pass_hat_is_the_share_of_all_draws_in_which_all_pass(tried, data):
    passed = data.draw(st.integers(0, tried))
    k = data.draw(st.integers(1, tried))
    outcomes = [True] * passed + [False] * (tried - passed)
    draws = list(combinations(outcomes, k))
    expected = Fraction(sum(map(all, draws)), len(draws))
    assert pass_hat(Tries(passed, tried), k) == expected


def test_pass_hat_is_unbiased():
    share, tried, k = Fraction(7, 10), 6, 3
    mean = sum(
        comb(tried, c)
        * share**c
        * (1 - share) ** (tried - c)
        * pass_hat(Tries(c, tried), k)
        for c in range(tried + 1)
    )
    assert mean == share**k


def test_pass_hat_of_more_trials_than_there_were_is_refused():
    with pytest.raises(ValueError, match="at most"):
        pass_hat(Tries(2, 2), 3)


def test_a_share_counts_cases_and_not_trials():
    once = share_of([Tries(1, 1)] * 9 + [Tries(0, 1)])
    four_times = share_of([Tries(4, 4)] * 9 + [Tries(0, 4)])
    assert once == four_times
    assert (once.value, once.cases) == (0.9, 10)


def test_cases_with_too_few_trials_do_not_count_for_pass_hat_k():
    found = share_of([Tries(4, 4), Tries(1, 1)], k=4)
    assert (found.value, found.cases) == (1.0, 1)


@pytest.mark.parametrize(
    ("only_a", "only_b", "p_value"),
    [
        (0, 0, 1.0),
        (0, 5, 0.0625),
        (1, 9, 22 / 1024),
        (6, 6, 1.0),
        (10, 0, 2 / 1024),
        # Fagerland, Lydersen, Laake 2013, table 1: 1 and 7 discordant pairs
        (1, 7, 0.0703125),
    ],
)
def test_mcnemar_gives_the_binomial_tail(only_a, only_b, p_value):
    assert mcnemar(only_a, only_b) == pytest.approx(p_value)


def test_mcnemar_refuses_negative_counts():
    with pytest.raises(ValueError, match="negative"):
        mcnemar(-1, 2)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 5))
def test_with_one_trial_a_case_the_paired_test_is_mcnemar(only_a, only_b, same):
    differences = (
        [Fraction(-1)] * only_a + [Fraction(1)] * only_b + [Fraction(0)] * same
    )
    assert paired_p(differences) == pytest.approx(mcnemar(only_a, only_b))


@given(st.lists(st.integers(-4, 4), max_size=7))
def test_the_paired_test_counts_every_assignment_of_signs(quarters):
    signs = product((1, -1), repeat=len(quarters))
    sums = [sum(map(mul, way, quarters)) for way in signs]
    extreme = [abs(each) >= abs(sum(quarters)) for each in sums]
    found = paired_p([Fraction(n, 4) for n in quarters])
    assert found == pytest.approx(sum(extreme) / len(extreme))


def test_a_test_that_would_take_for_ever_is_refused():
    with pytest.raises(ValueError, match="too many"):
        paired_p([Fraction(1, 999_983), Fraction(1)] * 3)


def test_compare_looks_only_at_cases_that_both_tried():
    a = {"x": Tries(1, 1), "y": Tries(1, 1), "only-a": Tries(0, 1)}
    b = {"x": Tries(0, 1), "y": Tries(1, 1), "only-b": Tries(0, 1), "z": Tries(0, 0)}
    found = compare(a, b)
    assert (found.cases, found.better, found.worse) == (2, 0, 1)
    assert (found.value, found.p_value) == (-0.5, 1.0)
    assert found.value in found.interval


def test_a_p_is_never_told_as_nothing():
    lost = {str(n): Tries(0, 1) for n in range(12)}
    won = {str(n): Tries(1, 1) for n in range(12)}
    assert compare(won, lost).p_text == "p < 0.001"
    assert compare(won, won).p_text == "p = 1.000"


def test_nothing_in_common_proves_nothing():
    found = compare({"x": Tries(1, 1)}, {"y": Tries(1, 1)})
    assert (found.value, found.p_value, found.cases) == (0.0, 1.0, 0)
    assert found.interval == Interval(-1.0, 1.0)


def test_the_bootstrap_is_repeatable_and_holds_the_mean():
    values = [0.25, 0.5, -0.25, 0.0, 0.0, 0.25]
    assert bootstrap(values, 7) == bootstrap(values, 7)
    assert sum(values) / 6 in bootstrap(values, 7)
    assert bootstrap([0.5, 0.5], 1) == Interval(0.5, 0.5)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.5, 5), (0.95, 10), (0.9, 9), (1.0, 10)]
)
def test_quantiles_are_values_that_were_measured(share, expected):
    assert quantile(list(range(10, 0, -1)), share) == expected


def test_nothing_has_no_quantile():
    with pytest.raises(ValueError, match="nothing"):
        quantile([], 0.5)


# -- a truth that is known -------------------------------------------------------------

CASES, TRIALS, WORLDS = 60, 4, 400


def _world(chance: random.Random, change: float) -> tuple[list[float], list[float]]:
    """Return how likely each case passes with A and with B: most are easy, some not."""
    a = [1.0 if chance.random() < 0.8 else chance.random() for _ in range(CASES)]
    b = [p * (1 - change) for p in a]
    return a, b


def _tried(chance: random.Random, shares: list[float], trials: int) -> list[Tries]:
    return [
        Tries(sum(chance.random() < share for _ in range(trials)), trials)
        for share in shares
    ]


def _named(tries: list[Tries]) -> dict[str, Tries]:
    return dict(zip(map(str, range(len(tries))), tries, strict=True))


def test_the_intervals_hold_the_truth_of_new_cases_at_least_95_times_in_100():
    chance = random.Random(11)
    truth, held = 0.8 + 0.2 * 0.5, 0
    for _ in range(WORLDS):
        a, _ = _world(chance, 0.0)
        held += truth in share_of(_tried(chance, a, TRIALS)).interval
    assert held / WORLDS >= 0.94


def test_trials_that_counted_as_cases_would_be_surer_than_they_may():
    chance = random.Random(11)
    truth, held = 0.8 + 0.2 * 0.5, 0
    for _ in range(WORLDS):
        a, _ = _world(chance, 0.0)
        tries = _tried(chance, a, TRIALS)
        held += truth in wilson(sum(t.passed for t in tries), CASES * TRIALS)
    assert held / WORLDS < 0.94


@pytest.mark.parametrize("trials", [1, TRIALS])
def test_equal_prompts_are_told_apart_at_most_one_time_in_twenty(trials):
    chance, told = random.Random(5), 0
    for _ in range(WORLDS):
        a, _ = _world(chance, 0.0)
        first, second = _tried(chance, a, trials), _tried(chance, a, trials)
        differences = [
            pass_hat(y, 1) - pass_hat(x, 1) for x, y in zip(first, second, strict=True)
        ]
        told += paired_p(differences) < 0.05
    assert told / WORLDS <= 0.06


def test_a_prompt_that_loses_a_fifth_is_found():
    chance, found = random.Random(5), 0
    for _ in range(50):
        a, b = _world(chance, 0.2)
        first, second = _tried(chance, a, TRIALS), _tried(chance, b, TRIALS)
        difference = compare(_named(first), _named(second))
        found += difference.value < 0 and difference.p_value < 0.05
    assert found >= 48
