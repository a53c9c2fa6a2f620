"""The hub against a state that comes and goes, in virtual time."""

import json
from dataclasses import asdict, replace

import pytest
import trio

from adminapi.live import hub as hubs
from adminapi.live.hub import Hub
from adminapi.live.seat import Seat
from callcore.shared.state import names
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import Cursor, EventDraft, LiveCall, WorkerState

CALL = LiveCall("11111111-1111-4111-8111-111111111111", "h:w1:1", 0.0, "+380•••67")
WORKER = WorkerState("h:w1:1", 1, 10, False, "1", "127.0.0.1:9092")
NUMBER = "+380671234567"


class House:
    """A hub with its state, and numbers that the archive knows."""

    def __init__(self):
        self.state = MemoryState(trio.current_time)
        self.numbers = {}
        self.operators = []
        self.hub = Hub(
            self.state, self._callers, self._operators, now_s=trio.current_time
        )

    async def _callers(self, call_ids):
        return {each: self.numbers[each] for each in call_ids if each in self.numbers}

    async def _operators(self):
        return self.operators

    async def publish(self, *drafts):
        await self.state.publish(drafts)

    async def beat(self):
        while True:
            if not self.state.down:
                await self.state.beat(WORKER)
            await trio.sleep(1)


@pytest.fixture
async def house(nursery, autojump_clock):
    house = House()
    await house.state.beat(WORKER)
    await house.state.put_calls([CALL])
    nursery.start_soon(house.beat)
    nursery.start_soon(house.hub.run)
    await trio.sleep(0.05)
    return house


def draft(name, call_id=CALL.call_id, **fields):
    return EventDraft(name, trio.current_time(), call_id, fields)


async def sat(house, *, clear=False, since=None):
    seat = Seat(clear=clear)
    await house.hub.join(seat, since)
    return seat


async def hear(seat, kind=""):
    """Return the next message, or the next of a kind."""
    with trio.fail_after(60):
        while True:
            told = json.loads(await seat.next())
            if kind in ("", told["type"]):
                return told


async def heard_of(seat, kind):
    """Say whether a message of a kind waits."""
    with trio.move_on_after(1):
        await hear(seat, kind)
        return True
    return False


async def test_a_client_gets_a_snapshot_and_then_what_changes(house, autojump_clock):
    seat = await sat(house)
    first = await hear(seat)
    assert first["type"] == "snapshot"
    assert [call["call_id"] for call in first["calls"]] == [CALL.call_id]
    assert first["calls"][0]["gone"] is False
    await house.publish(draft(names.CALL_UPDATED, state="speaking"))
    told = await hear(seat)
    assert told["type"] == "events"
    assert told["events"][0]["fields"] == {"state": "speaking"}
    assert told["cursor"]["seq"] == first["cursor"]["seq"] + 1


async def test_changes_within_100_ms_are_told_at_once(house, autojump_clock):
    seat = await sat(house)
    await hear(seat)
    began_s = trio.current_time()
    for turn in range(50):
        await house.publish(draft(names.CALL_UPDATED, turn=turn))
    told = await hear(seat)
    assert [each["fields"] for each in told["events"]] == [{"turn": 49}]
    assert trio.current_time() - began_s <= hubs.TELL_S + 0.01


async def test_who_was_away_hears_what_he_missed(house, autojump_clock):
    since = house.hub.cursor
    for turn in range(3):
        await house.publish(draft(names.CALL_STARTED, call_id=f"c{turn}"))
    await trio.sleep(0.2)
    told = await hear(await sat(house, since=since))
    assert told["type"] == "events"
    assert [each["call_id"] for each in told["events"]] == ["c0", "c1", "c2"]


async def test_who_missed_nothing_hears_only_the_cursor(house, autojump_clock):
    told = await hear(await sat(house, since=house.hub.cursor))
    assert (told["type"], told["events"]) == ("events", [])


async def test_who_was_away_hears_who_is_there_now(house, autojump_clock):
    since = house.hub.cursor
    house.operators = [{"operator_id": "o1", "presence": "free"}]
    await trio.sleep(hubs.OPERATORS_S + 1)
    seat = await sat(house, since=since)
    assert (await hear(seat, "operators"))["operators"] == house.operators
    seat = await sat(house, since=since)
    (worker,) = (await hear(seat, "workers"))["workers"]
    assert worker["worker"] == WORKER.worker


async def test_a_snapshot_of_a_quiet_house_tells_the_time_of_now(house, autojump_clock):
    first = await hear(await sat(house))
    await trio.sleep(20)
    second = await hear(await sat(house))
    assert first["cursor"] == second["cursor"]
    assert second["at_s"] == pytest.approx(first["at_s"] + 20)


@pytest.mark.parametrize("since", [Cursor("another", 1), Cursor("memory-1", 10**9)])
async def test_a_cursor_that_is_not_of_this_house_gets_a_snapshot(
    house, since, autojump_clock
):
    assert (await hear(await sat(house, since=since)))["type"] == "snapshot"


async def test_a_hub_that_began_later_asks_the_state_for_what_was_missed(
    house, nursery, autojump_clock
):
    since = house.hub.cursor
    await house.publish(draft(names.CALL_STARTED, call_id="c0"))
    late = House()
    late.state = house.state
    late.hub = Hub(house.state, late._callers, late._operators, now_s=trio.current_time)
    nursery.start_soon(late.hub.run)
    await trio.sleep(0.05)
    told = await hear(await sat(late, since=since))
    assert [each["call_id"] for each in told["events"]] == ["c0"]


async def test_a_state_that_is_down_makes_the_board_stale_and_heals_by_itself(
    house, autojump_clock
):
    seat = await sat(house)
    await hear(seat)
    house.state.down = "unreachable"
    stale = await hear(seat)
    assert stale["type"] == "stale"
    late = await sat(house)
    assert (await hear(late))["type"] == "snapshot"  # of the time before
    assert (await hear(late))["since_s"] == stale["since_s"]
    await trio.sleep(20)
    house.state.down = ""
    await house.state.put_calls([replace(CALL, state="speaking")])
    healed = await hear(seat, "snapshot")
    assert healed["calls"][0]["state"] == "speaking"
    assert house.hub.stale_since_s is None


async def test_an_emptied_state_makes_a_new_snapshot(house, autojump_clock):
    seat = await sat(house)
    await hear(seat)
    house.state.forget()
    await house.publish(draft(names.CALL_STARTED, call_id="new"))
    healed = await hear(seat, "snapshot")
    assert healed["cursor"]["epoch"] != "memory-1"


async def test_events_that_were_lost_make_a_new_snapshot(house, autojump_clock):
    seat = await sat(house)
    await hear(seat)
    house.hub.cursor = replace(house.hub.cursor, seq=house.hub.cursor.seq - 1)
    await house.publish(draft(names.CALL_UPDATED, turn=1))
    assert (await hear(seat))["type"] == "snapshot"


async def test_numbers_in_clear_are_only_for_who_may_see_them(house, autojump_clock):
    viewer, supervisor = await sat(house), await sat(house, clear=True)
    for seat in (viewer, supervisor):
        assert NUMBER not in json.dumps(await hear(seat))
    house.numbers[CALL.call_id] = NUMBER  # the archive has delivered it
    assert (await hear(supervisor))["events"][0]["fields"] == {"caller": NUMBER}
    await house.publish(draft(names.CALL_UPDATED, caller=CALL.caller))
    assert NUMBER in json.dumps(await hear(supervisor))
    assert NUMBER not in json.dumps(await hear(viewer))
    assert NUMBER not in house.hub.snapshot(clear=False)
    assert NUMBER in house.hub.snapshot(clear=True)


async def test_only_a_follower_hears_the_words_of_a_call(house, autojump_clock):
    follower, other = await sat(house), await sat(house)
    await house.publish(draft(names.CALL_LINE, who="caller", text="before"))
    await trio.sleep(0.2)
    house.hub.follow(follower, CALL.call_id)
    await house.publish(
        draft(names.CALL_LINE, who="agent", text="after"),
        draft(names.CALL_LINE, call_id="another", who="agent", text="else"),
    )
    start = await hear(follower, "call")
    assert start["start"]
    assert [each["fields"]["text"] for each in start["events"]] == ["before"]
    more = await hear(follower, "call")
    assert [each["fields"]["text"] for each in more["events"]] == ["after"]
    await house.publish(draft(names.CALL_ENDED))
    board = (await hear(other, "events"))["events"]
    assert [each["name"] for each in board] == [names.CALL_UPDATED]  # the last phrase
    assert not await heard_of(other, "call")


async def test_a_worker_that_is_gone_marks_its_calls(house, autojump_clock):
    seat = await sat(house)
    await hear(seat)
    house.beat = None
    await house.state.leave(WORKER.worker)
    house.state.beat = _nothing
    told = await hear(seat, "workers")
    assert told["workers"] == []
    assert house.hub.calls(clear=False)[0]["gone"] is True


async def _nothing(_worker):
    await trio.lowlevel.checkpoint()


async def test_a_call_whose_end_nobody_told_leaves_the_board(house, autojump_clock):
    seat = await sat(house)
    await hear(seat)
    began_s = trio.current_time()
    await house.state.drop_call(CALL.call_id)
    told = await hear(seat, "events")
    assert told["events"][0]["name"] == names.CALL_ENDED
    assert trio.current_time() - began_s <= hubs.RECOUNT_S + 5
    assert not house.hub.board.calls


async def test_presence_that_was_changed_elsewhere_is_told(house, autojump_clock):
    seat = await sat(house)
    house.operators = [{"operator_id": "o", "presence": "free"}]
    assert (await hear(seat, "operators"))["operators"] == house.operators


async def test_who_left_is_told_nothing(house, autojump_clock):
    seat = await sat(house)
    await hear(seat)
    house.hub.leave(seat)
    await house.publish(draft(names.CALL_ENDED))
    with trio.move_on_after(5) as scope:
        await seat.next()
    assert scope.cancelled_caught


async def test_a_cursor_is_plain_json(house, autojump_clock):
    snapshot = json.loads(house.hub.snapshot(clear=False))
    assert snapshot["cursor"] == asdict(house.hub.cursor)
