"""Bytes of strangers. Over HTTP: tests/adminapi/security/test_http.py."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, Field

from adminapi.edges import parsing
from adminapi.edges.parsing import DEEPEST, MOST_ERRORS, body_of, is_text, query_of
from adminapi.edges.problem import Problem
from adminapi.edges.shapes import Wanted

JSON = "application/json"


class Shape(Wanted):
    name: str = ""
    number: int = 0
    size: float = 0.0
    words: list[str] = []
    rest: Any = None


class Query(Wanted):
    since: datetime | None = None
    until: AwareDatetime | None = None
    word: str = ""
    words: list[str] = []
    more: list[str] | None = None
    size: float = 0.0
    count: Annotated[int, Field(ge=0, le=9)] = 0


def word_of(data, media=JSON):
    try:
        body_of(Shape, data, media)
    except Problem as problem:
        return problem.word
    return ""


def asked(*pairs):
    """Return the problem of a query, '' if there is none."""
    try:
        query_of(Query, pairs)
    except Problem as problem:
        return f"{problem.word} {problem.errors[0].where}"
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


@given(values)
def test_what_is_let_through_can_be_kept_by_postgresql(value):
    """As text and as jsonb: no NUL, no half of a pair, no NaN."""
    try:
        shape = body_of(Shape, json.dumps({"rest": value}).encode(), JSON)
    except Problem:
        return
    kept = json.dumps(shape.rest, allow_nan=False, ensure_ascii=False)
    kept.encode()
    assert "\\u0000" not in kept
    assert shape.rest == value


@pytest.mark.parametrize(
    "media", [JSON, "application/json; charset=utf-8", "Application/JSON", f" {JSON} "]
)
def test_json_is_known_by_its_type(media):
    assert word_of(b"{}", media) == ""


@pytest.mark.parametrize(
    "media",
    ["", "text/plain", "text/json", "application/jsonp", f"{JSON},{JSON}", "json", ";"],
)
def test_what_is_not_called_json_is_not_read(media):
    assert word_of(b"{}", media) == "wrong-media-type"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{}x",
        b"{'a':1}",
        b"{} {}",
        b'{"number":01}',
        b'{"number":0x1}',
        b'{"name":"\x01"}',
        b'{"name":"a","name":"b"}',
        b'{"name":"a","n\\u0061me":"b"}',
        b'{"rest":{"a":{"b":1,"b":1}}}',
        b'{"rest":NaN}',
        b'{"rest":Infinity}',
        b'{"rest":-Infinity}',
        b'{"rest":1e999}',
        b'{"size":-1e400}',
        b'{"name":"\\u0000"}',
        b'{"rest":{"\\u0000":1}}',
        b'{"rest":["\\ud83d"]}',
        b'{"name":"\\ude00\\ud83d"}',
        b'{"name":"\xed\xa0\x80"}',
        b'{"name":"\xc0\x80"}',
        b'{"number":' + b"9" * 5_000 + b"}",
        b'\xef\xbb\xbf{"name":"a"}',
        '{"name":"a"}'.encode("utf-16"),
        '{"name":"a"}'.encode("utf-16-le"),
        '{"name":"a"}'.encode("utf-32"),
        b"[" * 100_000,
        b'{"rest":' * 5_000,
    ],
)
def test_what_is_not_json_in_its_strict_form_is_refused(data):
    assert word_of(data) == "not-json"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'{"name":"\\ud83d\\ude00"}', "😀"),
        ('{"name":"Ґанна 😀"}'.encode(), "Ґанна 😀"),
        (b'{"name":"\\\\u0000"}', "\\u0000"),
        (b' {"name" : "a" } \n', "a"),
    ],
)
def test_all_other_text_comes_through_as_it_was(data, name):
    assert body_of(Shape, data, JSON).name == name


def nested(levels):
    return b'{"rest":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


def test_twenty_levels_are_enough():
    assert word_of(nested(DEEPEST + 1)) == ""  # the outermost is level 0
    assert word_of(nested(DEEPEST + 2)) == "not-json"
    assert word_of(nested(900)) == "not-json"


@pytest.mark.parametrize(
    "data",
    [
        b'{"number":"1"}',
        b'{"number":true}',
        b'{"number":1.5}',
        b'{"number":1e2}',
        b'{"size":"1"}',
        b'{"name":1}',
        b'{"name":null}',
        b'{"words":"a"}',
        b'{"words":{"0":"a"}}',
        b'{"__proto__":{}}',
        b"[]",
        b"null",
        b'"name"',
    ],
)
def test_nothing_is_coerced_and_nothing_is_added(data):
    assert word_of(data) == "invalid"


def test_no_value_of_the_client_is_quoted():
    with pytest.raises(Problem) as caught:
        body_of(Shape, b'{"number":"hunter2","name":["hunter2"],"hunter3":1}', JSON)
    shape = caught.value.shape("")
    assert [error.where for error in shape.errors] == [
        "body.name",
        "body.number",
        "body.hunter3",
    ]
    assert "hunter2" not in shape.model_dump_json()


def test_the_list_of_errors_and_each_of_them_have_an_end():
    body = {"x" * 5_000 + str(number): 1 for number in range(500)}
    with pytest.raises(Problem) as caught:
        body_of(Shape, json.dumps(body).encode(), JSON)
    assert len(caught.value.errors) == MOST_ERRORS
    assert max(len(error.where) for error in caught.value.errors) <= 200


# -- queries -----------------------------------------------------------------------------


def test_a_parameter_is_given_once_and_a_list_often():
    assert query_of(Query, [("words", "a"), ("words", "b")]).words == ["a", "b"]
    assert query_of(Query, [("more", "a")]).more == ["a"]
    assert asked(("word", "a"), ("word", "a")) == "invalid query.word"
    assert asked(("other", "a"), ("other", "a")) == "invalid query.other"


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("value", ["0.5", "1700000000", "now", "", "-1", "2026", "٢٠٢٦-١١-٢٢"])  # fmt: skip
def test_a_time_is_no_number(name, value):
    assert asked((name, value)) == f"invalid query.{name}"


@pytest.mark.parametrize(
    "value", ["2026-11-22", "2026-11-22T12:00:00Z", "2026-11-22T12:00:00+02:00"]
)
def test_a_time_is_written_as_one(value):
    found = query_of(Query, [("since", value)]).since
    assert found is not None
    assert (found.year, found.day) == (2026, 22)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-22",  # whose day?
        "2026-13-01T00:00:00Z",
        "2026-11-22T25:00:00Z",
        "2026-11-22T12:00:00+99:00",
        "2026-11-22T12:00:00Z' OR 1=1",
        "0000-01-01T00:00:00Z",
    ],
)
def test_a_time_of_no_clock_is_refused(value):
    assert asked(("until", value)) == "invalid query.until"


@pytest.mark.parametrize("value", ["nan", "inf", "-Infinity", "1e999", "NaN", "", "x"])
def test_what_is_no_number_is_refused(value):
    assert asked(("size", value)) == "invalid query.size"


@pytest.mark.parametrize(
    "value", ["-1", "10", "9" * 100, "9" * 5_000, "1e1", "0x1", "١"]
)
def test_a_number_outside_of_its_bounds_is_refused(value):
    assert asked(("count", value)) == "invalid query.count"


@pytest.mark.parametrize("bad", ["\0", "a\0b", "a\ud800"])
def test_what_postgresql_cannot_hold_is_no_text(bad):
    assert not is_text(bad)
    assert asked(("word", bad)) == "invalid query"
    assert asked((bad, "a")) == "invalid query"
    assert asked(("words", "a"), ("words", bad)) == "invalid query"


@given(st.text())
def test_what_counts_as_text_is_what_utf8_can_write(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        assert not is_text(text)
    else:
        assert is_text(text) is ("\0" not in text)


def test_a_parameter_that_nobody_offered_is_refused_and_cut_short():
    problem = asked(("x" * 5_000, "a"))
    assert problem == f"invalid query.{'x' * 50}"


names = st.sampled_from([*Query.model_fields, "other"])
texts = st.text(max_size=20) | st.sampled_from(["1", "2026-11-22T00:00:00Z", "nan"])


@given(st.lists(st.tuples(names | st.text(max_size=20), texts), max_size=5))
def test_any_query_is_a_shape_or_a_problem(pairs):
    assert asked(*pairs).partition(" ")[0] in ("", "invalid")


@given(st.lists(st.tuples(names, texts), max_size=5))
def test_a_query_that_fits_is_finite(pairs):
    try:
        assert math.isfinite(query_of(Query, pairs).size)
    except Problem as problem:
        assert problem.word == "invalid"  # noqa: PT017


def test_the_depth_is_less_than_python_can_follow():
    """Or the check would fall over before it refuses."""
    assert parsing.DEEPEST < 100
