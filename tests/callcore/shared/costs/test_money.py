from __future__ import annotations

import pytest

from callcore.shared.costs.money import divided, money_text


@pytest.mark.parametrize(
    ("micros", "decimals", "text"),
    [
        (48_000, 4, "$0.0480"),
        (9_867, 4, "$0.0099"),
        (50, 4, "$0.0001"),
        (49, 4, "$0.0000"),
        (1, 6, "$0.000001"),
        (1_234_567_890, 2, "$1,234.57"),
        (999_999, 2, "$1.00"),
        (1_500_000, 0, "$2"),
    ],
)
def test_micros_are_shown_to_the_nearest_decimal(micros, decimals, text):
    assert money_text(micros, "USD", decimals) == text


def test_a_currency_without_a_sign_is_named():
    assert money_text(1_000_000, "CHF", 2) == "1.00 CHF"


def test_half_of_one_is_rounded_up():
    assert [divided(number, 2) for number in range(4)] == [0, 1, 1, 2]
