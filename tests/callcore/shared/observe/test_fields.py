from __future__ import annotations

import json
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.fields import LONGEST_TEXT, clean
from callcore.shared.observe.pii import mask


class Colour(Enum):
    RED = 1


class Loud:
    def __str__(self):
        raise RuntimeError("nobody may call me")

    __repr__ = __str__


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (0.5, 0.5),
        (float("nan"), "nan"),
        (Colour.RED, "RED"),
        (Path("/tmp/x"), "/tmp/x"),
        ("ring 0671234567", "ring [PHONE]"),
        (["a@b.co", 1], ["[EMAIL]", 1]),
        ({"x": ("a@b.co",)}, {"x": ["[EMAIL]"]}),
        (Loud(), "<Loud>"),
        (b"0671234567", "<bytes>"),
    ],
)
def test_values_become_plain_and_masked(value, plain):
    assert clean("field", value, mask) == plain


@pytest.mark.parametrize("key", ["caller", "phone", "Phone"])
def test_a_personal_field_is_replaced_whatever_stands_in_it(key):
    assert clean(key, "extension 12", mask) == "[PHONE]"
    assert clean("x", {key: 7}, mask) == {key: "[PHONE]"}
    assert clean(key, "", mask) == ""


def test_everything_is_bounded():
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    assert len(json.dumps(clean("x", deep, mask))) < 100
    assert len(json.dumps(clean("x", list(range(10**5)), mask))) < 1000
    assert len(str(clean("x", "q" * 10**6, mask))) < LONGEST_TEXT + 100


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
)


@given(st.text(), VALUES)
def test_any_value_can_be_written_as_json(key, value):
    json.dumps(clean(key, value, mask), allow_nan=False)
