from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.codewords import read_code
from callcore.shared.observe.masking.line import read


def shape(text, *, chunks=False):
    codes = read_code(read(text), Claims(text), 0, chunks=chunks)
    return codes[-1].shape if codes else ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("аа 1234 вв", "LLDDDDLL"),
        ("а а один два три чотири в с", "LLDDDDLL"),
        ("alpha bravo 12 34", "LLDDDD"),
        ("сто двадцать три", "DDD"),
        ("сто три", "DDD"),
        ("двадцать три сорок", "DDDD"),
        ("bc3465 мх", "LLDDDDLL"),
        ("double five", "DD"),
        ("aa oh", "LLO"),
        ("1 dash 2", "DD"),
    ],
)
def test_letters_and_digits_are_told_apart(text, said):
    assert shape(text) == said


def test_words_are_letters_only_where_they_are_asked_to_be():
    assert shape("wvwzzz 1kz") == ""
    assert shape("wvwzzz 1kz", chunks=True) == "LLLLLLDLL"


def test_a_code_ends_at_a_sentence_a_tag_or_a_claim():
    assert shape("аа. Я прийду") == "LL" + "L" or shape("аа. Я прийду") == "LLL"
    assert shape("1 [PHONE] 2") == "D"
    assert shape("1\n\n\n\n2") == "D"
    claims = Claims("1 2")
    claims.keep(2, 3)
    assert [code.past for code in read_code(read("1 2"), claims, 0, chunks=False)] == [
        1
    ]


def test_a_code_has_an_end_in_a_text_of_a_megabyte():
    text = "1 " * 500_000
    assert len(read_code(read(text), Claims(text), 0, chunks=False)) < 50


@pytest.mark.parametrize(
    ("said", "shapes"),
    [
        ("тисяча двісті тридцять чотири", "DDDD"),
        ("дві тисячі сорок", "DDDD"),
        ("two thousand three hundred five", "DDDD"),
        ("four hundred five", "DDD"),
        ("вс три тисячі два ах", "LLDDDDLL"),
        ("дабл ю ві", "LA"),
        ("double you v", "LL"),
        ("сім літери ка", "DA"),
    ],
)
def test_thousands_and_double_letters_are_read_as_they_are_meant(said, shapes):
    assert shape(said) == shapes
