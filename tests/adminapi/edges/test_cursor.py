"""Cursors as lists make them, and as strangers do."""

from __future__ import annotations

import base64
import itertools
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adminapi.edges.cursor import Key, decode, encode
from adminapi.edges.problem import Problem
from tests.kit.adminhouse import admin_house

texts = st.text(max_size=40).filter(lambda text: "\0" not in text)
values = (
    texts
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)


def made(text):
    """Return a cursor of JSON that a stranger wrote."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def refused(cursor, *kinds):
    with pytest.raises(Problem) as caught:
        decode(cursor, *kinds)
    [error] = caught.value.errors
    return (caught.value.word, error.where) == ("invalid", "query.cursor")


@given(st.lists(values, max_size=4))
def test_what_was_encoded_comes_back(key):
    cursor = encode(list(key))
    assume(len(cursor) <= 500)  # a list has no keys that are longer
    assert decode(cursor, *(type(value) for value in key)) == key
    assert cursor.replace("-", "").replace("_", "").isalnum()  # at home in any address


@given(st.lists(st.sampled_from([str, int, float]), min_size=1, max_size=4))
def test_each_value_may_be_missing(kinds):
    assert decode(encode([None] * len(kinds)), *kinds) == [None] * len(kinds)


@given(st.text(max_size=600) | st.text(alphabet="AZaz09-_=+/", max_size=600))
def test_any_text_is_a_cursor_or_a_problem(text):
    try:
        decode(text, str, int)
    except Problem as problem:
        assert problem.word == "invalid"  # noqa: PT017


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(json_values, st.lists(st.sampled_from([str, int, float]), max_size=3))
def test_what_is_let_through_can_be_compared_by_postgresql(value, kinds):
    try:
        key = decode(made(json.dumps(value)), *kinds)
    except Problem:
        return
    for part, kind in zip(key, kinds, strict=True):
        assert part is None or type(part) is kind
        json.dumps(part, allow_nan=False)
        str(part).encode()
        assert not isinstance(part, int) or abs(part) < 2**63
        assert not isinstance(part, str) or "\0" not in part


@pytest.mark.parametrize(
    "wrong",
    [
        encode([1]),
        encode(["a"]),
        encode(["a", 1, 2]),
        encode([True, 1]),
        encode(["\0", 1]),
        encode(["\ud800", 1]),
        encode(["a", 2**63]),
        encode(["a", 1.0]),
        encode(["a", 1]) + "!",
        "!",
        "e30",
        made("null"),
        made("[" * 300),
        "",
    ],
)
def test_a_cursor_of_another_list_is_refused(wrong):
    assert refused(wrong, str, int)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(number):
    assert refused(made(f"[{number}]"), float)


def test_a_cursor_is_as_long_as_a_query_takes():
    assert decode(encode(["a" * 350]), str)
    assert refused(encode(["a" * 400]), str)


ID = "6f0c9c9e-0000-4000-8000-000000000001"
HOSTILE: Key = [
    "\ud800",
    "\0",
    "'; --",
    "now",
    2**63,
    -(2**64),
    10**300,
    1e308,
    float("inf"),
]


@pytest.mark.integration
async def test_no_list_of_the_house_stumbles_over_a_cursor(database_url):
    """Every arity that a list has, with the worst of each kind: 422, or a page."""
    async with admin_house(database_url) as house:
        paths = [
            each.path
            for each in house.house.endpoints
            if each.query is not None
            and "cursor" in each.query.model_fields
            and "<" not in each.path
        ]
        assert len(paths) > 3
        for path, cursor in itertools.product(paths, sorted(hostile_cursors())):
            told = await house.get(path, role="admin", query={"cursor": cursor})
            if told.status == 429:  # an export: ten a minute
                continue
            assert told.status in (200, 422), (path, base64.b64decode(cursor + "=="))


def hostile_cursors():
    kinds: Key = ["a", "2026-11-22T00:00:00+00:00", 1, 1.5, None]
    found = {made("[]"), "!"}
    for value in HOSTILE:
        found |= {encode([value])}
        found |= {encode([one, value]) for one in kinds}
        found |= {encode([value, one]) for one in kinds}
        found.add(encode(["time", "desc", 1, value]))
        found.add(encode(["time", "desc", value, ID]))
    return {each for each in found if len(each) <= 500}
