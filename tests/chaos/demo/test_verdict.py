"""The rules behind the exit code."""

from __future__ import annotations

import pytest

from chaos.demo.scenarios.plot import Goal
from chaos.demo.verdict import (
    Rescue,
    judge_answer,
    judge_human,
    judge_order,
    rescue_of,
)

GOAL = Goal("order", "oil", {"viscosity": "5W-30"}, 2)
PRODUCTS = {"o": {"category": "oil", "attributes": {"viscosity": "5w30"}}}
RIGHT = {"state": "confirmed", "lines": [{"product_id": "o", "quantity": 2}]}
WRONG = {"state": "confirmed", "lines": [{"product_id": "o", "quantity": 1}]}
DRAFT = {**RIGHT, "state": "draft"}


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ([RIGHT], 0),
        ([DRAFT, RIGHT], 0),
        ([WRONG], 1),
        ([DRAFT], 1),
        ([], 1),
        ([RIGHT, RIGHT], 1),
        ([RIGHT, WRONG], 1),
    ],
)
def test_only_one_confirmed_order_that_fits_is_a_success(orders, code):
    assert judge_order(orders, PRODUCTS, GOAL).exit_code == code


@pytest.mark.parametrize(
    ("ending", "rescue", "code"),
    [
        ("human", None, 0),
        ("human", Rescue(3.9, 3.9, 3.9), 0),
        ("human", Rescue(32.0, 9.9, 12.0), 0),
        ("human", Rescue(10.5, 10.5, 10.5), 1),
        ("end", None, 1),
        ("lost", Rescue(1, 1, 1), 1),
    ],
)
def test_a_fault_run_succeeds_only_at_the_operator_in_time(ending, rescue, code):
    assert judge_human(ending, rescue).exit_code == code


def test_the_time_to_the_operator_is_told():
    told = judge_human("human", rescue_of(10.0, 8.0, None, 11.25)).why
    assert told.endswith("an operator 1.25 s after the fault")


def test_a_fault_is_felt_when_somebody_needs_what_broke():
    rescue = rescue_of(fault_s=10.0, last_word_s=30.0, decided_s=38.0, human_s=41.5)
    assert rescue == Rescue(31.5, 8.0, 11.5)
    assert "11.5 s after his last word, 31.5 s after the fault" in str(rescue)


def test_a_decision_before_the_last_word_counts_as_none():
    assert rescue_of(1.0, 5.0, 4.0, 6.0).felt_to_decision_s == 0.0


def test_a_single_sentence_needs_an_answer():
    assert judge_answer("end", 1).ok
    assert not judge_answer("lost", 0).ok
