"""Nobody waits for the shared state, and the live view heals itself."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.state import buffer, keys
from callcore.shared.state.buffer import Publisher
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import Cursor, EventDraft, LiveCall, StateDown


class Flaky(MemoryState):
    """A state that counts what it is asked, and may fail at one method or after it did it."""

    def __init__(self):
        super().__init__(trio.current_time)
        self.asked = []
        self.fails_at = ""
        self.fails_after = ""
        self.on_ask = lambda: None

    async def put_calls(self, calls):
        await self._step(
            "put", [call.call_id for call in calls], super().put_calls(calls)
        )

    async def publish(self, drafts):
        return await self._step("publish", len(drafts), super().publish(drafts))

    async def _step(self, name, what, work):
        self.asked.append((name, what))
        if len(self.asked) % 2:
            self.on_ask()
        if name == self.fails_at:
            work.close()
            raise StateDown("flaky")
        done = await work
        if name == self.fails_after:
            raise StateDown("flaky")
        return done


@pytest.fixture
def state():
    return Flaky()


@pytest.fixture
async def publisher(state):
    made = Publisher(state)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(made.run)
        yield made
        nursery.cancel_scope.cancel()


def view(call_id, turn=0):
    return LiveCall(call_id, "w", 1.0, turn=turn)


def event(number):
    return EventDraft("call:turn", 1.0, "a", {"n": number})


async def told(state):
    head = await state.head()
    events = await state.events_after(Cursor(head.epoch, 0), 100_000)
    return [one.fields["n"] for one in events]


async def ids(state):
    return [call.call_id for call in await state.calls()]


async def test_news_arrive_within_a_tenth_of_a_second(state, publisher, autojump_clock):
    publisher.put(view("a"))
    publisher.note(event(1))
    await trio.sleep(buffer.FLUSH_S + 0.01)
    assert await ids(state) == ["a"]
    assert await told(state) == [1]


async def test_only_the_last_view_of_a_call_is_sent(state, publisher, autojump_clock):
    for turn in range(50):
        publisher.put(view("a", turn))
    await trio.sleep(0.2)
    assert state.asked == [("put", ["a"])]
    assert (await state.call("a")).turn == 49


async def test_calls_are_written_before_their_events(state, publisher, autojump_clock):
    publisher.note(event(1))
    publisher.put(view("a"))
    await trio.sleep(0.2)
    assert state.asked == [("put", ["a"]), ("publish", 1)]


async def test_a_call_that_ended_is_dropped_and_does_not_come_back(
    state, publisher, autojump_clock
):
    publisher.put(view("a"))
    await trio.sleep(0.2)
    publisher.put(view("a", 2))
    publisher.drop("a")
    await trio.sleep(buffer.REFRESH_S * 2)
    assert await ids(state) == []


async def test_a_view_that_changes_while_it_is_sent_is_sent_again(
    state, publisher, autojump_clock
):
    original = state.put_calls

    async def slow(calls):
        await original(calls)
        if calls[0].turn == 1:
            publisher.put(view("a", 2))

    state.put_calls = slow
    publisher.put(view("a", 1))
    await trio.sleep(0.5)
    assert (await state.call("a")).turn == 2


async def test_what_happened_in_an_outage_is_told_after_it(
    state, publisher, autojump_clock
):
    publisher.put(view("a"))
    await trio.sleep(0.2)
    state.down = "unreachable"
    publisher.put(view("b"))
    publisher.put(view("a", 7))
    publisher.note(event(1))
    await trio.sleep(60)
    assert publisher.down_s == pytest.approx(60, abs=1)
    publisher.drop("b")
    publisher.note(event(2))
    state.down = ""
    await trio.sleep(buffer.LONGEST_REST_S + 1)
    assert publisher.down_s == 0.0
    assert publisher.dropped == 0
    assert await told(state) == [1, 2]
    assert await ids(state) == ["a"]
    assert (await state.call("a")).turn == 7


async def test_a_long_outage_drops_the_oldest_events_and_counts_them(
    state, autojump_clock
):
    publisher = Publisher(state, max_events=10)
    state.down = "full"
    async with trio.open_nursery() as nursery:
        nursery.start_soon(publisher.run)
        for number in range(25):
            publisher.note(event(number))
            await trio.sleep(1)
        assert publisher.waiting == 10
        state.down = ""
        await trio.sleep(10)
        nursery.cancel_scope.cancel()
    assert publisher.dropped == 15
    assert await told(state) == list(range(15, 25))


async def test_a_server_that_is_down_is_asked_once_a_second(
    state, publisher, autojump_clock
):
    state.fails_at = "put"
    publisher.put(view("a"))
    await trio.sleep(100)
    assert 80 < len(state.asked) < 100  # after its first second, once a second


async def test_a_failure_half_way_loses_no_event(state, publisher, autojump_clock):
    state.fails_after = "publish"  # it happened, but nobody heard of it
    publisher.note(event(1))
    await trio.sleep(1)
    state.fails_after = ""
    publisher.note(event(2))
    await trio.sleep(6)
    numbers = await told(state)
    assert sorted(set(numbers)) == [1, 2]
    assert numbers[-1] == 2


async def test_a_cancelled_flush_loses_nothing(state, autojump_clock):
    publisher = Publisher(state)
    for number in range(250):
        publisher.note(event(number))
        publisher.put(view(f"{number:03}"))
    stops = 0
    while publisher.waiting:
        with trio.CancelScope() as scope:
            state.on_ask = (lambda: None) if stops > 40 else scope.cancel
            await publisher.flush()
        stops += scope.cancelled_caught
    assert stops > 10
    assert sorted(set(await told(state))) == list(range(250))
    assert len(await ids(state)) == 250


async def test_an_emptied_server_is_noticed_in_silence_and_filled_again(
    state, publisher, autojump_clock
):
    for name in "abc":
        publisher.put(view(name))
    publisher.note(event(1))
    await trio.sleep(1)
    state.forget()
    await trio.sleep(buffer.CHECK_S + 1)
    assert await ids(state) == ["a", "b", "c"]


async def test_an_emptied_server_is_noticed_with_the_next_event(
    state, publisher, autojump_clock
):
    publisher.put(view("a"))
    publisher.note(event(1))
    await trio.sleep(1)
    state.forget()
    publisher.note(event(2))
    await trio.sleep(buffer.FLUSH_S + 0.05)
    assert await ids(state) == ["a"]
    assert await told(state) == [2]


async def test_an_emptied_server_is_noticed_although_nothing_was_ever_told(
    state, publisher, autojump_clock
):
    publisher.put(view("a"))
    await trio.sleep(buffer.CHECK_S + 1)
    state.forget()
    await trio.sleep(buffer.CHECK_S + 1)
    assert await ids(state) == ["a"]


async def test_a_silent_call_stays_on_the_board_for_hours(
    state, publisher, autojump_clock
):
    publisher.put(view("a"))
    for _ in range(12):
        await trio.sleep(keys.CALL_TTL_S / 2)
        assert await ids(state) == ["a"]


async def test_many_calls_go_in_small_portions(state, publisher, autojump_clock):
    for number in range(100):
        publisher.put(view(f"{number:03}"))
    await trio.sleep(1)
    assert max(len(what) for name, what in state.asked if name == "put") == 20
    assert len(await ids(state)) == 100


async def test_ended_calls_that_cannot_be_dropped_are_bounded(state, autojump_clock):
    publisher = Publisher(state)
    for number in range(2 * buffer.MAX_GONE):
        publisher.drop(f"{number}")
    assert publisher.waiting == buffer.MAX_GONE
