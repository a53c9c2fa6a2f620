from __future__ import annotations

import pytest

from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.postcodes import behind_end, postcode_end


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("індекс 01001", "01001"),
        ("индекс у нас 610000", "610000"),
        ("zip code is 78701-1234", "78701-1234"),
        ("zip nine four one oh five", "nine four one oh five"),
        ("postcode SW1A 1AA", "SW1A 1AA"),
        ("індекс товару 205", ""),
        ("zip 12", ""),
        ("postcode", ""),
        ("APO AE 09387", "APO AE 09387"),
        ("apo tyres 7", ""),
        ("індекс п'ять", ""),
    ],
)
def test_a_postcode_follows_its_word(text, code):
    start, end = postcode_end(line := read(text), 0)
    assert (text[line.starts[start] : line.ends[end - 1]] if end else "") == code


@pytest.mark.parametrize(
    ("text", "at", "box"),
    [
        ("P.O. Box 123", 2, "P.O. Box 123"),
        ("po box 7", 1, "po box 7"),
        ("box 7", 0, ""),
        ("PSC 12, Box 7", 2, "PSC 12, Box 7"),
    ],
)
def test_a_post_office_box_is_taken_whole(text, at, box):
    start, end = postcode_end(line := read(text), at)
    assert (text[line.starts[start] : line.ends[end - 1]] if end else "") == box


@pytest.mark.parametrize(
    "text",
    ["5, Харків, 61000", "5, Austin, TX 78701", "5, London SW1A 1AA", "5 01001"],
)
def test_the_city_between_a_house_and_its_postcode_goes_along(text):
    line = read(text)
    assert behind_end(line, 1) == len(line.words)


@pytest.mark.parametrize("text", ["5, Харків", "5 можна 20304", "5. Order 20304", "5"])
def test_without_a_postcode_the_address_ends_where_it_ended(text):
    assert behind_end(read(text), 1) == 1
