from __future__ import annotations

import pytest

from adminapi.calls.shapes import CallsFilter


@pytest.mark.parametrize(
    ("given", "asks"),
    [
        ({}, False),
        ({"did": "1"}, False),
        ({"caller": "1"}, True),
        ({"caller_prefix": "38067"}, True),
    ],
)
def test_a_filter_by_caller_asks_for_numbers(given: dict[str, str], asks: bool) -> None:
    assert CallsFilter.model_validate(given).asks_numbers() is asks
