from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.codes import claim_codes
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory


def claimed(text):
    claims = Claims(text)
    claim_codes(read(text), claims, Memory())
    return claims


def masked(text):
    return claimed(text).masked()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("order 0671234567 is there", "0671234567"),
        ("замовлення № 57902761 прийнято", "57902761"),
        ("заказ номер 4194785", "4194785"),
        ("замовлення 57 902 761", "57 902 761"),
        ("Код товара NK-HKPL26-2554517", "NK-HKPL26-2554517"),
        ("накладна 20450947524355", "20450947524355"),
        ("order #W6247578", "W6247578"),
        ("item ids 9612497925", "9612497925"),
    ],
)
def test_the_number_of_an_order_is_kept(text, kept):
    start = text.index(kept)
    claims = claimed(text)
    assert not claims.free(start, start + 1)
    assert not claims.free(start + len(kept) - 1, start + len(kept))
    assert claims.masked() == text


def test_a_telephone_behind_an_order_is_not_taken_for_it():
    assert claimed("order 12 067 123 45 67").free(9, 22)
    assert claimed("замовлення, телефон 0671234567").free(20, 30)


@pytest.mark.parametrize(
    ("text", "said", "label"),
    [
        ("держномер ка сорок сорок один ма", "ка сорок сорок один ма", "PLATE"),
        ("номер авто а а один два три чотири в с", "а а один два три чотири в с", "PLATE"),
        ("госномер эс сто двадцать три эм эн семьдесят семь", "эс сто двадцать три эм эн семьдесят семь", "PLATE"),
        ("my plate is alpha alpha one two three four bravo charlie", "alpha alpha one two three four bravo charlie", "PLATE"),
        ("plate number aa9626 oh the vin", "aa9626 oh", "PLATE"),
        ("license plate 7ABC123", "7ABC123", "PLATE"),
        ("plate B MA 1234", "B MA 1234", "PLATE"),
        ("vin wvw zzz 1kz aw 123456", "wvw zzz 1kz aw 123456", "VIN"),
        ("VIN 1M8GDM9A-XKP-042788", "1M8GDM9A-XKP-042788", "VIN"),
        ("vin code w v w z z z one k z a w one two three four five six", "w v w z z z one k z a w one two three four five six", "VIN"),
        ("він код X T A 2 1 0 9 9 0 4 1 2 3 4 5 6 7", "X T A 2 1 0 9 9 0 4 1 2 3 4 5 6 7", "VIN"),
        ("мій ІПН 3184710691", "3184710691", "ID"),
        ("ИНН: 500100732259", "500100732259", "ID"),
        ("код ЄДРПОУ 14360570", "14360570", "ID"),
        ("паспорт серії МТ 123456", "МТ 123456", "ID"),
        ("паспорт 4510 123456 выдан", "4510 123456", "ID"),
        ("серия паспорта 45 10 номер 123456", "45 10 номер 123456", "ID"),
        ("ID-картка 001234567", "001234567", "ID"),
        ("my passport number is 512345678", "512345678", "ID"),
        ("social security number is 078 05 1120", "078 05 1120", "ID"),
        ("driving licence MORGA657054SM9IJ", "MORGA657054SM9IJ", "ID"),
        ("дата народження 12.03.1985", "12.03.1985", "ID"),
        ("я народився 12 березня 1985 року", "12 березня 1985", "ID"),
        ("I was born on March 12, 1985", "March 12, 1985", "ID"),
        ("12.03.1985 року народження", "12.03.1985", "ID"),
        ("карта 4111111111111112", "4111111111111112", "CARD"),
        ("card number: 6011 1111 1111 1118", "6011 1111 1111 1118", "CARD"),
    ],
)  # fmt: skip
def test_what_a_word_introduces_goes(text, said, label):
    assert masked(text) == text.replace(said, f"[{label}]")


@pytest.mark.parametrize(
    "text",
    [
        "він у вас брав 4 шини 205 55 16",
        "машина стоїть у дворі 4 дні",
        "у мене авто шкода октавія 2019 року",
        "my car is an Audi A4, 2015",
        "карта на 4 шини, телефон 0671234567",
        "паспорт є, телефон 0671234567",
        "паспорт забув дома дякую чекаю 1234567",
        "права сторона 205 55 16",
        "ціна з податком 125000 грн",
        "родился 12 марта 1956 года в Москве",
        "день народження 5 шин",
        "паспорт виданий 2015-03-12",
        "card order 20451527070166",
    ],
)
def test_what_only_stands_near_such_a_word_stays(text):
    assert masked(text) == text


def test_a_date_of_birth_is_known_by_initials_and_an_id_card_by_both_words():
    assert masked("д.н. 12.03.1985") == "д.н. [ID]"
    assert masked("картка 001234567") == "картка 001234567"


LETTERS = "ABCEHIKMOPTX"
DIGITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
]


@given(
    st.text(LETTERS, min_size=2, max_size=2),
    st.text("0123456789", min_size=4, max_size=4),
    st.text(LETTERS, min_size=2, max_size=2),
    st.booleans(),
)
def test_every_dictated_plate_goes(series, number, rest, in_words):
    digits = [DIGITS[int(digit)] if in_words else digit for digit in number]
    said = " ".join([*series.lower(), *digits, *rest.lower()])
    assert masked(f"the plate is {said}") == "the plate is [PLATE]"


@given(st.text())
def test_any_text_is_taken(text):
    masked("vin " + text + " 12 паспорт " + text)


@pytest.mark.parametrize(
    "piece",
    ["vin 1 ", "plate a 1 ", "order ", "паспорт 1-", "born 1 ", "dob 1 may 1985 "],
)
def test_time_grows_no_faster_than_the_text(piece):
    def cost_s(length):
        line = read((piece * length)[:length])
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            claim_codes(line, Claims(line.text), Memory())
            best = min(best, time.process_time() - began)
        return best

    assert cost_s(40_000) < 24 * max(cost_s(5_000), 0.002)


def test_an_article_that_is_spelled_is_kept():
    claims = claimed("brake pads part b r k seven one nine oh")
    assert not claims.free(16, 17)
    assert not claims.free(36, 38)
    assert claimed("part b and more").free(5, 6)
