from __future__ import annotations

import pytest

from adminapi.edges.problem import PROBLEMS, FieldError, Problem


@pytest.mark.parametrize("word", sorted(PROBLEMS))
def test_every_problem_has_a_status_and_a_sentence(word):
    shape = Problem(word).shape("id")
    assert 400 <= shape.status < 600
    assert shape.title.endswith(".")
    assert (shape.type, shape.request_id) == (f"/problems/{word}", "id")


def test_fields_that_are_wrong_come_along():
    shape = Problem(
        "invalid", errors=[FieldError(where="body.a", problem="must be")]
    ).shape("")
    assert shape.errors[0].where == "body.a"
