from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.cutting import joined, pieces
from callcore.shared.observe.masking.dictated import runs
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.pii import mask


def parts(text):
    line, claims = read(text), Claims(text)
    return [
        piece.digits
        for run in joined(line, claims, runs(line, claims))
        for piece in pieces(line, run)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0671234567 0501234567", ["0671234567", "0501234567"]),
        ("067 123 45 67 050 765 43 21", ["0671234567", "0507654321"]),
        ("067 123 45 67 68", ["067123456768"]),
        ("067 123 45 67 205 55 16", ["0671234567", "2055516"]),
        ("oh six seven twelve five thousand", ["06712", "5000"]),
        ("five thousand oh six seven", ["5000", "067"]),
        ("067 123 three thousand five hundred", ["0671233500"]),
        ("067 123 three thousand five hundred and six", ["0671233506"]),
        ("067 12 three thousand five hundred", ["06712", "3500"]),
        ("нуль п'ятдесят 765 чотири тисячі триста двадцять один", ["0507654321"]),
        ("4111 1111 1111 1111 08 27", ["4111111111111111", "0827"]),
        ("4 4 0 8 5 1 4 9 0 8 8 7 1 7 6 7 08 27", ["4408514908871767", "0827"]),
        ("4111 1111 1111 1111 123", ["4111111111111111123"]),
        ("4111 1111 1111 1112 08 27", ["41111111111111120827"]),
    ],
)
def test_a_run_is_cut_into_numbers(text, found):
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("067 you will laugh 1234567", ["0671234567"]),
        ("067 order 1234567", ["067", "1234567"]),
        ("067 you will laugh 123456", ["067", "123456"]),
        ("212 you will laugh 5551234", ["212", "5551234"]),
        ("067 a b c d e f 1234567", ["067", "1234567"]),
    ],
)
def test_what_makes_a_whole_number_belongs_together(text, found):
    assert parts(text) == found


def test_many_numbers_in_a_row_are_cut_in_linear_time():
    assert len(parts("0671234567 " * 5000)) == 5000


@pytest.mark.parametrize(
    "text",
    [
        "рахунок ua 21 322313 0000026007233566001",
        "оплата на рахунок UA 21 3223 1300 0002 6007 2335 6600 1",
        (
            "рахунок ю а двадцять один тридцять два двадцять три тринадцять нуль нуль нуль нуль нуль"
            " двадцять шість нуль нуль сімдесят два тридцять три п'ятдесят шість шістдесят шість"
        ),
        (
            "номер счета уа двадцать один тридцать два двадцать три тринадцать ноль ноль ноль ноль"
            " ноль двадцать шесть ноль ноль семьдесят два тридцать три пятьдесят шесть ноль ноль"
        ),
    ],
    ids=["lower", "apart", "spoken", "one-word"],
)
def test_an_account_behind_the_word_for_an_invoice_is_no_invoice(text):
    masked = mask(text)
    assert masked.endswith("[IBAN]")
    assert not any(char.isdigit() for char in masked)


@pytest.mark.parametrize(
    "text",
    ["рахунок 77-1405", "рахунок номер сорок п'ять двадцять", "счет 1004456234340638"],
)
def test_the_number_of_an_invoice_stays(text):
    assert mask(text) == text
