"""The rules behind the exit code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chaos.demo.scenarios.plot import Goal
from chaos.demo.verdict import (
    Rescue,
    Strike,
    Verdict,
    judge_answer,
    judge_human,
    judge_order,
    judge_survival,
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


def test_an_order_for_another_phone_is_not_what_he_wanted():
    goal = replace(GOAL, phone="+380603186472")
    right = {**RIGHT, "phone": "+380603186472"}
    assert judge_order([right], PRODUCTS, goal).ok
    verdict = judge_order([{**RIGHT, "phone": "+380603186477"}], PRODUCTS, goal)
    assert not verdict.ok
    assert verdict.why == "the confirmed order has another phone number than his"


@pytest.mark.parametrize(
    ("ending", "strike", "order", "why"),
    [
        ("end", Strike(True, True, 0), True, ""),
        ("hung-up", Strike(True, True, 1), True, ""),
        ("end", Strike(False, False, 1), True, "before the fault struck"),
        ("end", Strike(True, False, 1), True, "the fault struck nobody"),
        ("human", Strike(True, True, 1), True, "handed over"),
        ("end", Strike(True, True, 1), False, "no order"),
        ("end", Strike(True, True, 2), True, "say his number 2 times"),
    ],
)
def test_a_fault_with_a_second_choice_costs_the_caller_nothing(
    ending, strike, order, why
):
    found = judge_survival(ending, strike, Verdict(order, "" if order else "no order"))
    assert found.ok is (not why)
    assert why in found.why


def test_a_single_sentence_needs_an_answer():
    assert judge_answer("end", 1).ok
    assert not judge_answer("lost", 0).ok
