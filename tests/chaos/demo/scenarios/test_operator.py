"""The caller who talks to people only."""

from __future__ import annotations

from chaos.demo.scenarios.operator import SCENARIO


def test_he_wants_a_human_and_no_order():
    assert SCENARIO.goal.wants == "human"
    assert not SCENARIO.goal.quantity
