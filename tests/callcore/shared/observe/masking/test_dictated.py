from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import ATOMS, runs


def digits(text):
    return [run.digits for run in runs(Claims(text))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("oh six seven", ["067"]),
        ("twenty five", ["25"]),
        ("twenty twenty", ["2020"]),
        ("one twenty three", ["123"]),
        ("two hundred eighty three three", ["2833"]),
        ("double five triple one", ["55111"]),
        ("двести пятьдесят пять", ["255"]),
        ("сто двадцять три сорок п’ять", ["12345"]),
        ("триста семь ноль", ["3070"]),
        ("зеро", []),
        ("067 123-45.67", ["0671234567"]),
        ("٠٦٧", ["067"]),
        ("one or two", ["1", "2"]),
        ("one um two", ["12"]),
        ("one um um um um two", ["1", "2"]),
        ("r16", []),
        ("", []),
    ],
)
def test_digits_are_read_as_people_say_them(text, said):
    assert digits(text) == said


def test_a_thousand_makes_it_an_amount():
    assert [run.amount for run in runs(Claims("five thousand two hundred"))] == [True]
    assert [run.amount for run in runs(Claims("five two hundred"))] == [False]


def test_a_claimed_stretch_breaks_a_run():
    claims = Claims("one two three")
    claims.keep(4, 7)
    assert [run.digits for run in runs(claims)] == ["1", "3"]


@given(st.lists(st.sampled_from([*sorted(ATOMS), "um", "12", "x"]), max_size=40))
def test_any_string_of_number_words_is_read(words):
    for run in runs(Claims(" ".join(words))):
        assert run.digits == "" or run.digits.isdecimal()
