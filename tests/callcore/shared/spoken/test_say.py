from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.say import (
    counted,
    digit_words,
    money_words,
    number_words,
    ordinal_words,
)


@pytest.mark.parametrize(
    ("kopiykas", "language", "words"),
    [
        (245_000, "uk", "дві тисячі чотириста п'ятдесят гривень"),
        (245_000, "ru", "две тысячи четыреста пятьдесят гривен"),
        (245_000, "en", "two thousand four hundred fifty hryvnias"),
        (2_101, "ru", "двадцать одна гривна одна копейка"),
        (1_100, "uk", "одинадцять гривень"),
        (202, "uk", "дві гривні дві копійки"),
        (100, "en", "one hryvnia"),
        (0, "en", "zero hryvnias"),
    ],
)
def test_money_agrees_with_its_number(kopiykas, language, words):
    assert money_words(kopiykas, language) == words


def test_one_and_two_take_the_gender_of_what_is_counted():
    assert number_words(21, "ru", "f") == "двадцать одна"
    assert number_words(2, "uk", "f") == "дві"
    assert number_words(1, "ru", "n") == "одно"
    assert counted(3, ("piece", "pieces", "pieces"), "en") == "three pieces"


def test_digits_are_said_one_by_one_and_the_rest_is_dropped():
    assert digit_words("+0-5", "uk") == "нуль п'ять"


def test_negative_and_huge_numbers_are_said_too():
    assert number_words(-5, "uk") == "мінус п'ять"
    assert number_words(10**9, "en").startswith("one zero zero")


def test_ordinals_serve_dates():
    assert ordinal_words(25, "ru", "n") == "двадцать пятое"
    assert ordinal_words(2026, "uk", "gen") == "дві тисячі двадцять шостого"
    assert ordinal_words(3, "en") == "third"


@given(st.integers(-(10**30), 10**30), st.sampled_from(LANGUAGES))
def test_no_number_raises_or_leaves_a_digit(number, language):
    for words in (
        number_words(number, language),
        ordinal_words(number, language),
        money_words(abs(number), language),
    ):
        assert words
        assert not any(c.isdigit() for c in words)
