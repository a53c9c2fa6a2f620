from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.checks import (
    card,
    ean,
    iban,
    luhn,
    snils,
    social_security,
    taxpayer,
)


@pytest.mark.parametrize(
    "digits", ["4111111111111111", "378282246310005", "5555555555554444"]
)
def test_card_numbers_of_the_networks_pass(digits):
    assert luhn(digits)
    assert card(digits)


@pytest.mark.parametrize("digits", ["4111111111111112", "0" * 16, "42", "4" * 30, ""])
def test_other_digits_do_not(digits):
    assert not luhn(digits)
    assert not card(digits)


@pytest.mark.parametrize(
    ("digits", "passes"),
    [("4222222222222", True), ("5222222222221", False), ("30569309025904", True),
     ("20569309025906", False), ("1000000000000008", False)],
)  # fmt: skip
def test_a_card_begins_as_those_of_its_length_do(digits, passes):
    assert luhn(digits)
    assert card(digits) == passes


def test_one_wrong_digit_is_always_noticed():
    good = "4111111111111111"
    for place in range(16):
        for digit in "0123456789":
            bad = good[:place] + digit + good[place + 1 :]
            assert luhn(bad) == (bad == good)


@pytest.mark.parametrize(
    "text",
    ["UA213223130000026007233566001", "DE89370400440532013000", "GB82WEST12345698765432",
     "NO9386011117947", "MT84MALT011000012345MTLCAST001S"],
)  # fmt: skip
def test_account_numbers_pass(text):
    assert iban(text)
    assert iban(text.lower())


@pytest.mark.parametrize(
    "text",
    ["UA213223130000026007233566002", "DS18550R18W70125", "", "їїїїїїїїїїїїїїїї",
     "DE8937040044053201300", "XX89370400440532013000"],
)  # fmt: skip
def test_other_text_is_no_account(text):
    assert not iban(text)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_one_check_digit_of_ten_makes_an_article(digits):
    assert sum(ean(digits + last) for last in "0123456789") == 1
    assert not ean(digits)


def test_an_insurance_number_carries_its_check_digits():
    assert snils("11223344595")
    assert not snils("11223344596")
    assert not snils("1122334459")


@pytest.mark.parametrize("digits", ["000121234", "666121234", "123001234", "123120000"])
def test_numbers_that_were_never_given_out_are_nobodys(digits):
    assert not social_security(digits)
    assert social_security("123121234")


def test_tax_numbers_have_their_check_digits():
    assert taxpayer("3525987249")
    assert not taxpayer("3525987248")
    assert taxpayer("500100732259")
    assert not taxpayer("500100732258")
    assert not taxpayer("500100732269")
    assert not taxpayer("50010073225")
    assert not taxpayer("352598724a")
    assert not taxpayer("")
