"""The caller who needs oil."""

from __future__ import annotations

from chaos.demo.scenarios.oil import SCENARIO


def test_he_wants_two_of_one_viscosity():
    goal = SCENARIO.goal
    assert (goal.category, goal.quantity) == ("oil", 2)
    assert goal.attributes == {"viscosity": "5W-30"}
