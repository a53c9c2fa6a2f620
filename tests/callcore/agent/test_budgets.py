from __future__ import annotations

import pytest

from callcore.agent.budgets import Budgets, Spent
from callcore.agent.guard import Guard

SMALL = Budgets(caller_turns=2)


def test_turns_of_the_caller_run_out() -> None:
    guard = Guard("en", budgets=SMALL)
    for _ in range(2):
        guard.note_caller_turn("hm")
        assert guard.exhausted == ""
    guard.note_caller_turn("hm")
    assert guard.exhausted == "caller-turns"


@pytest.mark.parametrize(
    ("spent", "why"),
    [
        (Spent(), ""),
        (Spent(tools_in_turn=8), "turn-budget"),
        (Spent(tools_in_turn=8, tools_in_call=60), "call-budget"),
    ],
)
def test_tools_run_out(spent: Spent, why: str) -> None:
    assert spent.no_more_tools(Budgets()) == why


def test_a_turn_begins_with_its_own_budgets() -> None:
    spent = Spent(tools_in_turn=8, asks_in_turn=9, reply_chars=7, tools_in_call=8)
    spent.begin_turn()
    assert spent == Spent(tools_in_call=8, caller_turns=1)
