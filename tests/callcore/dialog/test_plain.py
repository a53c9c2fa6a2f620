from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.plain import MAX_CHARS, cleaned, numbered_words, plain_words
from callcore.shared.ids import LANGUAGES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'd like FOUR, please!", "id like four please"),
        ("п’ять, пʼять п`ять", "пять пять пять"),
        ("Ещё всё-таки", "еще все таки"),
        ("ummm... Ээээ", "um э"),
        ("так-так", "так так"),
        ("[BLANK_AUDIO] yes (music)", "yes"),
        ("*coughs* no", "no"),
        ("(067) 123-45-67", "067 123 45 67"),
        ("205/55R16", "205 55 r 16"),
        ("№ 5", "5"),
        ("000", "000"),
        ("", ""),
    ],
)
def test_words_are_spelled_in_one_way(text, expected):
    assert " ".join(plain_words(text)) == expected


def test_letters_in_two_pieces_are_composed():
    assert plain_words(unicodedata.normalize("NFD", "Їжак, мой")) == ["їжак", "мой"]


def test_only_the_end_of_a_long_text_is_kept():
    assert len(cleaned("a" * 5000)) == MAX_CHARS


@pytest.mark.parametrize(
    ("text", "language", "digits"),
    [
        ("two hundred and five tyres", "en", ["", "", "", "205", None]),
        ("двести пять шин", "ru", ["", "205", None]),
        ("п'ять", "uk", ["5"]),
        ("double five", "en", ["", "55"]),
        ("205/55", "en", ["205", "55"]),
    ],
)
def test_a_number_is_told_at_its_last_word(text, language, digits):
    words = numbered_words(text, language)
    assert [word.digits if word.number else None for word in words] == digits


def test_an_ordinal_is_known():
    (the, first) = numbered_words("the first", "en")
    assert (the.number, first.number, first.ordinal) == (False, True, True)


@given(st.text(max_size=100), st.sampled_from(LANGUAGES))
def test_any_text_has_the_same_words_with_and_without_numbers(text, language):
    assert [w.text for w in numbered_words(text, language)] == plain_words(text)
