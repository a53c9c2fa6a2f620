"""The default caller."""

from __future__ import annotations

from chaos.demo.scenarios.winter_tyres import SCENARIO


def test_he_wants_four_winter_tyres_of_one_size():
    goal = SCENARIO.goal
    assert (goal.category, goal.quantity) == ("tyre", 4)
    assert goal.attributes == {"size": "205/55 R16", "season": "winter"}
