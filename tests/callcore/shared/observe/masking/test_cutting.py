from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.cutting import joined, pieces
from callcore.shared.observe.masking.dictated import runs
from callcore.shared.observe.masking.line import read


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
