from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.callernumber import HIDDEN, masked


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+380671234567", "+380•••67"),
        ("0671234567", "067•••67"),
        ("+380 (67) 123-45-67", "+380•••67"),
        ("+12025550123", "+120•••23"),
        ("123456", "•••56"),
        ("101", "•••"),
        ("", ""),
        ("   ", ""),
        ("anonymous", "•••"),
        ("alice@example.org", "•••"),
        ("<script>alert(1)</script>", "•••"),
        ("=1+380671234567", "•••"),
        ("٠٦٧١٢٣٤٥٦٧", "•••"),  # digits, but not ours
        ("+380671234567\r\nX: y", "•••"),
    ],
)
def test_a_number_is_shown_without_its_middle(number, shown):
    assert masked(number) == shown


@given(st.text(max_size=60))
def test_no_text_raises_or_comes_through_and_masking_twice_changes_nothing(text):
    shown = masked(text)
    assert len(shown) <= 9
    assert masked(shown) == shown
    assert set(shown) <= set("+0123456789•")


@given(st.from_regex(r"\+?[0-9]{1,15}", fullmatch=True))
def test_at_least_four_digits_of_a_number_stay_hidden_or_all_of_it(number):
    digits = number.lstrip("+")
    shown = [char for char in masked(number) if char.isdigit()]
    assert len(digits) - len(shown) >= min(4, len(digits))
    assert HIDDEN in masked(number)
