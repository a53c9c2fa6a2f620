"""A against B in words and numbers."""

from __future__ import annotations

from dataclasses import replace

from chaos.prompts.live.results import Run
from chaos.prompts.live.versus import MOST_NAMED, versus
from tests.chaos.prompts.live.made import FACTS, good_run, result, run_of
from tests.chaos.prompts.live.test_report import text_of


def worse(run, many):
    results = [
        replace(one, failures=("x",)) if at < many else one
        for at, one in enumerate(run.results)
    ]
    return Run(run.facts, results, run.planned)


def test_the_difference_comes_with_its_interval_and_p():
    text = text_of(versus(good_run(), worse(good_run(), 6)))
    row = text[text.index("golden, en") :].split(" golden")[0]
    assert "1.000 n 0.850 n -0.150" in row
    assert "n 0.031 n 40 n 0 n 6" in row


def test_the_dialogues_that_moved_are_named():
    text = text_of(versus(good_run(), worse(good_run(), 2)))
    assert "Worse in B: en-g-000, en-g-001" in text
    assert "Better in B: none" in text
    text = text_of(versus(worse(good_run(), 1), good_run()))
    assert "Better in B: en-g-000" in text


def test_many_that_moved_are_counted():
    many = good_run(each=100)
    text = text_of(versus(many, worse(many, 100)))
    assert f"and {100 - MOST_NAMED} more" in text


def test_what_differs_besides_the_prompt_is_told():
    other = replace(FACTS, model="b-model", caller="simulated")
    text = text_of(versus(good_run(), good_run(facts=other)))
    assert "Not only the prompt differs, but also the model, the caller." in text
    assert "Not only" not in text_of(versus(good_run(), good_run()))


def test_what_only_one_of_them_tried_is_left_out():
    text = text_of(versus(run_of(result()), run_of(result(), result("ru-g-001"))))
    assert "golden, en" in text
    assert "golden, ru" not in text
