"""The state in a real server keeps the contract; its faults are in test_redisfaults.py."""

from __future__ import annotations

import pytest
import redis

from callcore.shared.state import keys
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import Limit, LiveCall, Reply, StateDown
from tests.callcore.shared.state import contract
from tests.callcore.shared.state.contract import FAR_S, command, drafts, worker
from tests.kit.until import until

pytestmark = pytest.mark.integration

# the contract's tests, run on this state by their own names
globals().update({name: test for name, test in vars(contract).items() if name.startswith("test_")})  # fmt: skip


@pytest.fixture
async def state(redis_url):
    async with open_state(redis_url) as opened:
        yield opened


@pytest.fixture
def server(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        yield client


async def test_no_key_lives_for_ever_and_all_have_our_prefix(state, server):
    await state.put_calls([LiveCall("a", "w", 1.0)])
    await state.beat(worker("w"))
    await state.publish(drafts("a"))
    await state.send("w", command(1))
    await state.reply(Reply("c", "done"))
    await state.seed({"a": FAR_S}, await state.begin_seed())
    await state.begin_seed()
    await state.count(Limit("x", 2, 3), "k")
    await state.put_once("k", "v", 5.0)
    lives = {key.decode(): server.pttl(key) for key in server.keys("*")}
    assert len(lives) == 13
    assert not [key for key in lives if not key.startswith(keys.PREFIX)]
    assert not [key for key, life_ms in lives.items() if life_ms <= 0]
    assert 1_790_000 < lives[keys.call("a")] <= 1_800_000
    assert lives[keys.worker("w")] <= 5_000
    assert lives[keys.commands("w")] <= 60_000


async def test_what_has_ended_is_taken_out_of_the_index(state, server):
    await state.put_calls([LiveCall("a", "w", 1.0), LiveCall("b", "w", 2.0)])
    server.delete(keys.call("a"))
    assert [call.call_id for call in await state.calls()] == ["b"]
    assert server.zrange(keys.CALLS, 0, -1) == [b"b"]


async def test_a_call_that_cannot_be_read_is_left_out_and_left_alone(state, server):
    await state.put_calls([LiveCall("a", "w", 1.0), LiveCall("b", "w", 2.0)])
    server.hset(keys.call("a"), "v", "2")
    server.hset(keys.call("b"), "news", "of a later release")
    assert [call.call_id for call in await state.calls()] == ["b"]
    assert server.exists(keys.call("a"))


async def test_a_limit_is_exact_at_its_border(state, server):
    limit = Limit("x", 2, 1)
    assert await state.count(limit, "k") == 0.0
    assert await state.count(limit, "k") == 0.0
    waits_s: list[float] = []
    await_s = await state.count(limit, "k")
    assert 0 < await_s <= 1

    key = keys.limit("x", "k")
    oldest = int(server.lindex(key, 0))
    while not waits_s or waits_s[-1]:
        seconds, micros = server.time()
        waits_s.append(await state.count(limit, "k"))
    newest = int(server.lindex(key, -1))
    assert newest - oldest >= 1_000_000  # never two more within the second
    assert seconds * 1_000_000 + micros - oldest < 1_500_000  # and not long after it
    assert 0 < server.pttl(key) <= 2_000


async def test_a_limit_survives_a_clock_that_goes_back(state, server):
    limit = Limit("x", 1, 10)
    key = keys.limit("x", "k")
    seconds, _ = server.time()
    server.rpush(key, (seconds + 5) * 1_000_000)
    assert 9 <= await state.count(limit, "k") <= 10
    server.delete(key)
    server.rpush(key, (seconds + 500) * 1_000_000)
    assert await state.count(limit, "k") == 0.0


async def test_secrets_and_accounts_cannot_be_read_from_keys(state, server):
    await state.put_once("secret-ticket", "v", 5.0)
    await state.count(Limit("login", 1, 5), "olena@example.org")
    assert not [k for k in server.keys("*") if b"secret" in k or b"olena" in k]


async def test_a_server_that_may_drop_keys_is_not_believed(redis_url, server):
    try:
        for policy, limit, expected in (
            ("allkeys-lru", "100mb", "unknown"),
            ("volatile-ttl", "100mb", "unknown"),
            ("allkeys-lru", "0", "no"),
            ("noeviction", "100mb", "no"),
        ):
            server.config_set("maxmemory-policy", policy)
            server.config_set("maxmemory", limit)
            async with open_state(redis_url) as state:
                await state.seed({"a": FAR_S})
                assert await state.denied(["b"]) == expected, (policy, limit)
                assert await state.denied(["a"]) == "yes"
    finally:
        server.config_set("maxmemory-policy", "noeviction")
        server.config_set("maxmemory", "128mb")


async def test_a_flushed_server_is_not_believed_until_it_is_seeded(state, server):
    await state.seed({"a": FAR_S})
    ticket = await state.begin_seed()
    server.flushall()
    assert await state.denied(["a"]) == "unknown"
    with pytest.raises(StateDown, match="changed"):
        await state.seed({"b": FAR_S}, ticket)
    assert await state.denied(["a"]) == "unknown"
    await state.seed({"a": FAR_S}, await state.begin_seed())
    assert await state.denied(["a"]) == "yes"
    assert await state.denied(["b2"]) == "no"


async def test_an_emptied_server_begins_a_new_epoch(state, server):
    cursor = await state.publish(drafts("a", "b"))
    server.flushall()
    fresh = await state.publish(drafts("c"))
    assert fresh.seq == 1
    assert fresh.epoch != cursor.epoch


async def test_two_processes_share_everything(redis_url, state):
    async with open_state(redis_url) as other:
        await other.seed({"a": FAR_S})
        assert await state.denied(["a"]) == "yes"
        assert await state.denied(["b"]) == "no"
        await other.send("w", command(1))
        assert list(await state.take("w")) == [command(1)]


async def test_a_follower_that_is_cancelled_leaves_no_connection(state, server):
    before = len(server.client_list())
    for _ in range(3):
        async with state.follow():
            pass
    await until(lambda: len(server.client_list()) <= before)
