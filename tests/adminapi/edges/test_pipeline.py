"""More in tests/adminapi/security."""

from __future__ import annotations

import pytest
import trio
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, RequestTimeout

from adminapi.edges import pipeline
from adminapi.edges.pipeline import as_problem
from adminapi.edges.problem import Problem
from callcore.shared.database.errors import Conflict, DatabaseDown, Rejected
from callcore.shared.state.port import StateDown
from tests.kit.adminhouse import admin_house


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (Problem("forbidden"), "forbidden"),
        (NotFound(), "not-found"),
        (RequestTimeout(), "too-slow"),
        (RequestEntityTooLarge(), "too-large"),
        (DatabaseDown("57P01"), "unavailable"),
        (StateDown("unreachable"), "unavailable"),
        (trio.TooSlowError(), "unavailable"),
        (Conflict("users_name_key"), "conflict"),
        (Rejected("42601"), "bug"),
        (KeyError("secret"), "bug"),
    ],
)
def test_every_error_is_a_problem(error, word):
    assert as_problem(error).word == word


@pytest.mark.integration
async def test_what_has_not_changed_is_not_sent_again(database_url):
    async with admin_house(database_url) as house:
        first = await house.get("/me", role="viewer")
        same = await house.get(
            "/me", role="viewer", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert (same.status, same.body) == (304, b"")
        other = await house.get("/me", role="viewer", headers={"If-None-Match": '"x"'})
        assert other.status == 200


@pytest.mark.integration
async def test_a_request_that_takes_too_long_ends(database_url, monkeypatch):
    monkeypatch.setattr(pipeline, "DEADLINE_S", 0.2)
    async with admin_house(database_url) as house:

        async def slow(_authorization):
            await trio.sleep_forever()

        monkeypatch.setattr(house.office.guard, "check", slow)
        told = await house.get("/me", role="viewer")
        assert (told.status, told.problem) == (503, "unavailable")


@pytest.mark.integration
async def test_an_address_without_parameters_takes_none(database_url):
    async with admin_house(database_url) as house:
        told = await house.get("/me", role="viewer", query={"a": "1"})
        assert (told.status, told.problem) == (422, "invalid")


@pytest.mark.integration
async def test_a_key_or_match_that_is_too_long_is_refused(database_url):
    async with admin_house(database_url) as house:
        user = house.users["viewer"].user_id
        told = await house.patch(
            f"/users/{user}", {}, role="admin", headers={"If-Match": "x" * 101}
        )
        assert told.status == 422
