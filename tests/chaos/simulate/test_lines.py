from __future__ import annotations

import pytest

from callcore.dialog.interruption import interrupts, is_backchannel
from callcore.dialog.tongues import asked_for
from chaos.simulate.lines import (
    ASIDES,
    LANGUAGE_WISHES,
    LONG_OVER,
    NONSENSE,
    STOPS,
    WISHES,
    language_of,
)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_lines_are_known_by_their_letters(language):
    assert {language_of(line) for line in WISHES[language]} == {language}


@pytest.mark.parametrize(("language", "wish"), LANGUAGE_WISHES)
def test_a_wish_for_a_language_is_understood_as_one(language, wish):
    assert asked_for(wish) == language


@pytest.mark.parametrize("text", ASIDES)
def test_asides_ask_for_nothing(text):
    assert is_backchannel(text, "en")


@pytest.mark.parametrize("text", [*STOPS, *LONG_OVER])
def test_who_says_this_over_the_agent_wants_the_floor(text):
    assert interrupts(text, "en")


def test_nonsense_is_said_in_english():
    assert {language_of(line) for line in NONSENSE} == {"en"}
