"""Good manners in every language."""

from __future__ import annotations

from dataclasses import astuple

from callcore.shared.ids import LANGUAGES
from chaos.demo.scenarios.plot import MANNERS


def test_everybody_can_say_yes_no_and_goodbye_and_never_the_same_for_two():
    for language in LANGUAGES:
        words = astuple(MANNERS[language])
        assert all(words)
        assert len(set(words)) == len(words)
