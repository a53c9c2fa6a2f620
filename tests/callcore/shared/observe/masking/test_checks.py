from __future__ import annotations

import pytest

from callcore.shared.observe.masking.checks import iban, luhn


@pytest.mark.parametrize(
    "digits", ["4111111111111111", "378282246310005", "5555555555554444"]
)
def test_card_numbers_of_the_networks_pass(digits):
    assert luhn(digits)


@pytest.mark.parametrize("digits", ["4111111111111112", "0" * 16, "42", "4" * 30, ""])
def test_other_digits_do_not(digits):
    assert not luhn(digits)


def test_one_wrong_digit_is_always_noticed():
    good = "4111111111111111"
    for place in range(16):
        for digit in "0123456789":
            bad = good[:place] + digit + good[place + 1 :]
            assert luhn(bad) == (bad == good)


@pytest.mark.parametrize(
    "text", ["UA213223130000026007233566001", "DE89370400440532013000"]
)
def test_account_numbers_pass(text):
    assert iban(text)


@pytest.mark.parametrize(
    "text",
    ["UA213223130000026007233566002", "DS18550R18W70125", "", "їїїїїїїїїїїїїїїї"],
)
def test_other_text_is_no_account(text):
    assert not iban(text)
