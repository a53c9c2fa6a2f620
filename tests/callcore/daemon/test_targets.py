"""Only where the shop has said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.daemon.targets import checked_next, is_target

ALLOWED = frozenset({"sales,s,1", "bad target", "end,", "${X},s,1"})


@pytest.mark.parametrize(
    ("wanted", "checked"),
    [
        ("end", "end"),
        ("human", "human"),
        ("sales,s,1", "sales,s,1"),
        ("other,s,1", "human"),
        ("bad target", "human"),  # allowed by mistake, but not a target
        ("${X},s,1", "human"),
        ("END", "human"),
        ("", "human"),
    ],
)
def test_a_target_is_allowed_and_well_formed_or_a_human(wanted, checked):
    assert checked_next(wanted, ALLOWED) == checked


@given(st.text())
def test_nothing_that_the_dialplan_would_evaluate_is_a_target(text):
    if is_target(text):
        assert text.count(",") == 2
        assert not set(text) & set("${}()[]\"' \n\r;&|")


@pytest.mark.parametrize("text", ["a,s,1\n", "a,s,1,2", "a,s", "a,s,n", ",s,1"])
def test_almost_a_target_is_none(text):
    assert not is_target(text)
