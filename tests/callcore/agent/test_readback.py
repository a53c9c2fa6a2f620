from __future__ import annotations

from dataclasses import replace

import pytest

from callcore.agent.readback import cancel_question, price, read_back
from callcore.shared.ids import LANGUAGES, Language
from callcore.store.memory import BRANCH, PICKUP
from callcore.store.port import Delivery, Order, OrderLine

ORDER = Order("123456", "draft", (OrderLine("t02", 4),), 1_860_050, "+380671234567")
SENT = replace(ORDER, delivery=Delivery("nova-poshta", "Lviv", "5"))
NAMES = {"t02": "Alpin 205/55 R16", "o1": "Castrol"}


def test_it_says_what_how_many_how_much_and_for_whom() -> None:
    said = read_back(ORDER, NAMES, "en", own_number=True)
    assert said == (
        "Your order: Alpin 205/55 R16, four pieces, eighteen thousand six hundred "
        "hryvnias fifty kopiykas in total, for the number you are calling from. "
        "Is that right, shall I confirm the order?"
    )


def test_it_says_every_line_the_way_and_the_recipient() -> None:
    order = replace(SENT, lines=(OrderLine("t02", 4), OrderLine("o1", 1)), name="Olha")
    said = read_back(order, NAMES, "en", own_number=True, delivery=BRANCH.names["en"])
    assert said == (
        "Your order: Alpin 205/55 R16, four pieces, Castrol, one piece, eighteen thousand "
        "six hundred hryvnias fifty kopiykas in total, delivery to a Nova Poshta branch, "
        "Lviv, number five, for Olha. Is that right, shall I confirm the order?"
    )


def test_a_pick_up_is_said_and_an_address_is_said_in_words() -> None:
    said = read_back(ORDER, NAMES, "en", own_number=True, delivery=PICKUP.names["en"])
    assert "pick-up at the shop, for the number you" in said
    way = replace(ORDER, delivery=Delivery("courier", "Lviv", "Green St 10, flat 5"))
    said = read_back(way, NAMES, "en", own_number=True, delivery="courier")
    assert "courier, Lviv, Green St ten, flat five, for" in said


@pytest.mark.parametrize(
    ("language", "pieces"), [("uk", "чотири штуки"), ("ru", "четыре штуки")]
)
def test_it_speaks_the_caller_s_language(language: Language, pieces: str) -> None:
    said = read_back(
        SENT, NAMES, language, own_number=True, delivery=BRANCH.names[language]
    )
    assert pieces in said
    assert "номер п'ять" in said or "номер пять" in said
    assert said.endswith("?")


def test_another_number_is_said_digit_by_digit_also_beside_a_name() -> None:
    digits = "three eight zero six seven one two three four five six seven"
    assert digits in read_back(ORDER, NAMES, "en", own_number=False)
    named = replace(ORDER, name="Olha")
    assert f"for Olha, the number {digits}." in read_back(
        named, NAMES, "en", own_number=False
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_to_cancel_names_the_order(language: Language) -> None:
    said = cancel_question(SENT, NAMES, language)
    assert "Alpin 205/55 R16" in said
    assert said.endswith("?")
    assert not any(char.isdecimal() for char in said.replace("205/55 R16", ""))


def test_an_order_that_cannot_be_named_is_told_by_its_total() -> None:
    order = replace(SENT, id="a-long-identifier-that-nobody-says")
    said = cancel_question(order, {"t02": ""}, "en")
    assert said == (
        "Your order: eighteen thousand six hundred hryvnias fifty kopiykas in total. "
        "Do you really want to cancel it?"
    )


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
