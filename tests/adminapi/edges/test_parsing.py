"""Over HTTP: tests/adminapi/security/test_http.py."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.edges.parsing import body_of, query_of
from adminapi.edges.problem import Problem
from adminapi.edges.shapes import Wanted

JSON = "application/json"


class Shape(Wanted):
    name: str = ""
    number: int = 0
    words: list[str] = []


class Query(Wanted):
    since: datetime | None = None
    word: str = ""
    words: list[str] = []


def word_of(data, media=JSON):
    try:
        body_of(Shape, data, media)
    except Problem as problem:
        return problem.word
    return ""


@given(st.binary(max_size=300))
def test_any_bytes_are_a_shape_or_a_problem(data):
    assert word_of(data) in ("", "not-json", "invalid")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values)
def test_any_json_is_a_shape_or_a_problem(value):
    assert word_of(json.dumps(value).encode()) in ("", "not-json", "invalid")


@pytest.mark.parametrize(
    "media", [JSON, "application/json; charset=utf-8", "Application/JSON"]
)
def test_json_is_known_by_its_type(media):
    assert word_of(b"{}", media) == ""


def test_nothing_is_coerced():
    assert word_of(b'{"number":"1"}') == "invalid"
    assert word_of(b'{"number":true}') == "invalid"
    assert word_of(b'{"number":1.0}') in ("", "invalid")


def test_no_value_of_the_client_is_quoted():
    with pytest.raises(Problem) as caught:
        body_of(Shape, b'{"number":"hunter2","hunter3":1}', JSON)
    text = caught.value.shape("").model_dump_json()
    assert "hunter2" not in text


def test_a_parameter_is_given_once_and_a_list_often():
    assert query_of(Query, [("words", "a"), ("words", "b")]).words == ["a", "b"]
    with pytest.raises(Problem, match="invalid"):
        query_of(Query, [("word", "a"), ("word", "b")])


@pytest.mark.parametrize("value", ["0.5", "1700000000", "now", "", "-1", "2026"])
def test_a_time_is_no_number(value):
    with pytest.raises(Problem, match="invalid"):
        query_of(Query, [("since", value)])


@pytest.mark.parametrize(
    "value", ["2026-11-22", "2026-11-22T12:00:00Z", "2026-11-22T12:00:00+02:00"]
)
def test_a_time_is_written_as_one(value):
    assert query_of(Query, [("since", value)]).since.year == 2026


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5))
def test_any_query_is_a_shape_or_a_problem(pairs):
    try:
        query_of(Query, pairs)
    except Problem as problem:
        assert problem.word == "invalid"  # noqa: PT017
