from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.protected import continues, protected


def kept(text):
    """Return the first own format in the text."""
    line = read(text)
    for index, start in enumerate(line.starts):
        end = protected(line, index)
        if end > 0:
            return text[start:end]
    return ""


@pytest.mark.parametrize(
    "form",
    ["2026-11-22", "2026-09-13T19:18:56.111Z", "2026-11-22 18:30:05+02:00", "23.07.2026", "17/11/2025",
     "24.06", "18:30", "12:30:45.123", "205/55 R16", "205-55-16", "205 55 16", "205/55ZR16",
     "265/35 R15 82Q", "195/65R15", "31x10.5R15", "1777653352468", "1771223647615.1069",
     "1771316010", "1004456234340638", "20450947524355", "59000912345678", "4820024700016",
     "f432617b-b026-44d2-85ea-b0c0fceded59", "12345678-1234-1234-1234-123456789012"],
)  # fmt: skip
def test_own_formats_are_kept_whole(form):
    assert kept(form) == form
    assert kept(f"it is {form}, ok") == form


@pytest.mark.parametrize(
    ("text", "amount"),
    [("31 290,50 грн", "31 290,50 грн"), ("5960 грн", "5960 грн"), ("43000 dollars", "43000 dollars"),
     ("$43,000.00", "43,000.00"), ("₴ 12050 ₴", "12050"), ("15%", "15"), ("60 ампер-годин", "60 ампер"),
     ("10.5 км", "10.5"), ("4 шт", "4 шт"), ("540 А", "540 А"), ("250 ms", "250 ms")],
)  # fmt: skip
def test_amounts_are_kept_by_their_unit(text, amount):
    assert kept(text) == amount


@pytest.mark.parametrize(
    "text",
    ["067 225 55 16", "067 12.05.45", "+1771316010", "99.99.2026", "0671234567", "1234567 в обід",
     "067 123 45 67 шт", "123456789 грн", "4820024700017", "067 20450947524355"],
)  # fmt: skip
def test_the_middle_of_a_telephone_number_is_no_format(text):
    assert not kept(text)


def test_a_number_goes_on_over_dashes_and_brackets():
    assert continues("(067) 205", 6)
    assert continues("067-205", 4)
    assert not continues("R16, 205", 5)


@given(
    st.sampled_from("12"), st.integers(0, 9), st.sampled_from("05"), st.integers(2, 8),
    st.integers(12, 24), st.sampled_from(["/{}R{}", "-{}-{}", " {} {}", "/{}/{}", "/{} ZR{}", "/{} r{}"]),
)  # fmt: skip
def test_every_size_of_a_tyre_is_kept(hundreds, tens, five, ratio, rim, form):
    size = f"{hundreds}{tens}{five}" + form.format(f"{ratio}5", rim)
    assert kept(size) == size


@given(st.datetimes())
def test_every_moment_is_kept(moment):
    text = moment.replace(year=2000 + moment.year % 100).isoformat()
    assert kept(text) == text
