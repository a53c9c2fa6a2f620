"""Twin of adminapi/operators/handling.py; over HTTP it is tested in test_routes.py."""

import pytest

from adminapi.edges.endpoint import Principal
from adminapi.edges.problem import Problem
from adminapi.operators.handling import actor, etag, found


def test_what_is_not_there_is_a_problem():
    assert found({"a": 1}) == {"a": 1}
    with pytest.raises(Problem, match="not-found"):
        found(None)


def test_a_version_is_an_etag():
    assert etag({"version": 7}) == '"7"'


def test_who_acts_is_noted_by_name_and_id():
    who = Principal("u", "Ann", "viewer", "s", "t", 0.0)
    assert (actor(who).name, actor(who).user_id) == ("Ann", "u")
