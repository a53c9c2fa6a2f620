from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.codes import claim_codes
from callcore.shared.observe.masking.fieldnames import claim_fields
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.shapes import claim_shapes
from callcore.shared.observe.masking.shortphones import claim_hidden, local


def masked(text):
    line, claims = read(text), Claims(text)
    for claim in (claim_fields, claim_codes, claim_shapes):
        claim(line, claims, Memory())
    return claims.masked()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("міський 43-18-70, питайте бухгалтерію", "43-18-70"),
        ("городской 62-90-14", "62-90-14"),
        ("тел. 5-44-19", "5-44-19"),
        ("наш телефон 274-33-85", "274-33-85"),
        ("call 555-0188 after lunch", "555-0188"),
        ("my landline is 631-4477", "631-4477"),
        ("reach us on 482-9013", "482-9013"),
        ("на конверті 095-хх-хх-417", "095-хх-хх-417"),
        ("код прийшов на +38067****512", "+38067****512"),
        ("+7 916 ***-**-40 ваш?", "+7 916 ***-**-40"),
        ("we have 073 *** ** 11 on file", "073 *** ** 11"),
        ("8 (903) xxx-xx-71 это я", "8 (903) xxx-xx-71"),
        ("звоните 2-71-34 до шести", "2-71-34"),
        ("додатковий номер міський 55-30-91", "55-30-91"),
    ],
)  # fmt: skip
def test_local_and_hidden_telephones_go(text, said):
    assert masked(text) == text.replace(said, "[PHONE]")


@pytest.mark.parametrize(
    "text",
    [
        "розмір 33-12-15 на ніву",
        "шины 31-10.5-15",
        "дата 12-05-24 підходить",
        "рахунок 3-1-1 на користь шахтаря",
        "каталожний 45-67-89 код",
        "артикул 77-20-41",
        "заказ 555-0134",
        "order 482-9013",
        "size 205-55-16",
        "розмір 205хх16",
        "марка XX, ступінь ** висока",
        "два 2 хх 3",
        "КР-100482 знов закінчився",
        "HKPL26R16T2055591 на складі",
        "внутрішній діаметр 57.1",
        "внутрішній 57",
        "шина 33x12.5 R15",
        "ширина 31x10.50R15",
        "матч 3-15-22",
    ],
)  # fmt: skip
def test_sizes_dates_and_articles_stay(text):
    assert masked(text) == text


def test_the_end_of_a_longer_number_is_no_local_one():
    line = read("+7 949 470-57-96")
    assert local(line, 2)[2] == ""
    assert local(read("470-57-96"), 0) == (0, 9, "PHONE")


def test_three_and_four_digits_need_a_word_or_the_exchange_of_examples():
    assert local(read("482-9013"), 0)[2] == ""
    assert local(read("call 482-9013"), 1)[2] == "PHONE"
    assert local(read("555-0134"), 0)[2] == "PHONE"


@given(st.integers(20, 99), st.integers(32, 99), st.integers(0, 99))
def test_three_pairs_that_are_no_date_go(one, two, three):
    text = f"{one}-{two}-{three:02}"
    assert local(read(text), 0) == (0, 8, "PHONE")


@given(st.text("0123456789*хx-() +", max_size=60))
def test_any_text_is_taken(text):
    claim_hidden(read(text), Claims(text))
    masked(text)
