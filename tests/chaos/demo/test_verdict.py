"""The rules behind the exit code."""

from __future__ import annotations

import pytest

from chaos.demo.scenarios.plot import Goal
from chaos.demo.verdict import judge_answer, judge_human, judge_order

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
    ("ending", "after_s", "code"),
    [
        ("human", None, 0),
        ("human", 3.9, 0),
        ("human", 10.5, 1),
        ("end", None, 1),
        ("lost", 1.0, 1),
    ],
)
def test_a_fault_run_succeeds_only_at_the_operator_in_time(ending, after_s, code):
    assert judge_human(ending, after_s).exit_code == code


def test_the_time_to_the_operator_is_told():
    assert "1.25 s after the fault" in judge_human("human", 1.25).why


def test_a_single_sentence_needs_an_answer():
    assert judge_answer("end", 1).ok
    assert not judge_answer("lost", 0).ok
