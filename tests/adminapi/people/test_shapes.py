from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adminapi.people.shapes import UserWanted


@pytest.mark.parametrize("name", ["Olha", "Оля Ковальчук", "李", "o'neil-2", "a"])
def test_a_name_may_be_anybodys(name):
    assert UserWanted(name=name, role="viewer").name == name


@pytest.mark.parametrize("name", ["", " a", "a ", "a\nb", "a\0b", "\u0085", "x" * 101])
def test_what_would_spoil_a_line_is_no_name(name):
    with pytest.raises(ValidationError):
        UserWanted(name=name, role="viewer")


@given(st.text(alphabet=st.characters(max_codepoint=0x1F), min_size=1))
def test_no_control_character_is_ever_in_a_name(text):
    with pytest.raises(ValidationError):
        UserWanted(name=f"a{text}b", role="viewer")
