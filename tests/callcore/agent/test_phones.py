from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.phones import e164


@pytest.mark.parametrize(
    "text",
    [
        "0671234567",
        "067 123-45-67",
        "+380671234567",
        "380671234567",
        "80671234567",
        "+38 (067) 123 45 67",
        "00380671234567",
    ],
)
def test_every_way_to_write_a_number_is_one_number(text: str) -> None:
    assert e164(text) == "+380671234567"


def test_a_foreign_number_keeps_its_country() -> None:
    assert e164("+48 601 234 567") == "+48601234567"


@pytest.mark.parametrize(
    "text", ["", "anonymous", "12345", "+", "+0671234567", "0" * 20]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert e164(text) is None


@given(st.text())
def test_whatever_comes_out_is_stable(text: str) -> None:
    number = e164(text)
    assert number is None or e164(number) == number
