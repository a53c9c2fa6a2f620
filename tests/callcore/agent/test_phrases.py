from __future__ import annotations

from typing import get_args

from callcore.agent.phrases import PHRASES, PhraseKey
from callcore.dialog.questions import Question, question_of
from callcore.dialog.tongues import asked_for
from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.parse import find_numbers


def test_every_language_has_every_phrase() -> None:
    assert set(PHRASES) == set(LANGUAGES)
    for phrases in PHRASES.values():
        assert set(phrases) == set(get_args(PhraseKey))
        assert all(phrases.values())


def test_cyrillic_phrases_have_no_latin_letter() -> None:
    for language in ("ru", "uk"):
        for text in PHRASES[language].values():
            assert not any("a" <= char.lower() <= "z" for char in text)


def test_the_warning_names_no_time_so_it_is_true_under_any_limit() -> None:
    for language in LANGUAGES:
        warning = PHRASES[language]["time_warning"]
        assert not find_numbers(warning, language)
        assert question_of(warning, language) is Question.OPEN


def test_a_switch_is_told_in_the_new_language() -> None:
    for language in LANGUAGES:
        assert asked_for(PHRASES[language]["language_switched"]) == language
