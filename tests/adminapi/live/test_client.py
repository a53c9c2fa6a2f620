"""What a client of the board may say."""

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from adminapi.edges.closing import NONSENSE, TOO_SLOW, TRY_LATER, Closing
from adminapi.edges.endpoint import Principal
from adminapi.live import client as clients
from adminapi.live.client import Live
from adminapi.live.hub import Hub
from callcore.shared.state import names
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import EventDraft
from tests.kit.peer import FakePeer

CALL = "11111111-1111-4111-8111-111111111111"
VIEWER = Principal("u", "vera", "viewer", "s", "t", 1e12)


class House:
    def __init__(self):
        self.state = MemoryState(trio.current_time)
        self.hub = Hub(self.state, self.nobody, self.nothing, trio.current_time)
        self.live = Live(self.hub)
        self.closings = []

    async def nobody(self, _ids):
        return {}

    async def nothing(self):
        return []

    async def hold(self, peer, who=VIEWER):
        try:
            await self.live.hold(who, peer)
        except* Closing as group:
            self.closings.append(_first(group))


def _first(group):
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group


@pytest.fixture
async def house(nursery, autojump_clock):
    house = House()
    nursery.start_soon(house.hub.run)
    await trio.sleep(0.05)
    return house


async def test_who_says_nothing_gets_a_snapshot(house, nursery, autojump_clock):
    peer = FakePeer()
    nursery.start_soon(house.hold, peer)
    assert (await peer.wait("snapshot"))["calls"] == []


async def test_who_resumes_gets_what_he_missed(house, nursery, autojump_clock):
    cursor = house.hub.cursor
    await house.state.publish([EventDraft(names.CALL_STARTED, 0.0, CALL)])
    await trio.sleep(0.2)
    peer = FakePeer()
    peer.say({"resume": {"epoch": cursor.epoch, "seq": cursor.seq}})
    nursery.start_soon(house.hold, peer)
    told = await peer.wait("events")
    assert told["events"][0]["call_id"] == CALL
    assert not peer.of("snapshot")


async def test_a_call_can_be_followed_and_let_go(house, nursery, autojump_clock):
    peer = FakePeer()
    nursery.start_soon(house.hold, peer)
    await peer.wait("snapshot")
    peer.say({"follow": CALL})
    await peer.wait("call")
    line = EventDraft(names.CALL_LINE, 0.0, CALL, {"who": "caller", "text": "hello"})
    await house.state.publish([line])
    assert (await peer.wait("call", 2))["events"][0]["fields"]["text"] == "hello"
    peer.say({"follow": None})
    await trio.sleep(1)
    await house.state.publish([line])
    await trio.sleep(1)
    assert len(peer.of("call")) == 2


async def test_a_quiet_board_still_shows_that_it_is_alive(
    house, nursery, autojump_clock
):
    peer = FakePeer()
    nursery.start_soon(house.hold, peer)
    await peer.wait("alive", 2)


async def test_a_client_that_takes_nothing_is_closed(house, nursery, autojump_clock):
    peer = FakePeer()
    peer.reads = False
    nursery.start_soon(house.hold, peer)
    for turn in range(150):
        await house.state.publish(
            [EventDraft(names.CALL_STARTED, 0.0, f"c{turn}", {"turn": turn})]
        )
        await trio.sleep(0.1)
    assert house.closings[0].code == TOO_SLOW
    assert not house.hub.seats


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{",
        b"\x00\x01",
        {},
        {"follow": "me"},
        {"follow": CALL, "resume": None},
        {"resume": {"epoch": 1, "seq": 1}},
        {"resume": {"epoch": "e", "seq": True}},
        {"resume": {"epoch": "e", "seq": -1}},
        {"resume": {"epoch": "e" * 200, "seq": 1}},
        {"delete": "everything"},
        "[" * 100_000,
        "1" * 5_000,
    ],
)
async def test_nonsense_closes_the_client(house, nursery, said, autojump_clock):
    peer = FakePeer()
    peer.say(said)
    await house.hold(peer)
    assert house.closings[0].code == NONSENSE
    assert not house.hub.seats


async def test_who_talks_without_end_is_closed(house, autojump_clock):
    peer = FakePeer()
    for _ in range(clients.MOST_SAID + 1):
        peer.say({"follow": None})
    await house.hold(peer)
    assert str(house.closings[0]) == "too-many-messages"


async def test_a_full_house_asks_to_come_later(house, monkeypatch, autojump_clock):
    monkeypatch.setattr(clients, "MOST_CLIENTS", 0)
    await house.hold(FakePeer())
    assert house.closings[0].code == TRY_LATER


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("resume", "follow", "epoch", "seq", "x")), inner
        )
    ),
    max_leaves=8,
)


@given(said=st.lists(st.text() | st.binary() | JSON, max_size=5))
@settings(max_examples=60, deadline=None)
def test_whatever_a_client_says_it_is_served_or_closed(said):
    async def main():
        house = House()
        peer = FakePeer()
        for each in said:
            peer.say(each)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(house.hub.run)
            with trio.move_on_after(2):
                await house.hold(peer)
            nursery.cancel_scope.cancel()
        assert all(each.code == NONSENSE for each in house.closings)
        assert not house.hub.seats

    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
