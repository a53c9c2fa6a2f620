from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.ids import CallId
from callcore.shared.rollout.buckets import (
    BUCKETS,
    bucket_of,
    buckets_of_percent,
    forced_key,
    key_of,
    number_key,
    percent_text,
)

CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")
shares = st.integers(0, BUCKETS)
# chi-square, 99 degrees of freedom: 148.2 is exceeded once in a thousand
CHI_SQUARE_99 = 148.2


@pytest.mark.parametrize(
    "line",
    ["+380671234567", "380671234567", "00380671234567", "0671234567", "80671234567",
     "+38 (067) 123-45-67"],
)  # fmt: skip
def test_a_caller_is_the_same_however_the_line_writes_his_number(line):
    assert number_key(line) == "380671234567"


@pytest.mark.parametrize("line", ["", "anonymous", "unknown", "  "])
def test_a_caller_who_withholds_his_number_is_decided_by_the_call(line):
    assert number_key(line) == ""
    assert key_of(line, CALL) == CALL


def test_an_extension_is_a_key_of_its_own():
    assert key_of("101", CALL) == "101"


@given(st.text(max_size=20), st.text(max_size=40))
def test_any_text_has_a_bucket_and_always_the_same(salt, key):
    assert 0 <= bucket_of(salt, key) < BUCKETS
    assert bucket_of(salt, key) == bucket_of(salt, key)


@given(st.text(max_size=8), st.integers(0, 10**12), shares, shares)
def test_widening_moves_nobody_out_and_narrowing_only_who_was_beyond(
    salt, number, one, other
):
    narrow, wide = sorted((one, other))
    bucket = bucket_of(salt, str(number))
    if bucket < narrow:
        assert bucket < wide
    if bucket < wide and not bucket < narrow:
        assert narrow <= bucket < wide


def test_callers_fall_evenly():
    n, cells = 100_000, 100
    found = Counter(
        bucket_of("salt", str(380_670_000_000 + i)) // (BUCKETS // cells)
        for i in range(n)
    )
    expected = n / cells
    chi_square = sum((found[i] - expected) ** 2 / expected for i in range(cells))
    assert chi_square < CHI_SQUARE_99


def test_another_salt_deals_anew():
    callers = [str(380_670_000_000 + i) for i in range(10_000)]
    inside = {c for c in callers if bucket_of("one", c) < 1000}
    again = {c for c in callers if bucket_of("two", c) < 1000}
    # independent: a tenth of a tenth, 100, give or take three deviations of ten
    assert 70 < len(inside & again) < 130


def test_the_key_of_a_forced_number_is_sticky_salted_and_not_the_number():
    key = forced_key("salt", "+380671234567")
    assert key == forced_key("salt", "0671234567")
    assert key != forced_key("pepper", "0671234567")
    assert re.fullmatch(r"[0-9a-f]{16}", key)


@pytest.mark.parametrize(
    ("text", "buckets"),
    [("0", 0), ("1", 100), ("0.01", 1), ("12.5", 1250), ("100", 10_000), (" 7 ", 700),
     ("5%", 500), ("99.99", 9999)],
)  # fmt: skip
def test_a_percentage_is_whole_buckets(text, buckets):
    assert buckets_of_percent(text) == buckets


@pytest.mark.parametrize(
    "text", ["", "-1", "101", "100.01", "1.234", "1e2", "nan", "²", "five", "9" * 50]
)
def test_what_is_no_percentage_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        buckets_of_percent(text)


@given(shares)
def test_what_is_printed_can_be_typed(buckets):
    assert buckets_of_percent(percent_text(buckets).replace(" ", "")) == buckets
