"""Quantities are found in sentences, sizes are not mistaken for them."""

from __future__ import annotations

import pytest

from chaos.demo.numerals import WORDS, numbers_in, pieces_in, sizes_in


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("en", "Four winter tyres 205/55 R16", [4]),
        ("en", "4 of them, 205/55R16", [4]),
        ("en", "Two cans of oil 5W-30 for 900", [2, 900]),
        ("en", "often, none, stone", []),
        ("ru", "Четыре шины 205/55 R16 за 12800", [4, 12800]),
        ("ru", "двух", [2]),
        ("uk", "П’ять шин 205/55 R16", [5]),
        ("uk", "дві оливи 5W-30", [2]),
    ],
)
def test_numbers_are_found_in_words_and_digits(language, text, numbers):
    assert numbers_in(text, language) == numbers


def test_a_size_is_reduced_to_its_digits():
    assert sizes_in("tyres 205/55 R16 and oil 5W-30") == ["205 55 16", "5 30"]


def test_every_language_counts_to_twelve():
    for words in WORDS.values():
        assert set(words.values()) == set(range(1, 13))


@pytest.mark.parametrize(
    ("language", "text", "pieces"),
    [
        ("en", "Mobil 1 ESP 5W-30 4 l, two pieces, four thousand", [2]),
        ("en", "Alpin 6, one piece", [1]),
        ("ru", "Мобил 1 5W-30, две штуки, 900", [2]),
        ("uk", "Альпін 6 205/55 R16, п’ять штук", [5]),
        ("en", "four tyres", []),
    ],
)
def test_pieces_are_counted_apart_from_names_and_prices(language, text, pieces):
    assert pieces_in(text, language) == pieces
