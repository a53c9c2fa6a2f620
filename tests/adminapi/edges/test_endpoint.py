"""The row of the table, and what a handler is asked with."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.edges.endpoint import (
    ADMIN,
    ANYBODY,
    OPERATOR,
    PUBLIC,
    SUPERVISOR,
    Ask,
    Principal,
)
from adminapi.edges.problem import Problem
from adminapi.edges.shapes import PageQuery, Wanted
from tests.kit.smallapp import endpoint

ID = "6f0c9c9e-0000-4000-8000-000000000001"
WHO = Principal("u", "n", "viewer", "s", "t", 0.0)


def ask(path=None, who=None, query=None, body=None, **headers):
    return Ask("r", "1.1.1.1", "", who, path or {}, query, body, headers)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/calls/<uuid:call_id>/turns", "get_calls_call_id_turns"),
        ("POST", "/auth/log-in", "post_auth_log_in"),
        ("DELETE", "/queues/<word:name>", "delete_queues_name"),
        ("PUT", "/thing", "put_thing"),
    ],
)
def test_the_name_is_made_of_method_and_address(method, path, name):
    assert endpoint(path, method=method).name == name


def test_each_role_may_what_the_one_below_may():
    assert PUBLIC < ADMIN < SUPERVISOR < OPERATOR < ANYBODY


@pytest.mark.parametrize("given", ['"3"', '"2", "3"', '"2","3"', ' "3" ', "*"])
def test_a_change_of_the_version_that_was_read_passes(given):
    ask(**{"If-Match": given}).require_match('"3"')


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ("", "match-required"),
        ('"2"', "changed"),
        ("3", "changed"),
        ('W/"3"', "changed"),  # If-Match compares strongly
        ('"33"', "changed"),
        ("**", "changed"),
        (",", "changed"),
    ],
)
def test_a_change_of_another_version_is_refused(given, word):
    with pytest.raises(Problem, match=word):
        ask(**{"If-Match": given}).require_match('"3"')


@given(st.text(max_size=100))
def test_whatever_stands_in_if_match_it_is_a_problem_or_the_version(given):
    try:
        ask(**{"If-Match": given}).require_match('"3"')
    except Problem as problem:
        assert problem.word == ("changed" if given else "match-required")  # noqa: PT017
    else:
        assert '"3"' in given or "*" in given


@pytest.mark.parametrize(
    ("role", "sees"),
    [("viewer", False), ("operator", False), ("supervisor", True), ("admin", True)],
)
def test_only_supervisors_see_numbers(role, sees):
    assert Principal("u", "n", role, "s", "t", 0.0).sees_numbers() is sees


def test_an_id_is_text_whatever_the_address_calls_it():
    told = ask(path={"call_id": UUID(ID), "name": "sales"})
    assert (told.id("call_id"), told.id("name")) == (ID, "sales")


def test_a_handler_gets_what_its_row_declares():
    query, body = PageQuery(limit=3), Wanted()
    told = ask(who=WHO, query=query, body=body)
    assert (told.who, told.query(PageQuery), told.body(Wanted)) == (WHO, query, body)


def test_a_handler_that_asks_for_what_its_row_does_not_declare_is_a_bug():
    for wrong in (
        lambda: ask().who,
        lambda: ask().query(PageQuery),
        lambda: ask(body=Wanted()).body(PageQuery),
    ):
        with pytest.raises(AssertionError):
            wrong()
