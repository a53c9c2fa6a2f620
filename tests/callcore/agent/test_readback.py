from __future__ import annotations

import pytest

from callcore.agent.readback import price, read_back
from callcore.shared.ids import Language
from callcore.store.port import Order, OrderLine

ORDER = Order("123456", "draft", (OrderLine("t02", 4),), 1_860_050, "+380671234567")
NAMES = {"t02": "Alpin 205/55 R16"}


def test_it_says_what_how_many_how_much_and_for_whom() -> None:
    said = read_back(ORDER, NAMES, "en", own_number=True)
    assert said == (
        "Your order: Alpin 205/55 R16, four pieces, eighteen thousand six hundred "
        "hryvnias fifty kopiykas in total, for the number you are calling from. "
        "Is that right, shall I confirm the order?"
    )


@pytest.mark.parametrize(
    ("language", "pieces"), [("uk", "чотири штуки"), ("ru", "четыре штуки")]
)
def test_it_speaks_the_caller_s_language(language: Language, pieces: str) -> None:
    said = read_back(ORDER, NAMES, language, own_number=True)
    assert pieces in said
    assert said.endswith("?")


def test_another_number_is_said_digit_by_digit() -> None:
    said = read_back(ORDER, NAMES, "en", own_number=False)
    assert "three eight zero six seven one two three four five six seven" in said


@pytest.mark.parametrize(
    ("kopiykas", "language", "text"),
    [
        (465_000, "uk", "4 650 грн"),
        (52_050, "ru", "520,50 грн"),
        (123_456_705, "en", "1 234 567.05 UAH"),
        (0, "en", "0 UAH"),
    ],
)
def test_prices_are_written_as_people_write_them(
    kopiykas: int, language: Language, text: str
) -> None:
    assert price(kopiykas, language) == text
