from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.calls.safecsv import as_csv, safe

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/c calc'!A1",
        "+380671234567",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\uff1d1",
        "\n=1",
    ],
)
def test_a_cell_that_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["tyres", "a=b", "", 5, -5, 1.5, True])
def test_a_harmless_cell_stays_as_it_is(value: object) -> None:
    assert safe(value) == value


def test_nothing_is_an_empty_cell() -> None:
    assert safe(None) == ""


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            min_size=2,
            max_size=4,
        ),
        max_size=5,
    )
)
def test_a_reader_gets_every_cell_back_and_none_begins_a_formula(
    lines: list[list[str]],
) -> None:
    text = as_csv(lines)
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert [[cell.removeprefix("'") for cell in line] for line in back] == [
        [cell.removeprefix("'") for cell in line] for line in lines
    ]
    assert not any(cell.startswith(DANGEROUS) for line in back for cell in line)
