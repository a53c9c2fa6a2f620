from __future__ import annotations

import pytest

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.vocabulary import spoken
from callcore.shared.observe.masking.words import word_of


@pytest.mark.parametrize(
    ("word", "flag"),
    [
        ("Телефон", flags.PHONE_WORD),
        ("замовленням", flags.ORDER_WORD),
        ("цифры", flags.NUMBER_WORD),
        ("гривень", flags.COUNTED),
        ("секундочку", flags.FILLER),
        ("прізвище", flags.NAME_WORD),
        ("kilo", flags.LETTER_SURE),
    ],
)
def test_words_are_known_by_what_they_say_of_numbers(word, flag):
    assert word_of(word).flags & flag


def test_speech_about_telephoning_is_no_telephone():
    assert not word_of("телефонував").flags & flags.PHONE_WORD


def test_every_word_is_one_word_in_lower_case():
    for words in [*spoken.EXACT.values(), *spoken.STEMS.values()]:
        assert words == words.lower()
        assert "ё" not in words
