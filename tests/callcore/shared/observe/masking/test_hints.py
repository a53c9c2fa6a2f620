from __future__ import annotations

import pytest

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.hints import counted, hint_before, marked
from callcore.shared.observe.masking.line import read


def nearest(text):
    line = read(text)
    first = next(i for i, word in enumerate(line.words) if word.text == "12345")
    return hint_before(line, first)


@pytest.mark.parametrize(
    ("text", "flag", "distance"),
    [
        ("my phone is 12345", flags.PHONE_WORD, 2),
        ("order number 12345", flags.ORDER_WORD, 1),
        ("номер заказа 12345", flags.ORDER_WORD, 1),
        ("мій номер 12345", flags.PHONE_WORD, 1),
        ("замовлення, мій номер 12345", flags.PHONE_WORD, 1),
        ("номер 12345", flags.NUMBER_WORD, 1),
        ("номер картки 12345", flags.CARD_WORD, 1),
        ("телефон не скажу, а замовлення 12345", flags.ORDER_WORD, 1),
        ("the code is 12345 from the sms", flags.SECRET_WORD, 1),
        ("the code is 12345", 0, 1),
        ("a b c 12345", 0, 1),
        ("phone a b c d e f g h 12345", 0, 1),
        ("12345", 0, 1),
    ],
)
def test_the_nearest_word_says_whose_digits_they_are(text, flag, distance):
    assert nearest(text) == (flag, distance)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("25 tyres", 1),
        ("25%", 0),
        ("25 грн.", 1),
        ("25 - штук", 1),
        ("25 new winter tyres", -1),
        ("25 winter tyres", 2),
        ("12345 winter tyres", -1),
        ("25. Tyres", 1),
        ("25, tyres", -1),
        ("7 секунду", -1),
        ("1 секунду", 1),
        ("25", -1),
        ("25 and tyres", -1),
        ("25 five tyres", -1),
    ],
)
def test_what_is_counted_follows_the_number(text, until):
    line = read(text)
    assert counted(line, 0, line.words[0].text) == until


@pytest.mark.parametrize(("text", "yes"), [("№ 5", True), ("#5", True), ("(5", False)])
def test_a_sign_before_says_that_it_is_no_telephone(text, yes):
    assert marked(read(text), 0) is yes
