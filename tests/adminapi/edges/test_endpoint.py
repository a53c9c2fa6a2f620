from __future__ import annotations

import pytest

from adminapi.edges.endpoint import Ask, Endpoint, Principal
from adminapi.edges.problem import Problem


def ask(**headers):
    return Ask("r", "1.1.1.1", "", None, {}, None, None, headers)


async def nothing(_ask):
    return None


def test_the_name_is_made_of_method_and_address():
    endpoint = Endpoint(
        method="GET",
        path="/calls/<uuid:call_id>/turns",
        about="",
        handler=nothing,
        tag="",
    )
    assert endpoint.name == "get_calls_call_id_turns"


@pytest.mark.parametrize("given", ['"3"', '"2", "3"', "*"])
def test_a_change_of_the_version_that_was_read_passes(given):
    ask(**{"If-Match": given}).require_match('"3"')


@pytest.mark.parametrize(
    ("given", "word"), [("", "match-required"), ('"2"', "changed"), ("3", "changed")]
)
def test_a_change_of_another_version_is_refused(given, word):
    with pytest.raises(Problem, match=word):
        ask(**{"If-Match": given}).require_match('"3"')


@pytest.mark.parametrize(
    ("role", "sees"),
    [("viewer", False), ("operator", False), ("supervisor", True), ("admin", True)],
)
def test_only_supervisors_see_numbers(role, sees):
    assert Principal("u", "n", role, "s", "t", 0.0).sees_numbers() is sees
