"""What all shapes have in common."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from adminapi.edges.shapes import (  # fmt: skip
    MOST_ITEMS,
    Name,
    Page,
    PageQuery,
    Text,
    Told,
    Wanted,
    Word,
)


class Size(Wanted):
    size: float


class Thing(Told):
    name: str


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"limit": MOST_ITEMS + 1},
        {"limit": None},
        {"cursor": "x" * 501},
        {"page": 2},
    ],
)
def test_a_page_is_bounded(wrong):
    with pytest.raises(ValidationError):
        PageQuery.model_validate(wrong)


def test_who_says_nothing_gets_a_first_page_of_fifty():
    assert (PageQuery().cursor, PageQuery().limit) == (None, 50)
    assert PageQuery(limit=MOST_ITEMS).limit == 200


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_sent_is_finite(number):
    with pytest.raises(ValidationError):
        Size(size=number)


def test_what_is_sent_has_only_the_fields_that_are_wanted_and_stays_as_it_is():
    with pytest.raises(ValidationError):
        Size.model_validate({"size": 1.0, "admin": True})
    with pytest.raises(ValidationError, match="frozen"):
        Size(size=1.0).size = 2.0
    with pytest.raises(ValidationError, match="frozen"):
        Thing(name="a").name = "b"


@pytest.mark.parametrize("good", ["a", "9", "a.b_c-d", "a" * 64])
def test_a_word_is_short_and_plain(good):
    assert TypeAdapter(Word).validate_python(good) == good


@pytest.mark.parametrize(
    "bad", ["", "A", "-a", ".a", "a b", "a/b", "../a", "a\n", "a\0", "é", "a" * 65]
)
def test_what_could_be_a_path_or_a_line_is_no_word(bad):
    with pytest.raises(ValidationError):
        TypeAdapter(Word).validate_python(bad)


def test_a_name_has_no_space_around_it():
    assert TypeAdapter(Name).validate_python("  Ґанна \t") == "Ґанна"


@pytest.mark.parametrize("bad", ["", "  ", "a" * 101])
def test_a_name_is_not_empty_and_not_long(bad):
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(bad)


@given(st.text(max_size=3_000))
def test_a_text_is_whatever_is_short_enough(text):
    try:
        assert TypeAdapter(Text).validate_python(text) == text
    except ValidationError:
        assert len(text) > 2_000 or any("\ud800" <= char <= "\udfff" for char in text)


def test_a_page_without_a_cursor_is_the_last():
    page = Page[Thing](items=[Thing(name="a")])
    assert page.model_dump_json() == '{"items":[{"name":"a"}],"next":null}'
