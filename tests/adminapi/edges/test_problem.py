"""The list of problems, and how each of them is told (RFC 9457)."""

from __future__ import annotations

import ast
import re
from http import HTTPStatus
from pathlib import Path

import pytest

import adminapi
from adminapi.edges.problem import PROBLEMS, FieldError, Problem

FOLDER = Path(adminapi.__file__).parent


@pytest.mark.parametrize("word", sorted(PROBLEMS))
def test_every_problem_has_a_status_and_a_sentence(word):
    problem = Problem(word)
    shape = problem.shape("id")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", word)
    assert shape.status == problem.status == HTTPStatus(shape.status)
    assert 400 <= shape.status < 600
    assert shape.title.endswith(".")
    assert (shape.type, shape.request_id) == (f"/problems/{word}", "id")


def test_no_two_problems_say_the_same():
    titles = [kind.title for kind in PROBLEMS.values()]
    assert len(set(titles)) == len(titles)


def test_fields_that_are_wrong_come_along():
    wrong = FieldError(where="body.a", problem="must be")
    assert Problem("invalid", errors=[wrong]).shape("").errors == [wrong]


def test_what_is_raised_says_its_word_and_nothing_of_the_request():
    problem = Problem("invalid", "the name is taken", headers={"Retry-After": "1"})
    assert str(problem) == "invalid"
    assert problem.shape("").detail == "the name is taken"
    assert problem.headers == {"Retry-After": "1"}


def test_what_one_problem_was_given_is_not_in_the_next():
    headers: dict[str, str] = {}
    first = Problem("conflict", headers=headers)
    first.headers["A"] = "1"
    first.errors.append(FieldError(where="a", problem="b"))
    assert (headers, Problem("conflict").headers, Problem("conflict").errors) == (
        {},
        {},
        [],
    )


def said():
    """Yield every word that the sources raise, with its place."""
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Problem"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(node.args[0].value), f"{path.name}:{node.lineno}"


def test_every_word_that_is_raised_is_in_the_list():
    found = list(said())
    assert len(found) > 20
    assert [place for word, place in found if word not in PROBLEMS] == []


def test_every_word_of_the_list_is_used():
    text = "".join(
        path.read_text() for path in FOLDER.rglob("*.py") if path.name != "problem.py"
    )
    assert [word for word in PROBLEMS if f'"{word}"' not in text] == []
