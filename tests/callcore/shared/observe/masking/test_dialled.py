from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dialled import (
    LEAST_ASKED,
    LEAST_UNASKED,
    claim_dialled,
)


def masked(text, least=LEAST_UNASKED):
    claims = Claims(text)
    claim_dialled(claims, least)
    return claims.masked()


def test_the_length_decides_for_dictated_digits():
    assert masked("one two three four five six seven eight nine") == "[PHONE]"
    assert "[PHONE]" not in masked("one two three four five six seven eight")


def test_a_word_about_telephones_lowers_the_bar():
    assert masked("my phone is five five five two one") == "my phone is [PHONE]"


def test_the_form_decides_for_a_single_numeral():
    assert masked("0671234567") == "[PHONE]"
    assert masked("1671234567") == "1671234567"
    assert masked("phone 1671234567") == "phone [PHONE]"


def test_plus_goes_with_the_number():
    assert masked("+48221234567") == "[PHONE]"
    assert masked("плюс тридцять вісім нуль шістсот сімдесят сто двадцять") == "[PHONE]"


def test_a_unit_behind_it_makes_it_an_amount():
    text = "2 4 6 8 1 3 5 7 9 штук"
    assert masked(text) == text


def test_cards_are_told_by_their_check_digit():
    assert masked("4111 1111 1111 1111") == "[CARD]"
    assert masked("four " + "one " * 15) == "[CARD] "
    assert "[CARD]" not in masked("order 4111111111111111")


@pytest.mark.parametrize("text", ["four tyres", "two pieces", "205 55 16"])
def test_amounts_and_sizes_stay_even_while_a_number_is_expected(text):
    assert masked(text, LEAST_ASKED) == text


def test_the_digits_found_are_counted():
    claims = Claims("067 12")
    assert claim_dialled(claims, LEAST_ASKED) == 5
