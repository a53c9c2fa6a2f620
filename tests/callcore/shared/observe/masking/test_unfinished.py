from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.unfinished import without_open_end


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("my card is five three seven five", "my card …"),
        ("оплачу вот 4149 629", "оплачу вот …"),
        ("my email is brimblecombe", "my email …"),
        ("ось моя картка п'ять один шість", "ось моя картка …"),
        ("k o v", "…"),
        ("winter tyres please", "winter tyres please"),
        ("two hundred and five fifty five", "…"),
        ("my number is five three uh so", "my number is …"),
        ("", ""),
    ],
)
def test_an_end_that_may_become_personal_is_held_back(said, shown):
    assert without_open_end(said) == shown


@given(st.text())
def test_what_is_shown_was_said(text):
    assert text.strip().startswith(
        without_open_end(text).strip().removesuffix("…").strip()
    )
