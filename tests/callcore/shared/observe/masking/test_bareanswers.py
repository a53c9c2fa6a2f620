"""A whole turn can be a part of an address that was asked for."""

from __future__ import annotations

import pytest

from callcore.shared.observe.masking.bareanswers import answer_end
from callcore.shared.observe.masking.line import read


@pytest.mark.parametrize(
    "text",
    ["сорок три", "fourteen", "47А", "r g six", "one w n", "alder close", "49 027"],
)
def test_a_house_half_a_postcode_and_a_road_are_answers(text):
    assert answer_end(read(text)) == len(read(text).words)


@pytest.mark.parametrize(
    "text",
    ["", "так", "сорок три шини", "close", "the way", "a b c", "0501234567 1"],
)
def test_what_says_something_else_is_none(text):
    assert answer_end(read(text)) == 0
