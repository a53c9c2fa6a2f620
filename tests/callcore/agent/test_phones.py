from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.phones import e164, is_premium
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.spoken.say import digit_words


@pytest.mark.parametrize(
    "text",
    [
        "0671234567",
        "067 123-45-67",
        "+380671234567",
        "380671234567",
        "80671234567",
        "+38 (067) 123 45 67",
        "00380671234567",
        "oh six seven one two three four five six seven",
        "zero sixty seven one two three forty five sixty seven",
        "ноль шестьдесят семь сто двадцать три сорок пять шестьдесят семь",
        "нуль шістдесят сім, сто двадцять три, сорок п'ять, шістдесят сім",
        "плюс три восемь ноль шесть семь один два три четыре пять шесть семь",
        "plus three eight zero 67 123 45 67",
    ],
)
def test_every_way_to_give_a_number_is_one_number(text: str) -> None:
    assert e164(text) == "+380671234567"
    assert not is_premium(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_said_digit_by_digit_is_understood(language: Language) -> None:
    assert e164(digit_words("0501112233", language)) == "+380501112233"


def test_a_foreign_number_keeps_its_country() -> None:
    assert e164("+48 601 234 567") == "+48601234567"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anonymous",
        "12345",
        "+",
        "+0671234567",
        "0" * 20,
        "+38067123456",
        "my number",
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert e164(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "0900 123 456",
        "+380900123456",
        "380 900 123 456",
        "0703 123 456",
        "+1 900 555 0100",
        "+44 909 879 0000",
        "+7 809 505 12 34",
        "+881 612 345 678",
        "+979 123 456 789",
        "ноль девять ноль ноль двенадцать тридцать четыре пятьдесят шесть",
        "101",
        "112",
        "9009",
        "one zero one",
    ],
)
def test_numbers_that_bill_the_caller_and_short_ones_are_never_called(
    text: str,
) -> None:
    assert e164(text) is None
    assert is_premium(text)


@pytest.mark.parametrize(
    "text", ["+1 212 555 0100", "+44 20 7946 0000", "+7 495 1234567"]
)
def test_their_neighbours_may_be_called(text: str) -> None:
    assert e164(text) is not None
    assert not is_premium(text)


@given(st.text())
def test_whatever_comes_out_is_stable(text: str) -> None:
    number = e164(text)
    assert number is None or e164(number) == number
    is_premium(text)
