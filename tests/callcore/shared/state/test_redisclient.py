"""Whatever a server does, everybody is told within a second, and nobody gets a wrong answer."""

from __future__ import annotations

import random

import pytest
import trio

from callcore.shared.state import redisclient
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import Cursor, Limit, LiveCall, Reply, StateDown
from tests.callcore.shared.state.contract import command, drafts, worker
from tests.callcore.shared.state.faulty import asked, frozen, own_server
from tests.kit.leaks import no_leaks

pytestmark = pytest.mark.integration

WITHIN_S = 1.6  # a second, on a machine that others use too
AT_ONCE_S = 0.3
PATIENCE_S = 20

METHODS = {
    "put_calls": lambda s: s.put_calls([LiveCall("a", "w", 1.0)]),
    "drop_call": lambda s: s.drop_call("a"),
    "calls": lambda s: s.calls(),
    "call": lambda s: s.call("a"),
    "beat": lambda s: s.beat(worker("w")),
    "leave": lambda s: s.leave("w"),
    "workers": lambda s: s.workers(),
    "publish": lambda s: s.publish(drafts("a")),
    "head": lambda s: s.head(),
    "events_after": lambda s: s.events_after(Cursor("e", 0), 1),
    "follow": lambda s: s.follow().__aenter__(),
    "send": lambda s: s.send("w", command(1)),
    "take": lambda s: s.take("w"),
    "reply": lambda s: s.reply(Reply("c", "done")),
    "wait_reply": lambda s: s.wait_reply("nobody"),
    "deny": lambda s: s.deny({"a": 9e9}),
    "denied": lambda s: s.denied(["a"]),
    "begin_seed": lambda s: s.begin_seed(),
    "seed": lambda s: s.seed({"a": 9e9}),
    "count": lambda s: s.count(Limit("x", 1, 1), "k"),
    "put_once": lambda s: s.put_once("k", "v", 1.0),
    "pop": lambda s: s.pop("k"),
    "ping": lambda s: s.ping(),
}
WRITES = ["put_calls", "beat", "publish", "send", "reply", "deny", "seed", "count", "put_once"]  # fmt: skip


def turn_of(call):
    return call.turn


async def works_again(state):
    with trio.fail_after(PATIENCE_S):
        while True:
            try:
                return await state.ping()
            except StateDown:
                await trio.sleep(0.05)


async def raises_soon(state, name, within_s):
    begun_s = trio.current_time()
    with pytest.raises(StateDown):
        await METHODS[name](state)
    assert trio.current_time() - begun_s < within_s, name


def test_no_method_is_forgotten():
    assert set(METHODS) >= set(WRITES)
    from callcore.shared.state.port import State

    assert {name for name in vars(State) if not name.startswith("_")} == set(METHODS)


async def test_a_frozen_server_costs_everybody_a_second_and_others_nothing(tmp_path):
    late_s = []

    async def tick():
        while True:
            begun_s = trio.current_time()
            await trio.sleep(0.02)
            late_s.append(trio.current_time() - begun_s - 0.02)

    with own_server(tmp_path) as server:
        async with open_state(server.url) as state, trio.open_nursery() as nursery:
            await state.ping()
            nursery.start_soon(tick)
            with frozen(server):
                async with trio.open_nursery() as asking:
                    for name in METHODS:
                        asking.start_soon(raises_soon, state, name, WITHIN_S)
            await works_again(state)
            nursery.cancel_scope.cancel()
    assert sorted(late_s)[len(late_s) // 2] < 0.05


async def test_a_server_that_hangs_is_not_waited_for_again_and_again(tmp_path):
    with own_server(tmp_path) as server:
        async with open_state(server.url) as state:
            await state.ping()
            with frozen(server):
                for _ in range(redisclient.HUNG_AFTER):
                    await raises_soon(state, "ping", WITHIN_S)
                for name in METHODS:
                    await raises_soon(state, name, AT_ONCE_S)
            await works_again(state)
            assert (await state.publish(drafts("a"))).seq == 1


async def test_a_killed_server_is_noticed_at_once_and_used_when_it_is_back(tmp_path):
    with own_server(tmp_path) as server:
        async with open_state(server.url) as state:
            async with trio.open_nursery() as nursery:
                for _ in range(8):  # so that several connections break
                    nursery.start_soon(state.ping)
            server.process.kill()
            for name in METHODS:
                await raises_soon(state, name, AT_ONCE_S)
            server.start()
            for name in METHODS:
                if name not in ("events_after", "wait_reply", "follow"):
                    await METHODS[name](state)


async def test_idle_connections_to_a_server_that_began_anew_fail_nobody(tmp_path):
    with own_server(tmp_path) as server:
        async with open_state(server.url) as state:
            async with trio.open_nursery() as nursery:
                for _ in range(8):
                    nursery.start_soon(state.ping)
            server.stop()
            server.start()
            async with trio.open_nursery() as nursery:
                for _ in range(16):
                    nursery.start_soon(state.ping)


async def test_nobody_is_needed_at_the_address_before_it_is_used(tmp_path):
    async with open_state(f"unix://{tmp_path}/nobody.sock") as state:
        for name in METHODS:
            await raises_soon(state, name, AT_ONCE_S)


async def test_a_full_server_refuses_writes_and_still_answers(tmp_path):
    with own_server(tmp_path, maxmemory="3mb") as server, asked(server) as client:
        async with open_state(server.url) as state:
            await state.seed({"a": 9e9})
            await state.put_calls([LiveCall("a", "w", 1.0)])
            start = await state.publish(drafts("a"))
            client.config_set("maxmemory", "100kb")
            for name in WRITES:
                with pytest.raises(StateDown, match="full"):
                    await METHODS[name](state)
            assert len(await state.calls()) == 1
            assert await state.denied(["a"]) == "yes"
            assert await state.denied(["b"]) == "no"
            assert await state.head() == start
            await state.drop_call("a")
            client.config_set("maxmemory", "100mb")
            last = await state.publish(drafts("b"))
            assert last == Cursor(start.epoch, 2)
            assert len(await state.events_after(start, 10)) == 1


async def test_a_replica_refuses_writes_and_its_denials_are_not_believed(tmp_path):
    with own_server(tmp_path) as server, asked(server) as client:
        async with open_state(server.url) as state:
            await state.seed({"a": 9e9})
            client.replicaof("127.0.0.1", "1")
            client.config_set("replica-serve-stale-data", "yes")
            for name in WRITES:
                with pytest.raises(StateDown, match="read-only"):
                    await METHODS[name](state)
            assert await state.denied(["a"]) == "yes"
            assert await state.denied(["b"]) == "unknown"
            client.replicaof("NO", "ONE")
            await state.publish(drafts("a"))


async def test_a_storm_of_cancellations_gives_no_wrong_answer(redis_url):
    chance = random.Random(6)
    asked_for = {"cancelled": 0, "answered": 0}

    async def ask(state, number):
        for _ in range(15):
            patience_s = chance.choice([0.02, 0.1, PATIENCE_S]) * chance.random()
            with trio.move_on_after(patience_s) as scope:
                found = await state.call(f"{number}")
                assert turn_of(found) == number
                asked_for["answered"] += 1
            asked_for["cancelled"] += scope.cancelled_caught

    async with no_leaks():
        async with open_state(redis_url) as state:
            await state.put_calls(
                [LiveCall(f"{n}", "w", 1.0, turn=n) for n in range(40)]
            )
            async with trio.open_nursery() as nursery:
                for number in range(40):
                    nursery.start_soon(ask, state, number)
            for number in range(40):
                assert turn_of(await state.call(f"{number}")) == number
            del nursery
    assert min(asked_for.values()) > 20, asked_for


async def test_connections_are_few_and_closed_at_the_end(redis_url, valkey_server):
    with asked(valkey_server) as client:
        before = len(client.client_list())
        async with open_state(redis_url) as state:
            async with trio.open_nursery() as nursery:
                for _ in range(200):
                    nursery.start_soon(state.ping)
            assert len(client.client_list()) - before <= redisclient.MAX_AT_ONCE
        assert len(client.client_list()) <= before


async def test_a_wrong_password_is_a_word_and_told_to_nobody(tmp_path, caplog):
    with own_server(tmp_path) as server, asked(server) as client:
        client.config_set("requirepass", "right")
        path = server.socket_path
        async with open_state(f"unix://:hush-wrong@{path}?db=0") as state:
            with pytest.raises(StateDown) as caught:
                await state.ping()
        assert caught.value.__cause__ is None
        assert str(caught.value) == "refused"
        async with open_state(f"unix://:right@{path}?db=0") as state:
            await state.ping()
    assert "hush" not in caplog.text


async def test_a_name_that_cannot_be_looked_up_in_time_costs_a_second(monkeypatch):
    import socket
    import threading

    released = threading.Event()

    def slow(*_args, **_more):
        released.wait(5)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    async with open_state("redis://redis.example:6379/0") as state:
        try:
            await raises_soon(state, "ping", WITHIN_S)
        finally:
            released.set()
