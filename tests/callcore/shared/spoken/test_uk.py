from __future__ import annotations

import pytest

from callcore.shared.spoken.tongue import Kind
from callcore.shared.spoken.uk import ATOMS


@pytest.mark.parametrize(
    ("word", "value"), [("пять", 5), ("девяносто", 90), ("пятнадцять", 15)]
)
def test_numbers_are_known_without_their_apostrophe(word, value):
    assert ATOMS[word].value == value


def test_a_digit_in_the_plural_says_how_often_it_comes():
    assert (ATOMS["сімок"].kind, ATOMS["сімок"].value) == (Kind.ZEROS, 7)


def test_units_that_are_counted_are_no_digits():
    assert "одиниць" not in ATOMS
