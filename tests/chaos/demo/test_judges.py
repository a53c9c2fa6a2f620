"""The right judge for each kind of run."""

from __future__ import annotations

import pytest

from chaos.demo.judges import for_answer, for_fault, for_scenario, for_survival
from chaos.demo.ringing import Finished
from chaos.demo.scenarios.shelf import SCENARIOS
from chaos.demo.scene import Scene
from chaos.demo.shop import Books
from chaos.demo.verdict import Rescue, Strike
from tests.chaos.demo.test_wishes import PRODUCTS, order

NO_BOOKS = Books()
RIGHT = Books((order(),), PRODUCTS)


def finished(ending="end", books=NO_BOOKS, rescue=None, sides=()):
    scene = Scene()
    for side in sides:
        scene.put(side, "words", final=True)
    return Finished(ending, books, scene, rescue)


@pytest.mark.parametrize("ending", ["end", "hung-up", "human"])
def test_an_order_counts_however_the_call_ended(ending):
    judge = for_scenario(SCENARIOS["winter-tyres"].goal)
    assert judge(finished(ending, RIGHT)).ok
    assert not judge(finished(ending)).ok


def test_who_wants_a_human_must_reach_one():
    judge = for_scenario(SCENARIOS["operator"].goal)
    assert judge(finished("human")).ok
    assert not judge(finished("end")).ok


def test_a_fault_run_ends_at_the_operator_in_time_even_with_an_order():
    assert for_fault(finished("human", rescue=Rescue(3, 3, 3))).ok
    assert not for_fault(finished("human", rescue=Rescue(30, 30, 30))).ok
    assert not for_fault(finished("end", RIGHT)).ok


def test_an_operator_without_a_fault_proves_nothing():
    assert not for_fault(finished("human")).ok


def test_who_survives_a_fault_has_the_right_order():
    judge = for_survival(SCENARIOS["winter-tyres"].goal)
    felt = Strike(struck=True, felt=True, dictated=1)
    assert judge(Finished("end", RIGHT, Scene(), None, felt)).ok
    assert not judge(Finished("end", NO_BOOKS, Scene(), None, felt)).ok
    assert not judge(Finished("human", RIGHT, Scene(), None, felt)).ok
    assert not judge(finished("end", RIGHT)).ok  # nothing has struck


def test_an_answer_must_come_after_the_caller_has_spoken():
    assert for_answer(finished(sides=("agent", "caller", "agent"))).ok
    assert not for_answer(finished(sides=("agent", "caller"))).ok
    assert not for_answer(finished(sides=("agent",))).ok
