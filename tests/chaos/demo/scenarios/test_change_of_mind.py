"""The caller who changes his mind."""

from __future__ import annotations

from callcore.shared.ids import LANGUAGES
from chaos.demo.numerals import numbers_in
from chaos.demo.scenarios.change_of_mind import SCENARIO


def test_he_asks_for_another_number_than_he_wants_in_the_end():
    for language in LANGUAGES:
        script = SCENARIO.scripts[language]
        assert numbers_in(script.quantity, language) == [4]
        assert numbers_in(script.correct, language) == [SCENARIO.goal.quantity]
