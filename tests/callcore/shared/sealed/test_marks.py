from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.sealed.marks import LEAST_PREFIX, MOST_PREFIX, Marks, plain

MARKS, OTHERS = Marks(b"a" * 32), Marks(b"b" * 32)
NUMBERS = st.from_regex(r"\+?[0-9]{5,15}", fullmatch=True)


@given(number=NUMBERS, end=st.integers(LEAST_PREFIX, MOST_PREFIX))
def test_a_number_is_found_by_each_of_its_beginnings_and_by_no_other(
    number: str, end: int
) -> None:
    digits = plain(number)
    marks = MARKS.prefixes(number)
    assert len(marks) == len(digits) - LEAST_PREFIX + 1
    assert MARKS.prefix(digits[:end]) in marks
    other = digits[:4] + str((int(digits[4]) + 1) % 10)
    assert MARKS.prefix(other) not in marks


@given(NUMBERS)
def test_a_plus_makes_no_difference(number: str) -> None:
    assert (
        MARKS.whole(number)
        == MARKS.whole(plain(number))
        == MARKS.whole("+" + plain(number))
    )


@given(NUMBERS)
def test_a_mark_fits_a_bigint_and_belongs_to_its_key_and_kind(number: str) -> None:
    mark = MARKS.whole(number)
    assert -(2**63) <= mark < 2**63
    assert mark != OTHERS.whole(number)
    assert mark not in MARKS.prefixes(number)


@pytest.mark.parametrize(
    "caller", ["", "anonymous", "+38 067", "1234", "sip:x@y", "٣٨٠٦٧١٢٣"]
)
def test_what_is_no_number_or_too_short_has_no_beginnings(caller: str) -> None:
    assert MARKS.prefixes(caller) == []
    assert isinstance(MARKS.whole(caller), int)


def test_a_number_longer_than_any_is_found_by_its_first_digits() -> None:
    digits = "1234567890123456789"
    assert MARKS.prefix(digits) in MARKS.prefixes(digits)
