"""Dictated postcodes end where their digits or letters end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.saidpostcodes import (
    said_end,
    spelled_end,
    spelled_start,
)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("сорок п'ять чотириста нововолинськ", 3),
        ("сорок девять ноль двадцать семь", 5),
        ("дев'яносто один ти", 0),
        ("nine zero two one zero", 5),
        ("61 002 here", 2),
    ],
)
def test_a_postcode_of_digits_has_four_or_more(text, end):
    assert said_end(read(text), 0) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("r g six one w n", 6),
        ("s w one a one a a please", 7),
        ("m 4 5 b d", 5),
        ("r six w", 0),
        ("six one w n", 0),
    ],
)
def test_a_british_one_has_its_shape(text, end):
    assert spelled_end(read(text), 0) == end


def test_it_is_found_from_behind():
    assert spelled_start(read("it is b t five four g h"), 8, 0) == 2


@given(st.text("abс1 9 six,", max_size=60))
def test_no_text_raises(text):
    line = read(text)
    for at in range(len(line.words)):
        assert said_end(line, at) >= at
        assert spelled_end(line, at) >= at
