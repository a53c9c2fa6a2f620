"""The caller who interrupts."""

from __future__ import annotations

from chaos.demo.scenarios import winter_tyres
from chaos.demo.scenarios.barge_in import SCENARIO


def test_he_interrupts_and_wants_the_same_as_the_default_caller():
    assert SCENARIO.interrupts
    assert SCENARIO.goal == winter_tyres.SCENARIO.goal
