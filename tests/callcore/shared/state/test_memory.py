"""The state of one process keeps the contract, and its times under a clock that is set."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.state import keys
from callcore.shared.state.following import MAX_UNREAD
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import Gap, Limit, LiveCall, Reply, StateDown
from tests.callcore.shared.state import contract
from tests.callcore.shared.state.contract import FAR_S, command, drafts, worker

# the contract's tests, run on this state by their own names
globals().update({name: test for name, test in vars(contract).items() if name.startswith("test_")})  # fmt: skip


@pytest.fixture
def now():
    return [1_000.0]


@pytest.fixture
def state(now):
    return MemoryState(lambda: now[0])


async def test_live_calls_end_after_half_an_hour_without_news(state, now):
    await state.put_calls([LiveCall("a", "w", 1.0), LiveCall("b", "w", 1.0)])
    now[0] += 1_000
    await state.put_calls([LiveCall("b", "w", 1.0)])
    now[0] += 801
    assert [call.call_id for call in await state.calls()] == ["b"]


async def test_a_worker_is_forgotten_after_five_seconds(state, now):
    await state.beat(worker("w"))
    now[0] += 4.9
    assert await state.workers()
    now[0] += 0.1
    assert not await state.workers()


async def test_a_limit_is_exact_at_its_border_second(state, now):
    limit = Limit("x", 2, 10)
    assert await state.count(limit, "k") == 0.0
    now[0] += 9
    assert await state.count(limit, "k") == 0.0
    assert await state.count(limit, "k") == 1.0
    now[0] += 0.999
    assert await state.count(limit, "k") > 0
    now[0] += 0.001
    assert await state.count(limit, "k") == 0.0
    assert await state.count(limit, "k") == pytest.approx(9.0)


async def test_commands_and_replies_and_tickets_end(state, now, autojump_clock):
    await state.send("w", command(1))
    await state.reply(Reply("c", "done"))
    await state.put_once("k", "v", 30.0)
    now[0] += 60
    assert not await state.take("w")
    assert await state.pop("k") is None
    with trio.move_on_after(5) as scope:
        await state.wait_reply("c")
    assert scope.cancelled_caught


async def test_a_denial_ends_two_minutes_after_its_token(state, now):
    await state.seed({"a": now[0] + 100})
    now[0] += 100 + keys.DENIAL_EXTRA_S - 1
    assert await state.denied(["a"]) == "yes"
    now[0] += 1
    assert await state.denied(["a"]) == "no"


async def test_a_state_that_is_down_says_so_everywhere_and_comes_back(state):
    async with state.follow() as events:
        await state.publish(drafts("a"))
        state.down = "unreachable"
        assert (await anext(events)).name == "a"
        with pytest.raises(StateDown, match="unreachable"):
            await anext(events)
    with pytest.raises(StateDown, match="unreachable"):
        await state.ping()
    state.down = ""
    await state.ping()


async def test_who_waits_is_told_that_the_state_went_down(state, autojump_clock):
    async def fail():
        await trio.sleep(0.1)
        state.down = "unreachable"

    async with trio.open_nursery() as nursery:
        nursery.start_soon(fail)
        with pytest.raises(StateDown):
            await state.take("w")
    state.down = ""


async def test_a_state_that_began_anew_knows_nothing_and_says_so(state):
    cursor = await state.publish(drafts("a"))
    await state.put_calls([LiveCall("a", "w", 1.0)])
    ticket = await state.begin_seed()
    await state.seed({"a": FAR_S}, ticket)
    state.forget()
    assert not await state.calls()
    assert await state.denied(["a"]) == "unknown"
    with pytest.raises(StateDown, match="changed"):
        await state.seed({}, ticket)
    assert await state.denied(["b"]) == "unknown"
    with pytest.raises(Gap):
        await state.events_after(cursor, 1)
    assert (await state.publish(drafts("b"))).epoch != cursor.epoch


async def test_a_slow_follower_is_broken_off(state):
    async with state.follow() as events:
        await state.publish(drafts("x") * (MAX_UNREAD + 1))
        with pytest.raises(StateDown, match="slow"):
            await anext(events)
