from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.recordings.ranges import Unsatisfiable, range_of

SIZE = 100


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 10)),
        ("bytes=99-1000", (99, 1)),
        ("bytes=-1", (99, 1)),
        ("bytes=-1000", (0, 100)),
        ("BYTES=5-6", (5, 2)),
    ],
)
def test_a_range_is_a_first_byte_and_a_length(
    header: str, part: tuple[int, int]
) -> None:
    assert range_of(header, SIZE) == part


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=a-b",
        "bytes=\u0661-",
        "bytes=--1",
    ],
)
def test_what_is_no_single_range_of_bytes_is_ignored(header: str) -> None:
    assert range_of(header, SIZE) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        range_of(header, SIZE)


@given(
    st.text(max_size=40) | st.from_regex(r"bytes=\d{0,20}-\d{0,20}", fullmatch=True),
    st.integers(0, 10**9),
)
def test_no_header_reads_outside_of_the_file(header: str, size: int) -> None:
    try:
        part = range_of(header, size)
    except Unsatisfiable:
        return
    if part is not None:
        start, length = part
        assert 0 <= start < size
        assert 1 <= length <= size - start
