"""Who asks too often; the numbers are those of the project's security notes."""

from __future__ import annotations

import pytest

from adminapi.app import office_of
from adminapi.edges.limits import LIMITS, Limits, Rule
from adminapi.edges.problem import Problem
from callcore.shared.database.pool import open_database
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.opening import open_state
from tests.kit.adminhouse import admin_house


class Clock:
    def __init__(self):
        self.now_s = 1_000.0

    def __call__(self):
        return self.now_s


@pytest.mark.integration
async def test_too_many_requests_get_429_and_when_to_come_again(database_url):
    """Number 32; and another user is not touched."""
    async with admin_house(database_url) as house:
        rules = {**LIMITS, "user": Rule(20, 60, "user", book=10)}
        house.office.limits._rules = rules
        told = [await house.get("/me", role="viewer") for _ in range(21)]
        assert [each.status for each in told] == [200] * 20 + [429]
        assert told[-1].problem == "too-many"
        assert 1 <= int(told[-1].headers["Retry-After"]) <= 60
        assert (await house.get("/me", role="operator")).status == 200


@pytest.mark.integration
async def test_a_limit_survives_a_restart(redis_url):
    """Number 32."""
    taken = []
    for _ in range(2):
        async with open_state(redis_url) as state:
            limits = Limits(state)
            for _ in range(4):
                wait_s = await limits.wait_s("login-pair", "somebody")
                taken.append(wait_s > 0)
    assert taken == [False] * 5 + [True] * 3


@pytest.mark.integration
async def test_bad_tokens_count_for_their_address(database_url):
    async with admin_house(database_url) as house:
        house.office.limits._rules = {**LIMITS, "address": Rule(10, 60, "address")}
        told = [await house.get("/me", token="bad") for _ in range(11)]
        assert [each.status for each in told] == [401] * 10 + [429]


@pytest.mark.parametrize("book", [1, 5])
async def test_at_the_border_second_there_is_exactly_what_the_rule_says(book):
    """Number 32: nothing is lost or given twice where a window ends."""
    clock = Clock()
    limits = Limits(MemoryState(clock), clock, {"x": Rule(10, 60, "key", book=book)})
    assert [await limits.wait_s("x", "k") for _ in range(10)] == [0.0] * 10
    wait_s = await limits.wait_s("x", "k")
    assert 0 < wait_s <= 60
    clock.now_s += wait_s - 0.001
    assert await limits.wait_s("x", "k") > 0
    clock.now_s += 0.002
    assert await limits.wait_s("x", "k") == 0.0


async def test_limits_hold_without_redis():
    """Number 32: nothing becomes unlimited."""

    class Down(MemoryState):
        async def count(self, limit, key):
            from callcore.shared.state.port import StateDown

            raise StateDown("unreachable")

    clock = Clock()
    limits = Limits(Down(clock), clock)
    most = LIMITS["login-pair"].most
    for _ in range(most):
        await limits.take("login-pair", "k")
    with pytest.raises(Problem) as caught:
        await limits.take("login-pair", "k")
    assert caught.value.word == "too-many"
    await limits.take("login-pair", "another")
    clock.now_s += LIMITS["login-pair"].per_s
    for _ in range(most):
        await limits.take("login-pair", "k")
    assert limits.hits["login-pair"] == 1


@pytest.mark.integration
async def test_two_processes_share_a_limit(database_url, redis_url):
    async with admin_house(database_url, redis_url) as house:
        async with (
            open_database(database_url) as database,
            open_state(redis_url) as state,
        ):
            other = office_of(house.office.config, database, state)
            other.hashing.close()
            both = (house.office.limits, other.limits)
            waits = [await both[n % 2].wait_s("login-pair", "k") for n in range(6)]
            assert [wait > 0 for wait in waits] == [False] * 5 + [True]
