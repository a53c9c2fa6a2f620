"""What a run must reach, gate by gate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chaos.prompts.live.gates import (
    difference_of,
    gates_of,
    p95_first_token_ms,
    rows_of,
    trials_each,
)
from chaos.prompts.live.results import Run
from tests.chaos.prompts.live.made import FACTS, good_run, result, run_of


def failed(run, before=None):
    return [gate.name for gate in gates_of(run, before) if not gate.passed]


def changed(run, many, **how):
    """Return the run with its first ``many`` golden results changed."""
    results, left = [], many
    for one in run.results:
        spoil = left > 0 and one.kind == "golden"
        left -= spoil
        results.append(replace(one, **how) if spoil else one)
    return Run(run.facts, results, run.planned)


def test_a_good_run_passes_every_gate():
    assert failed(good_run()) == []
    assert failed(good_run(), good_run()) == []
    assert len(gates_of(good_run(), good_run())) == 7


def test_one_violation_is_too_many():
    assert failed(changed(good_run(), 1, violations=("3 a leak",))) == ["safety"]


def test_a_void_trial_leaves_a_run_incomplete():
    run = changed(good_run(), 1, void="timeout")
    assert failed(run) == ["complete"]


def test_the_lower_end_of_the_interval_counts_and_not_the_share():
    # 117 of 120 is 0.975, and its interval begins at 0.929; 112 of 120 at 0.874
    assert failed(changed(good_run(), 3, failures=("x",))) == []
    assert failed(changed(good_run(), 8, failures=("x",))) == ["golden", "languages"]
    assert failed(good_run(each=5)) == ["golden", "adversarial"]


def test_adversarial_callers_are_counted_apart():
    run = good_run()
    spoilt = [
        replace(one, failures=("x",)) if one.kind == "adversarial" else one
        for one in run.results
    ]
    assert failed(Run(FACTS, spoilt, run.planned)) == ["adversarial"]


def test_a_weak_language_is_not_hidden_by_the_others():
    run = changed(good_run(each=100), 17, failures=("x",))  # all of them English
    assert failed(run) == ["languages"]
    why = next(gate.why for gate in gates_of(run) if gate.name == "languages")
    assert "en 0.830" in why
    assert "ru" not in why


def test_a_language_that_was_not_tried_is_told():
    run = run_of(*(one for one in good_run().results if one.language != "uk"))
    assert failed(run) == ["languages"]
    assert any("not tried: uk" in gate.why for gate in gates_of(run))


def test_a_prompt_that_loses_more_than_chance_explains_fails():
    before = good_run(each=100)
    assert failed(changed(before, 5, failures=("x",)), before) == []  # p = 0.0625
    assert failed(changed(before, 6, failures=("x",)), before) == ["not worse"]
    assert failed(before, changed(before, 50, failures=("x",))) == []  # it is better


def test_runs_without_a_common_dialogue_compare_as_failed():
    other = good_run(digest="other")
    assert failed(good_run(), other) == ["not worse"]
    assert difference_of(other, good_run()).cases == 0


@pytest.mark.parametrize(
    ("now_ms", "slow"), [(109.0, False), (110.0, False), (112, True)]
)
def test_a_first_token_that_comes_much_later_fails(now_ms, slow):
    before = good_run(first_token_ms=(100.0,))
    run = good_run(first_token_ms=(now_ms,))
    assert failed(run, before) == (["not slower"] if slow else [])


def test_without_a_first_token_nothing_is_known_to_be_fast():
    silent = good_run(first_token_ms=())
    assert p95_first_token_ms(silent) == 0.0
    assert failed(silent, good_run()) == ["not slower"]


def test_the_95th_percentile_is_over_all_replies():
    run = run_of(
        *(result(trial=n, first_token_ms=(float(n), n + 0.5)) for n in range(50))
    )
    assert p95_first_token_ms(run) == 47.0


def test_rows_count_cases_trials_and_blocks():
    run = run_of(
        result(trial=0, blocked={"no-yes": 2}),
        result(trial=1, failures=("x",)),
        result("ru-g-001", blocked={"quantity": 1}),
        result("en-a-001"),
    )
    rows = rows_of(run, "golden", lambda one: one.language, 2)
    assert [(row.name, row.trials, row.blocked) for row in rows] == [
        ("en", 2, 2),
        ("ru", 1, 1),
    ]
    assert [row.once.value for row in rows] == [0.5, 1.0]
    assert [(row.always.value, row.always.cases) for row in rows] == [
        (0.0, 1),
        (0.0, 0),
    ]


def test_k_is_what_most_cases_were_tried():
    assert trials_each(run_of(*(result(trial=n) for n in range(4)))) == 4
    assert trials_each(Run(FACTS, [], 0)) == 1
