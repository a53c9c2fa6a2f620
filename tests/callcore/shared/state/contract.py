"""What every state keeps to: run by test_memory.py and test_redisstate.py on their own.

The tests take a fixture ``state``; nothing here knows which one it is. Lives of seconds are
tested with the clock of the one that has one.
"""

from __future__ import annotations

from typing import Any

import pytest
import trio

from callcore.shared.state.port import (
    Command,
    Cursor,
    EventDraft,
    Gap,
    Limit,
    LiveCall,
    Reply,
    WorkerState,
)

FAR_S = 9e9
PATIENCE_S = 20


def worker(name, **more):
    return WorkerState(
        worker=name,
        load=1,
        capacity=8,
        draining=False,
        version="1",
        address="h:1",
        **more,
    )


def command(number, name="hangup", **arguments):
    return Command(f"c{number}", name, "call", "user", FAR_S, arguments)


def drafts(*names):
    return [EventDraft(name, 1.5, "call", {"n": name}) for name in names]


# -- live calls and workers ---------------------------------------------------------------


async def test_calls_come_back_as_they_were_put_oldest_first(state):
    young = LiveCall("b", "w", 20.0, caller="+380•••67", said_caller="Так, «добре»\n")
    old = LiveCall("a", "w", 10.0, turn=3, cost_micros=12, degraded="stt")
    await state.put_calls([young, old])
    assert list(await state.calls()) == [old, young]
    assert await state.call("b") == young


async def test_the_last_view_of_a_call_wins(state):
    await state.put_calls([LiveCall("a", "w", 1.0, order_id="7", turn=1)])
    await state.put_calls([LiveCall("a", "w", 1.0, turn=2)])
    assert list(await state.calls()) == [LiveCall("a", "w", 1.0, turn=2)]


async def test_a_call_that_was_dropped_is_gone(state):
    await state.put_calls([LiveCall("a", "w", 1.0), LiveCall("b", "w", 2.0)])
    await state.drop_call("a")
    await state.drop_call("a")
    assert [call.call_id for call in await state.calls()] == ["b"]
    assert await state.call("a") is None


async def test_more_calls_than_one_round_trip_takes(state):
    calls = [LiveCall(f"{n:03}", "w", float(n)) for n in range(250)]
    await state.put_calls(calls)
    assert list(await state.calls()) == calls


async def test_nothing_to_put_is_fine(state):
    await state.put_calls([])
    assert list(await state.calls()) == []


async def test_workers_are_listed_by_name_until_they_leave(state):
    second = worker("h:2:1", health={"stt": "a human"}, beat_s=5.5)
    await state.beat(second)
    await state.beat(worker("h:1:1"))
    assert list(await state.workers()) == [worker("h:1:1"), second]
    await state.leave("h:1:1")
    assert list(await state.workers()) == [second]


# -- events -------------------------------------------------------------------------------


async def test_events_are_numbered_from_one_without_gaps(state):
    start = await state.head()
    assert start.seq == 0
    last = await state.publish(drafts("a", "b"))
    assert last == Cursor(start.epoch, 2)
    assert await state.publish(drafts("c")) == Cursor(start.epoch, 3)
    assert await state.head() == Cursor(start.epoch, 3)
    events = await state.events_after(start, 10)
    assert [event.cursor.seq for event in events] == [1, 2, 3]
    assert [event.fields["n"] for event in events] == ["a", "b", "c"]
    assert (events[0].name, events[0].at_s, events[0].call_id) == ("a", 1.5, "call")


async def test_a_cursor_goes_on_where_it_stands(state):
    start = await state.head()
    last = await state.publish(drafts(*"abcde"))
    middle = Cursor(start.epoch, 2)
    assert [e.name for e in await state.events_after(middle, 2)] == ["c", "d"]
    assert list(await state.events_after(last, 2)) == []


async def test_a_cursor_of_another_epoch_or_of_the_future_is_a_gap(state):
    head = await state.publish(drafts("a"))
    for cursor in (Cursor("other", 0), Cursor(head.epoch, 2)):
        with pytest.raises(Gap):
            await state.events_after(cursor, 10)


async def test_events_that_left_the_log_are_a_gap(state):
    start = await state.head()
    for _ in range(25):
        last = await state.publish(drafts("x") * 500)
    with pytest.raises(Gap):
        await state.events_after(start, 10)
    near = Cursor(last.epoch, last.seq - 9_000)
    (event,) = await state.events_after(near, 1)
    assert event.cursor.seq == near.seq + 1


async def test_publishing_nothing_tells_the_head(state):
    assert await state.publish([]) == await state.head()


async def test_a_follower_gets_what_is_published_from_now_on(state):
    await state.publish(drafts("before"))
    async with state.follow() as events, state.follow() as others:
        last = await state.publish(drafts("a", "b"))
        with trio.fail_after(PATIENCE_S):
            got = [await anext(events), await anext(events)]
            assert [event.name for event in got] == ["a", "b"]
            assert got[1].cursor == last
            assert (await anext(others)).name == "a"


async def test_followers_and_the_log_agree(state):
    start = await state.head()
    async with state.follow() as events:
        async with trio.open_nursery() as nursery:
            for number in range(20):
                nursery.start_soon(state.publish, drafts(f"{number}", "x", "y"))
        with trio.fail_after(PATIENCE_S):
            got = [await anext(events) for _ in range(60)]
    assert got == list(await state.events_after(start, 100))
    assert [event.cursor.seq for event in got] == list(range(1, 61))


async def test_a_cancelled_reader_of_events_loses_none(state):
    async with state.follow() as events:
        with trio.move_on_after(0.05):
            await anext(events)
        await state.publish(drafts("a"))
        with trio.fail_after(PATIENCE_S):
            assert (await anext(events)).name == "a"


async def test_what_the_body_of_follow_raises_comes_out_as_it_is(state):
    with pytest.raises(ZeroDivisionError):
        async with state.follow():
            raise ZeroDivisionError


# -- commands -----------------------------------------------------------------------------


async def test_commands_are_taken_once_each_in_order(state):
    say = command(1, "say", text="Добрий день")
    await state.send("w", say)
    await state.send("w", command(2))
    await state.send("other", command(3))
    assert list(await state.take("w")) == [say, command(2)]
    assert list(await state.take("w")) == []
    await state.send("w", command(4))
    assert list(await state.take("w")) == [command(4)]


async def test_who_waits_for_commands_gets_them_when_they_come(state):
    got: list[Any] = []

    async def obey():
        while not got:
            got.extend(await state.take("w"))

    with trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(obey)
            await trio.sleep(0.05)
            await state.send("w", command(1))
    assert got == [command(1)]


async def test_a_cancelled_take_loses_no_command(state):
    with trio.move_on_after(0.05):
        await state.take("w")
    await state.send("w", command(1))
    assert list(await state.take("w")) == [command(1)]


async def test_a_reply_is_told_to_everybody_who_waits_and_may_come_first(state):
    reply = Reply("c1", "done", {"address": "h:1"})
    got: list[Any] = []

    async def wait():
        got.append(await state.wait_reply("c1"))

    with trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait)
            nursery.start_soon(wait)
            await trio.sleep(0.05)
            await state.reply(reply)
    assert got == [reply, reply]
    assert await state.wait_reply("c1") == reply


async def test_no_reply_keeps_the_caller_until_its_deadline(state):
    with trio.move_on_after(0.7) as scope:
        await state.wait_reply("nobody")
    assert scope.cancelled_caught


# -- denials ------------------------------------------------------------------------------


async def test_a_list_that_was_never_seeded_is_not_believed(state):
    assert await state.denied(["a"]) == "unknown"
    await state.deny({"a": FAR_S})
    assert await state.denied(["b", "a"]) == "yes"
    assert await state.denied(["b"]) == "unknown"


async def test_a_seeded_list_knows_who_is_denied(state):
    await state.seed({"a": FAR_S})
    assert await state.denied(["a"]) == "yes"
    assert await state.denied(["b", "c"]) == "no"
    await state.deny({"b": FAR_S, "c": FAR_S})
    assert await state.denied(["c"]) == "yes"
    assert await state.denied([]) == "no"


async def test_more_denials_than_one_round_trip_takes(state):
    await state.seed({f"n{n}": FAR_S for n in range(1_200)})
    assert await state.denied(["n0"]) == "yes"
    assert await state.denied(["n1199"]) == "yes"
    assert await state.denied(["n1200"]) == "no"


async def test_a_denial_of_the_past_still_holds_while_clocks_may_differ(state):
    await state.seed({"a": 1.0})
    assert await state.denied(["a"]) == "yes"


async def test_a_ticket_covers_the_time_in_which_the_truth_is_read(state):
    ticket = await state.begin_seed()
    await state.deny({"meantime": FAR_S})
    await state.seed({"a": FAR_S}, ticket)
    assert await state.denied(["meantime"]) == "yes"
    assert await state.denied(["other"]) == "no"


# -- limits and tickets -------------------------------------------------------------------


async def test_a_limit_gives_so_many_and_then_says_how_long(state):
    limit = Limit("login", 3, 60)
    assert [await state.count(limit, "a") for _ in range(3)] == [0.0] * 3
    wait_s = await state.count(limit, "a")
    assert 50 < wait_s <= 60
    assert await state.count(limit, "b") == 0.0
    assert await state.count(Limit("other", 3, 60), "a") == 0.0


async def test_takes_at_once_never_exceed_a_limit(state):
    limit = Limit("burst", 7, 60)
    waits = []

    async def take():
        waits.append(await state.count(limit, "a" * 10_000))

    async with trio.open_nursery() as nursery:
        for _ in range(30):
            nursery.start_soon(take)
    assert waits.count(0.0) == 7


async def test_a_limit_of_none_gives_none(state):
    assert await state.count(Limit("never", 0, 9), "a") == 9.0


async def test_a_value_is_given_away_once(state):
    await state.put_once("ticket", "значення", 30.0)
    assert await state.pop("ticket") == "значення"
    assert await state.pop("ticket") is None


async def test_only_one_of_many_gets_the_value(state):
    await state.put_once("ticket", "v", 30.0)
    got: list[Any] = []

    async def take():
        got.append(await state.pop("ticket"))

    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(take)
    assert got.count("v") == 1


async def test_it_answers(state):
    await state.ping()
