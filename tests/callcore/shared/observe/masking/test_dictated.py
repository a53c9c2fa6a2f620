from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import runs
from callcore.shared.observe.masking.line import read
from callcore.shared.spoken import en, ru, uk

WORDS = sorted({*uk.ATOMS, *ru.ATOMS, *en.ATOMS})


def read_runs(text):
    return runs(read(text), Claims(text))


def digits(text):
    return [run.digits for run in read_runs(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("oh six seven", ["067"]),
        ("twenty five", ["25"]),
        ("twenty twenty", ["2020"]),
        ("one twenty three", ["123"]),
        ("two hundred eighty three three", ["2833"]),
        ("forty five hundred", ["4500"]),
        ("one eight hundred", ["1800"]),
        ("double five triple one", ["55111"]),
        ("double oh seven", ["007"]),
        ("two sevens three zeros", ["77000"]),
        ("дві сімки п'ять нулів", ["7700000"]),
        ("три семерки", ["777"]),
        ("сорок дві сімки", ["4077"]),
        ("двести пятьдесят пять", ["255"]),
        ("сто двадцять три сорок п’ять", ["12345"]),
        ("сто двадцать пятдесят шісдесят", ["1205060"]),
        ("п ять дев яносто п ятдесят три", ["59053"]),
        ("сорок п ять", ["45"]),
        ("триста семь ноль", ["3070"]),
        ("ять", []),
        ("zealous", []),
        ("067 123-45.67", ["0671234567"]),
        ("٠٦٧", ["067"]),
        ("one or two", ["1", "2"]),
        ("one um two", ["12"]),
        ("нуль ой вибачте зараз хвилинку шість", ["06"]),
        ("one um um um um um um um two", ["1", "2"]),
        ("twenty um five", ["205"]),
        ("один\nдва", ["1", "2"]),
        ("один ще раз два", ["12"]),
        ("seven one moment two", ["72"]),
        ("сім одну хвилинку два", ["72"]),
        ("сім один секунду два", ["712"]),
        ("one tyre", ["1"]),
        ("second third", []),
        ("r16", []),
        ("4567x123", ["4567"]),
        ("541 7543010 x123", ["5417543010"]),
        ("x123", []),
        ("double", []),
        ("", []),
    ],
)
def test_digits_are_read_as_people_say_them(text, said):
    assert digits(text) == said


@pytest.mark.parametrize(
    "text",
    ["five thousand two hundred", "п'ять тисяч двісті двадцять", "thousand"],
)
def test_a_thousand_makes_a_group_an_amount(text):
    (run,) = read_runs(text)
    assert [group.amount for group in run.groups] == [True]
    assert run.groups[0].last == len(text.split()) - 1


def test_groups_tell_which_words_said_them():
    (run,) = read_runs("so double five um twenty three")
    assert [(g.digits, g.first, g.last) for g in run.groups] == [
        ("55", 1, 2),
        ("23", 4, 5),
    ]
    assert (run.first, run.last) == (1, 5)


def test_a_numeral_by_itself_is_told_from_dictated_digits():
    assert [run.alone for run in read_runs("0671234567")] == [True]
    assert [run.alone for run in read_runs("067 123")] == [False]
    assert [run.alone for run in read_runs("five")] == [False]
    assert [run.written for run in read_runs("067 five")] == [False]


def test_a_claimed_stretch_breaks_a_run():
    text = "one two three"
    claims = Claims(text)
    claims.keep(4, 7)
    assert [run.digits for run in runs(read(text), claims)] == ["1", "3"]


@given(st.lists(st.sampled_from([*WORDS, "um", "12", "x", "п", "ять"]), max_size=40))
def test_any_string_of_number_words_is_read(words):
    for run in read_runs(" ".join(words)):
        assert run.digits.isdecimal()
        assert all(group.first <= group.last for group in run.groups)
