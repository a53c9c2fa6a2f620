"""Followers are told when the server is gone, however open the connection looks."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.state import keys
from callcore.shared.state.following import MAX_UNREAD
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import Cursor, StateDown
from callcore.shared.state.redisfollow import SILENCE_S, _events_untrusted
from tests.callcore.shared.state.contract import drafts
from tests.callcore.shared.state.faulty import asked, frozen, own_server
from tests.kit.leaks import no_leaks
from tests.kit.until import until

pytestmark = pytest.mark.integration

WITHIN_S = 2 * SILENCE_S + 1.5


async def test_a_killed_server_ends_its_followers_at_once_and_they_may_come_back(
    tmp_path,
):
    with own_server(tmp_path) as server:
        async with open_state(server.url) as state:
            async with state.follow() as events:
                await state.publish(drafts("a"))
                await anext(events)
                server.process.kill()
                with trio.fail_after(1), pytest.raises(StateDown, match="unreachable"):
                    await anext(events)
            server.start()
            async with state.follow() as events:
                await state.publish(drafts("b"))
                with trio.fail_after(WITHIN_S):
                    event = await anext(events)
                assert (event.name, event.cursor.seq) == ("b", 1)


async def test_a_frozen_server_ends_its_followers_in_two_seconds(tmp_path):
    with own_server(tmp_path) as server:
        async with open_state(server.url) as state:
            async with state.follow() as events:
                with frozen(server):
                    with trio.fail_after(WITHIN_S), pytest.raises(StateDown):
                        await anext(events)


async def test_silence_is_no_fault(redis_url):
    async with open_state(redis_url) as state, state.follow() as events:
        with trio.move_on_after(3 * SILENCE_S) as scope:
            await anext(events)
        assert scope.cancelled_caught
        await state.publish(drafts("a"))
        with trio.fail_after(WITHIN_S):
            assert (await anext(events)).name == "a"


async def test_a_follower_whose_connection_the_server_closes_is_told(
    redis_url, valkey_server
):
    async with open_state(redis_url) as state, state.follow() as events:
        with asked(valkey_server) as client:
            client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        with trio.fail_after(WITHIN_S), pytest.raises(StateDown):
            await anext(events)


async def test_a_slow_follower_is_broken_off_and_the_others_go_on(redis_url):
    async with open_state(redis_url) as state:
        async with state.follow() as slow, state.follow() as quick:
            read = 0
            for _ in range(MAX_UNREAD // 500 + 1):
                await state.publish(drafts("x") * 500)
                with trio.fail_after(20):
                    for _ in range(500):
                        await anext(quick)
                        read += 1
            assert read > MAX_UNREAD
            await until(lambda: slow._ended)  # type: ignore[attr-defined]
            with pytest.raises(StateDown, match="slow"):
                await anext(slow)


async def test_what_others_write_into_the_channel_ends_nobody(redis_url, valkey_server):
    async with open_state(redis_url) as state, state.follow() as events:
        with asked(valkey_server) as client:
            for message in (
                b"",
                b"\n",
                b"e\nx\n{}",
                b"\xff\n1\n\xff",
                b"e\n" + b"9" * 99,
            ):
                client.publish(keys.EVENTS, message)
        await state.publish(drafts("a"))
        with trio.fail_after(WITHIN_S):
            names = [(await anext(events)).name, (await anext(events)).name]
        assert names == ["", "a"]


async def test_followers_that_are_cancelled_anywhere_leave_nothing(redis_url):
    async with no_leaks():
        async with open_state(redis_url) as state:
            for step in range(40):
                with trio.move_on_after(step * 0.0005):
                    async with state.follow() as events:
                        await anext(events)
            del events


def test_a_message_holds_events_in_their_order():
    line = b'{"v":1,"name":"a","at_s":1,"call_id":"","fields":{}}'
    events = _events_untrusted(b"epoch\n7\n" + line + b"\n" + line)
    assert [event.cursor for event in events] == [
        Cursor("epoch", 7),
        Cursor("epoch", 8),
    ]
