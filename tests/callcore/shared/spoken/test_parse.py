from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.parse import find_numbers, number_runs, number_words_known
from callcore.shared.spoken.say import digit_words, number_words

VALUES = {
    "en": {
        "two oh five fifty five sixteen": [2, 0, 5, 55, 16],
        "two hundred and five": [205],
        "two hundred five fifty five": [205, 55],
        "twenty-five hundred": [2500],
        "one thousand two hundred and six": [1206],
        "a hundred and one": [101],
        "two thousand twenty six": [2026],
        "fish and chips and two": [2],
        "five and six": [5, 6],
        "nineteen ninety five": [19, 95],
        "2 thousand 450": [2450],
        "four hundred thousand": [400_000],
        "oh hello": [],
        "million million": [10**6, 10**6],
    },
    "ru": {
        "двести пять пятьдесят пять шестнадцать": [205, 55, 16],
        "сто девяносто пять на шестьдесят пять эр пятнадцать": [195, 65, 15],
        "тыща сто": [1100],
        "две тысячи четыреста пятьдесят": [2450],
        "пятьдесят пять тысяч": [55_000],
        "двухсот пяти": [205],
        "четырёх": [4],
        "раз уж так": [],
        "двісті": [200],
        "2 тысячи 450 гривен": [2450],
    },
    "uk": {
        "двісті п’ять п'ятдесят п`ять шістнадцять": [205, 55, 16],
        "двісті пять": [205],
        "двести пять": [205],
        "чотирьох": [4],
        "дві тисячі чотириста": [2400],
        "сто": [100],
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"), [(lang, text) for lang in LANGUAGES for text in VALUES[lang]]
)
def test_words_become_numbers(language, text):
    assert [n.value for n in find_numbers(text, language)] == VALUES[language][text]


@pytest.mark.parametrize(
    ("language", "text", "digits"),
    [
        ("en", "double five triple zero one", "550001"),
        ("en", "oh six seven, one two three - four five, six seven", "0671234567"),
        ("en", "two zeros", "00"),
        ("en", "oh six two sevens treble five", "0677555"),
        ("ru", "две семерки три пятерки", "77555"),
        ("uk", "дві сімки п'ять нулів", "7700000"),
        ("uk", "девяносто пятсот пять", "90505"),
        (
            "ru",
            "ноль пятьдесят сто двадцать три сорок пять шестьдесят семь",
            "0501234567",
        ),
        ("ru", "три нуля", "000"),
        ("ru", "067 сто 23 сорок пять", "0671002345"),
        ("uk", "нуль шістдесят сім двічі п'ять", "06755"),
        ("en", "+38 (067) 123-45-67", "380671234567"),
    ],
)
def test_a_dictated_run_keeps_its_digits(language, text, digits):
    (run,) = number_runs(text, find_numbers(text, language))
    assert run.digits == digits


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [("en", "the first", 1), ("en", "twenty first", 21), ("en", "the 2nd", 2),
     ("ru", "вторую", 2), ("ru", "двадцать первое", 21), ("ru", "16-й", 16),
     ("ru", "третьего", 3), ("uk", "друга", 2), ("uk", "двадцять п'ятого", 25)],
)  # fmt: skip
def test_ordinals_are_told_from_cardinals(language, text, value):
    (number,) = find_numbers(text, language)
    assert (number.value, number.ordinal) == (value, True)


def test_an_ordinal_ends_its_number():
    found = find_numbers("двадцатое пять", "ru")
    assert [(n.value, n.ordinal) for n in found] == [(20, True), (5, False)]


def test_spans_point_at_the_words():
    text = "мне двести пять штук"
    (number,) = find_numbers(text, "ru")
    assert text[number.start : number.end] == "двести пять"


def test_words_between_part_runs():
    text = "four tyres two oh five"
    runs = number_runs(text, find_numbers(text, "en"))
    assert [run.digits for run in runs] == ["4", "205"]


@pytest.mark.parametrize("language", LANGUAGES)
@given(number=st.integers(0, 999_999_999))
def test_what_is_said_is_understood(language, number):
    found = find_numbers(number_words(number, language), language)
    assert [n.value for n in found] == [number]


@pytest.mark.parametrize("language", LANGUAGES)
@given(digits=st.text("0123456789", min_size=2, max_size=12))
def test_digits_said_one_by_one_are_understood(language, digits):
    text = digit_words(digits, language)
    (run,) = number_runs(text, find_numbers(text, language))
    assert run.digits == digits


WORDS = st.sampled_from(sorted(number_words_known("en") | number_words_known("uk")))
NOISE = st.text(max_size=30) | st.lists(WORDS, max_size=12).map(" ".join)


@given(NOISE, st.sampled_from(LANGUAGES))
def test_any_text_gives_ordered_numbers_in_bounds(text, language):
    end = 0
    for number in find_numbers(text, language):
        assert end <= number.start < number.end <= len(text)
        assert number.digits.isascii()
        assert number.digits.isdecimal()
        end = number.end


def test_endless_digits_come_in_pieces():
    numbers = find_numbers("7" * 5000, "en")
    assert "".join(n.digits for n in numbers) == "7" * 5000


def test_digits_of_other_scripts_are_digits():
    (number,) = find_numbers("٢٠٥", "en")
    assert (number.value, number.digits) == (205, "205")
