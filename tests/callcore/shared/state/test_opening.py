"""A URL says which state it is."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.state.memory import MemoryState
from callcore.shared.state.opening import open_state
from callcore.shared.state.redisstate import RedisState
from tests.kit.leaks import no_leaks


async def test_memory_is_a_state_of_this_process():
    async with open_state("memory://", lambda: 5.0) as state:
        assert isinstance(state, MemoryState)
        await state.ping()


@pytest.mark.integration
async def test_a_server_is_opened_and_closed_and_leaves_nothing(redis_url):
    async with no_leaks():
        async with open_state(redis_url) as state:
            assert isinstance(state, RedisState)
            await state.ping()


@pytest.mark.integration
async def test_what_the_body_raises_comes_out_as_it_is(redis_url):
    async def use():
        async with open_state(redis_url) as state:
            await state.ping()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await use()


@pytest.mark.integration
async def test_cancelling_the_body_closes_it(redis_url):
    async with no_leaks():
        with trio.move_on_after(0.2) as scope:
            async with open_state(redis_url) as state:
                while True:
                    await state.take("w")
        assert scope.cancelled_caught


@pytest.mark.parametrize("url", ["redis://:hush@h:port/0", "http://hush", "redis+sentinel://:hush@h"])  # fmt: skip
async def test_an_address_that_cannot_be_read_is_refused_and_not_quoted(url):
    with pytest.raises(ValueError, match="address of Redis") as caught:
        async with open_state(url):
            pass
    assert "hush" not in str(caught.value)
