"""A number and a capitalised name are an address when something more says so."""

from __future__ import annotations

import pytest

from callcore.shared.observe.masking.frontnumbers import house_span
from callcore.shared.observe.masking.line import read


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("88a Queensway, SW4 2ER", (0, 4)),
        ("42 Deansgate, second floor.", (0, 4)),
        ("3 Coombe Hollow, gate", (0, 3)),
        ("4 Dynapro, please", (0, 0)),
        ("4 queensway", (0, 0)),
        ("4 Subway", (0, 0)),
        ("4 Falls", (0, 0)),
    ],
)
def test_the_name_or_what_follows_says_that_it_is_a_house(text, span):
    assert house_span(read(text), 0) == span


def test_a_number_inside_a_sentence_is_no_house():
    assert house_span(read("blue 4 Queensway"), 1) == (0, 0)
