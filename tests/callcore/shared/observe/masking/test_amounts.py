from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.amounts import is_size, is_time, leading
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import runs
from callcore.shared.observe.masking.line import read
from callcore.shared.spoken.say import number_words


def first_run(text):
    line = read(text)
    return line, runs(line, Claims(text))[0]


@pytest.mark.parametrize(
    "text",
    [
        "двести пять пятьдесят пять шестнадцать",
        "two oh five fifty five sixteen",
        "two oh five fifty five r sixteen",
        "205 55 r16",
        "2055516",
        "двісті п'ять на п'ятдесят п'ять",
        "205 55 16 91",
        "205 55 16 225 45 17",
    ],
)
def test_a_size_is_told_from_a_telephone(text):
    assert is_size(*first_run(text))


@pytest.mark.parametrize(
    "text",
    [
        "067 123 45 67",
        "205 55",
        "205 55 41",
        "two oh five fifty five r",
        "2 0 5 5 5 1 6 9 1",
        "20 55 51 6",
    ],
)
def test_other_digits_are_no_size(text):
    assert not is_size(*first_run(text))


def test_the_rim_alone_is_one_behind_its_letter():
    line = read("205 r 16")
    assert [is_size(line, run) for run in runs(line, Claims(line.text))] == [True, True]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("205 55 16 and 067", 3),
        ("205 55 16", 3),
        ("205 55 16 225 45 17", 3),
        ("205 55 16 91", 0),
        ("205 and 215 55 16", 1),
        ("067 and 215 55 16", 0),
        ("067 123", 0),
    ],
)
def test_a_size_before_other_digits_is_cut_off(text, groups):
    line, run = first_run(text)
    assert leading(line, run.groups) == groups


@given(
    st.integers(14, 35).map(lambda tens: tens * 10 + 5),
    st.integers(5, 18).map(lambda fives: fives * 5),
    st.integers(13, 22),
    st.sampled_from(["uk", "ru", "en"]),
)
def test_every_size_that_is_said_in_full_is_one(width, profile, rim, language):
    text = " ".join(
        number_words(part, language) for part in (width, max(profile, 20), rim)
    )
    assert is_size(*first_run(text))


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("at six thirty", True),
        ("after 18 30", True),
        ("в пятнадцать ноль ноль", True),
        ("о десятій десять п'ять", False),
        ("at five five five", False),
        ("at oh five thirty", False),
        ("at twenty five thirty", False),
        ("so six thirty", False),
        ("at 630", False),
    ],
)
def test_a_time_of_day_is_told_by_its_preposition(text, yes):
    assert is_time(*first_run(text)) is yes
