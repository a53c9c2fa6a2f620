"""Fields of records, whatever stands in them."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.archive import bodies
from callcore.archive.bodies import Unfit

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
READERS = (
    *(bodies.text, bodies.word, bodies.uid, bodies.uid_or_none, bodies.number),
    *(bodies.whole, bodies.flag, bodies.nested),
)


@given(JSON)
def test_a_field_is_read_or_unfit_and_nothing_else(value):
    for reader in READERS:
        with suppress(Unfit):
            reader({"key": value}, "key")


@given(JSON)
def test_what_is_plain_can_be_held_by_postgresql(value):
    text = json.dumps(bodies.plain(value), allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in text
    text.encode()  # no lone surrogate


def test_a_deep_one_is_cut():
    deep: object = 1
    for _ in range(200):
        deep = [deep]
    assert "..." in json.dumps(bodies.plain(deep))


@pytest.mark.parametrize("value", [math.inf, math.nan, True, "1", 1e300, 10**400])
def test_a_number_is_finite_and_fits(value):
    with pytest.raises(Unfit):
        bodies.number({"n": value}, "n")


def test_a_whole_number_fits_an_integer():
    assert bodies.whole({"n": 2**31 - 1}, "n") == 2**31 - 1
    with pytest.raises(Unfit):
        bodies.whole({"n": 2**31}, "n")


def test_what_is_missing_is_empty():
    assert bodies.text({}, "x") == ""
    assert (bodies.number({}, "x"), bodies.whole({}, "x"), bodies.flag({}, "x")) == (None,) * 3  # fmt: skip
    assert bodies.uid_or_none({}, "x") is None


def test_an_id_is_a_whole_uuid():
    text = "3f2c0000-0000-4000-8000-000000000001"
    assert bodies.uid({"id": text}, "id") == UUID(text)
    for wrong in ("", text[:-1], "{" + text[:-2] + "}", 7, None):
        with pytest.raises(Unfit):
            bodies.uid({"id": wrong}, "id")


@pytest.mark.parametrize("at_s", [-1.0, 1e12])
def test_a_time_of_another_age_is_unfit(at_s):
    with pytest.raises(Unfit):
        bodies.moment({"at": at_s}, "at", 0.0)


def test_words_are_cut_and_cleaned():
    assert bodies.word({"w": "a\0" * 500}, "w") == "a" * 300
    assert bodies.text({"w": "\ud800x"}, "w") == "?x"
