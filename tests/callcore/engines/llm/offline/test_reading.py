from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.llm.offline.reading import (
    MAX_OPTIONS,
    items_in,
    number_in,
    objects_in,
    options_in,
    parsed,
    text_in,
)
from callcore.engines.llm.offline.state import MAX_OFFERED


@pytest.mark.parametrize("text", ["", "no", "[]", "3", "[" * 100_000, '{"error": 3}'])
def test_what_is_no_object_is_an_error_without_a_word(text):
    assert parsed(text)["error"] == ""


def test_values_of_the_wrong_kind_are_nothing():
    result = {"a": 5, "b": True, "c": "x", "d": 10**30, "e": 1.5}
    assert [number_in(result, key) for key in "abcdef"] == [5, 0, 0, 0, 0, 0]
    assert [text_in(result, key) for key in "ac"] == ["", "x"]


def test_lists_are_cut():
    assert len(objects_in({"x": [{}] * 9}, "x", 3)) == 3
    product = {"id": "1", "name": "n"}
    assert len(items_in({"products": [product] * 50})) == MAX_OFFERED
    assert len(options_in({"options": [product] * 50})) == MAX_OPTIONS


def test_what_has_no_name_or_no_id_is_left_out():
    assert items_in({"products": [{"id": "1"}, {"name": "n"}, 3, None]}) == []
    assert options_in({"options": [{"id": "1"}, {"name": "n"}]}) == ()


def test_an_option_needs_a_place_unless_it_is_a_pick_up():
    kinds = ({"id": "1", "name": "n", "kind": kind} for kind in ("pickup", "branch"))
    assert [o.needs_place for o in options_in({"options": list(kinds)})] == [
        False,
        True,
    ]


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["products", "options", "id", "name", "attributes", "stock"]), inner),
))  # fmt: skip
def test_any_shape_is_survived(shape):
    result = parsed(json.dumps(shape))
    items_in(result)
    options_in(result)
