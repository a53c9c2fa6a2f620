from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.fieldvalue import LONGEST, digits_in, value_at
from callcore.shared.observe.masking.line import read


def value(text):
    return value_at(read(text), Claims(text), text.index("=") + 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("k=a b c=d", "a b"),
        ("k=a, b; c", "a, b"),
        ("k=a, b: c", "a"),
        ('k="a, b: c", d', "a, b: c"),
        ("k='a', d", "a"),
        ("k=\u201ca;b\u201d", "a;b"),
        ('k=\\"a b\\" c', "a b"),
        ("k=a|b", "a"),
        ("k=[a]", "a"),
        ('k="a', "a"),
    ],
)
def test_a_value_ends_at_its_quote_or_at_the_next_key(text, said):
    assert value(text).text == said


def test_a_colon_alone_does_not_tell_where_a_value_ends():
    text = "k: a b"
    found = value_at(read(text), Claims(text), 2)
    assert found is not None
    assert not found.told
    assert value("k=a").told


def test_nothing_stands_behind_the_end():
    assert value("k=") is None
    assert value("k=  ") is None


def test_what_is_taken_is_not_replaced_again():
    found = value("k=abc")
    assert found.replace(2, 4, "X")
    assert not found.replace(3, 5, "Y")
    assert not found.replace(4, 4, "Z")
    assert found.claims.masked() == "k=[X]c"


@given(st.text())
def test_a_value_is_bounded_and_within_the_text(text):
    found = value("k=" + text)
    if found is not None:
        assert (
            2 <= found.start <= found.end <= min(len(text) + 2, found.start + LONGEST)
        )


def test_digits_are_counted():
    assert digits_in("+38 (067) x") == 5
