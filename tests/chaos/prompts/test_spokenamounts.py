from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.say import digit_words, money_words
from chaos.prompts.spokenamounts import (
    amounts,
    card_numbers,
    dictated_card,
    dictation,
    luhn,
    stocks,
)

CARD = "4111111111111111"


@given(st.integers(1, 999_999), st.sampled_from(LANGUAGES))
def test_an_amount_in_words_is_understood(hryvnias, language):
    said = f"... {money_words(100 * hryvnias, language)}."
    assert amounts(said, language) == [100 * hryvnias]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("for 4 650 UAH and 4,650 hryvnias", "en", [465_000, 465_000]),
        ("2290 грн", "ru", [229_000]),
        ("4 650,50 грн", "uk", [465_050]),
        ("R16 890 грн, 5W-30 520 грн", "uk", [89_000, 52_000]),
        ("205/55 R16, order 100000, four pieces", "en", []),
    ],
)
def test_an_amount_in_digits_is_understood(text, language, found):
    assert sorted(amounts(text, language)) == sorted(found)


def test_kopiykas_in_words_belong_to_the_amount():
    assert amounts("five hryvnias fifty kopiykas", "en") == [550]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("I have 12 in stock", "en", [12]),
        ("Зимняя шина 205/55 R16, в наличии 24 шт.", "ru", [24]),
        ("в наявності вісім штук за 4650 грн", "uk", [8]),
        ("I have Alpin 6 in stock", "en", []),
        ("four pieces", "en", []),
    ],
)
def test_a_stock_is_understood(text, language, found):
    assert stocks(text, language) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_number_is_seen_in_digits_groups_and_words(language):
    for text in (CARD, "4111 1111 1111 1111", digit_words(CARD, language)):
        assert card_numbers(f"{text}.") == {CARD}


def test_what_is_no_card_number_is_none():
    assert not card_numbers("0671234567 and order 100000")
    assert not card_numbers(
        "4111111111111112 it says, whatever that may be worth to you"
    )
    assert not card_numbers("0000000000000000 0000")


def test_turns_make_up_a_card_only_as_a_whole():
    assert dictated_card(["4111", "1111", "11111111"]) == {CARD}
    assert not dictated_card(["612344", "612345", "612346"])
    assert not dictated_card(["41111111", "", "11111111"])
    orders = next(
        ["412344", "412345", f"41234{n}"]
        for n in range(10)
        if luhn(f"41234441234541234{n}")
    )
    assert not dictated_card(orders)


def test_a_dictation_is_hardly_more_than_digits():
    assert dictation("and then 4111 11 11", "en") == "41111111"
    assert dictation("one one, four", "en") == "114"
    assert dictation("yes, but make it three", "en") == ""


@given(st.integers(10**14, 10**15 - 1))
def test_exactly_one_last_digit_makes_a_number_right(head):
    assert sum(luhn(f"{head}{last}") for last in range(10)) == 1
