from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking import checks
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.shapes import claim_shapes


def claimed(text):
    claims = Claims(text)
    claim_shapes(read(text), claims, Memory())
    return claims


def masked(text):
    return claimed(text).masked()


def kept(text, part):
    claims = claimed(text)
    start = text.index(part)
    return not claims.free(start, start + len(part)) and part in claims.masked()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("on 2026-11-22 please", "2026-11-22"),
        ("tyres 205/55 R16", "205/55 R16"),
        ("сума 27010.50 грн", "27010.50"),
        ("uniqueid 1777653352468", "1777653352468"),
        ("sku DS18575R19W59327", "DS18575R19W59327"),
        ("ORD-455059", "455059"),
        ("NK-HKPL26-2554517", "2554517"),
        ("A-3746-81", "3746-81"),
        ("#08590", "08590"),
        ("№ 57902761", "57902761"),
    ],
)
def test_own_formats_are_claimed_to_be_kept(text, part):
    assert kept(text, part)


def test_a_size_is_no_size_in_the_middle_of_a_telephone_number():
    assert claimed("067 225 55 16").free(0, 13)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("4111 1111 1111 1111", "CARD"),
        ("4111-1111-1111-1112", "CARD"),
        ("4111.1111.1111.1111", "CARD"),
        ("3782 822463 10005", "CARD"),
        ("4222222222222", "CARD"),
        ("UA21 3223 1300 0002 6007 2335 6600 1", "IBAN"),
        ("АА1234ВВ", "PLATE"),
        ("WVWZZZ1KZAW123456", "VIN"),
        ("52.49.39.37", "IP"),
        ("2001:db8::8a2e:370:7334", "IP"),
        ("078-05-1120", "ID"),
        ("112-233-445 95", "ID"),
        ("19850312-04567", "ID"),
        ("AB 12 34 56 C", "ID"),
        ("ab123456c", "ID"),
    ],
)
def test_what_has_a_shape_of_its_own_goes_without_a_word_for_it(text, label):
    assert masked(text) == f"[{label}]"
    assert masked(f"so {text}, yes") == f"so [{label}], yes"


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "20450947524355",
        "1000000000000008",
        "112-233-445 96",
        "666-05-1120",
        "067 112-233-4459",
        "0671234567",
        "9523456873",
    ],
)
def test_digits_without_a_shape_are_left_to_others(text):
    assert masked(text) == text


def test_an_account_made_of_a_name_goes_and_one_of_a_thing_stays():
    assert masked("my id is yara_muller_8652") == "my id is [PERSON]"
    for text in (
        "credit_card_1234",
        "order_item_2024",
        "yara_muller_86522",
        "a_b_1234",
    ):
        assert masked(text) == text


@st.composite
def cards(draw):
    first = draw(st.sampled_from("23456"))
    digits = first + draw(st.text("0123456789", min_size=14, max_size=14))
    return next(digits + last for last in "0123456789" if checks.luhn(digits + last))


@given(cards(), st.sampled_from(["", " ", "-", "."]))
def test_no_digit_of_a_generated_card_survives(digits, gap):
    said = gap.join(digits[at : at + 4] for at in range(0, 16, 4))
    assert masked(f"my card {said} ok") == "my card [CARD] ok"


@given(st.text())
def test_any_text_is_taken(text):
    masked(text)


HOSTILE = ["1 ", "1.", "UA12 ", "11-", "1:", "a1", "4111 ", "1 000 ", "A-1", "::", "1"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_no_faster_than_the_text(piece):
    def cost_s(length):
        line = read((piece * length)[:length])
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            claim_shapes(line, Claims(line.text), Memory())
            best = min(best, time.process_time() - began)
        return best

    assert cost_s(80_000) < 24 * max(cost_s(10_000), 0.002)


@pytest.mark.parametrize(
    "text",
    [
        "TY-40021 в наявності",
        "TY-88213-W чекаю",
        "MXT-8813-ABCD1234",
        "hash 5D41402ABC4B2A76B",
        "token 9f86d081884c7d659",
        "i-0a1b2c3d4e5f67890",
        "session AbC9xYz12QrT34uVw",
        "CONTINENTALR16T20",
        "код товару WBA-205-55",
    ],
)  # fmt: skip
def test_articles_and_hashes_stay(text):
    assert claimed(text).masked() == text


def test_the_letters_before_a_dash_are_kept_with_the_digits():
    assert not claimed("TY-40021 є").free(0, 2)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Warranty till May 2029, right?", "May 2029"),
        ("on 12 Dec please", "12 Dec"),
        ("after April 5", "April 5"),
        ("до 8 марта, бажано", "8 марта"),
        ("гарантія до травня 2027", "травня 2027"),
    ],
)
def test_a_month_is_kept_with_its_day_or_year(text, part):
    assert kept(text, part)


def test_a_month_that_may_be_a_name_stays_open_without_a_date():
    assert claimed("Марта 5 хвилин тому дзвонила").free(0, 5)
    assert claimed("May has 4711 points").free(0, 3)


@pytest.mark.parametrize("size", ["33x12-15", "31*10 - 15", "31-10.5-15", "7.50-16"])
def test_a_size_in_inches_is_kept(size):
    assert kept(f"шина {size} є", size)
