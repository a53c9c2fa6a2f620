"""With servers that fail: tests/adminapi/security/test_sessions.py."""

from __future__ import annotations

import pytest

from adminapi.auth.guard import KEPT_S
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_one_question_tells_whose_sockets_must_close(database_url):
    async with admin_house(database_url) as house:
        guard = house.office.guard
        all_of = [guard.tokens.read(user.token) for user in house.users.values()]
        assert await guard.over(all_of) == set()
        assert await guard.over([]) == set()
        gone = house.users["viewer"]
        await house.post("/auth/logout", token=gone.token)
        assert await guard.over(all_of) == {gone.session_id}
        guard._ended.clear()
        assert await guard.over(all_of) == {gone.session_id}
        house.state.down = "test"
        assert await guard.over(all_of) == {gone.session_id}


async def test_a_token_that_is_over_closes_its_socket(database_url):
    async with admin_house(database_url) as house:
        guard = house.office.guard
        who = guard.tokens.read(house.users["viewer"].token)
        guard._now_s = lambda: who.expires_s + 6
        assert await guard.over([who]) == {who.session_id}
        assert not await guard.is_alive(who)


async def test_what_it_remembers_is_forgotten_when_the_tokens_are_over(database_url):
    async with admin_house(database_url) as house:
        guard = house.office.guard
        house.state.down = "test"
        assert await guard.deny(["a", "b"], "t") is False
        assert (len(guard._ended), guard.untold) == (2, 3)
        later = guard._now_s() + KEPT_S + 1
        guard._now_s = lambda: later
        await guard.reseed()
        assert (len(guard._ended), guard.untold) == (0, 0)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Basic x", "Bearer  ", "bearer\tx", "Token x"]
)
async def test_what_is_no_bearer_token_is_refused(database_url, header):
    async with admin_house(database_url) as house:
        told = await house.get("/me", headers={"Authorization": header})
        assert told.status == 401
