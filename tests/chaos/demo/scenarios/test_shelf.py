"""Every scenario is whole: named, three languages, nothing left unsaid."""

from __future__ import annotations

import pytest

from callcore.shared.ids import LANGUAGES
from chaos.demo.scenarios.shelf import DEFAULT, SCENARIOS


def test_the_promised_scenarios_are_there_and_the_first_is_the_default():
    assert list(SCENARIOS) == [
        "winter-tyres",
        "oil",
        "operator",
        "change-of-mind",
        "barge-in",
        "phone-number",
    ]
    assert DEFAULT == "winter-tyres"


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_speaks_every_language(name):
    assert set(SCENARIOS[name].scripts) == set(LANGUAGES)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_wants_to_order_has_words_for_each_step(name, language):
    scenario = SCENARIOS[name]
    script = scenario.scripts[language]
    assert script.ask
    if scenario.goal.wants == "order":
        assert script.choose
        assert script.quantity
        assert script.correct
    assert bool(script.interrupt) is scenario.interrupts
    assert bool(script.phone) is scenario.withheld
