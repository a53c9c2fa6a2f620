from __future__ import annotations

import pytest

from callcore.agent.figures import MAX_CHARS, figures_of, with_halves
from callcore.shared.ids import Language


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("four tyres 205/55", "en", [4, 205, 55]),
        ("четыре шины", "en", [4]),
        ("чотири шини", "ru", [4]),
        ("four", "uk", [4]),
        ("", "uk", []),
    ],
)
def test_the_letters_decide_where_the_language_cannot_be_right(
    text: str, language: Language, values: list[int]
) -> None:
    assert [number.value for number in figures_of(text, language).numbers] == values


def test_a_long_text_is_cut() -> None:
    assert len(figures_of("1 " * MAX_CHARS).text) == MAX_CHARS


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("four and a half thousand", "four thousand five hundred"),
        ("полторы тысячи гривен", "1500 гривен"),
        ("полтори тисячі", "1500"),
        ("три с половиной тысячи", "три тысяч пятьсот"),
        ("три з половиною тисячі", "три тисяч п'ятсот"),
        ("half a litre", "half a litre"),
    ],
)
def test_halves_of_thousands_become_numbers(text: str, whole: str) -> None:
    assert with_halves(text) == whole
