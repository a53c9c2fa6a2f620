from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.edges.cursor import decode, encode
from adminapi.edges.problem import Problem


@given(st.tuples(st.text(max_size=40).filter(lambda t: "\0" not in t), st.integers()))
def test_what_was_encoded_comes_back(key):
    assert decode(encode(list(key)), str, int) == list(key)


@given(st.text(max_size=600))
def test_any_text_is_a_cursor_or_a_problem(text):
    try:
        decode(text, str, int)
    except Problem as problem:
        assert problem.word == "invalid"  # noqa: PT017


@pytest.mark.parametrize(
    "wrong",
    [
        encode([1]),
        encode(["a"]),
        encode(["a", 1, 2]),
        encode([True, 1]),
        encode(["\0", 1]),
        "!",
        "e30",
    ],
)
def test_a_cursor_of_another_list_is_refused(wrong):
    with pytest.raises(Problem, match="invalid"):
        decode(wrong, str, int)
