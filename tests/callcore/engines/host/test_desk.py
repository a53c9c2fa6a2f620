from __future__ import annotations

import pytest
import trio

from callcore.engines.host.desk import Desk
from callcore.engines.host.requests import Cancel, Compare, Decode, Promote, Speak
from callcore.engines.spelled import spell
from tests.callcore.engines.host.fakes import PATIENCE_S, fake_natives

pytestmark = pytest.mark.integration


class Peer:
    """A connection that keeps its answers."""

    def __init__(self):
        self.jobs = {}
        self.got = []
        self.stirred = trio.Event()

    def reply(self, ticket, kind, fields=None, audio=b""):
        self.got.append((ticket, kind, fields))
        self.stirred.set()

    answer = reply

    def drop(self, ticket, reason):
        self.reply(ticket, "error", reason)

    refuse = drop


@pytest.fixture
async def desk(nursery):
    desk = Desk(fake_natives(), print)
    for lane in desk.lanes.values():
        nursery.start_soon(lane.run)
    return desk


async def answered(desk, request):
    peer = Peer()
    desk.serve(peer, request)
    with trio.fail_after(PATIENCE_S):
        while not peer.got or peer.got[-1][1] == "chunk":
            await peer.stirred.wait()
            peer.stirred = trio.Event()
    return peer.got


async def test_each_request_is_answered_by_its_engine(desk):
    pcm = spell("yes")
    decode = Decode(1, pcm, "en", (), final=True, utterance=1)
    assert (await answered(desk, decode))[-1][2]["text"] == "yes"
    assert (await answered(desk, Compare(2, "a", ("a",))))[-1][2] == {"scores": [1.0]}
    got = await answered(desk, Speak(3, "one two", "en", "agent", 0))
    assert [kind for _, kind, _ in got] == ["chunk", "chunk", "done"]


@pytest.mark.parametrize("rank", [-1, 2])
async def test_a_rank_that_nobody_has_is_refused(desk, rank):
    got = await answered(desk, Speak(3, "one", "en", "agent", rank))
    assert got == [(3, "error", "no-voice")]


async def test_unknown_tickets_change_nothing(desk):
    desk.serve(Peer(), Cancel(99))
    desk.serve(Peer(), Promote(99))
    assert desk.lanes["stt"].queued == 0


async def test_it_comes_to_rest(desk):
    await answered(desk, Compare(2, "a", ("a",)))
    desk.abort_all()
    with trio.fail_after(PATIENCE_S):
        await desk.wait_idle()


async def test_the_language_is_found_first_and_decoded_in(nursery):
    natives = fake_natives()
    natives.stt.shares = {"en": 0.1, "uk": 0.9}
    desk = Desk(natives, print)
    nursery.start_soon(desk.lanes["stt"].run)
    decode = Decode(1, spell("yes"), "en", (), True, 1, ("en", "uk"))
    found = (await answered(desk, decode))[-1][2]
    assert (found["language"], found["language_confidence"]) == ("uk", 0.9)
    assert natives.stt.languages == ["uk"]


@pytest.mark.parametrize("shares", [ValueError("x"), {}, {"en": 0.5, "uk": 0.5}])
async def test_whatever_detection_does_the_text_comes(nursery, shares):
    natives = fake_natives()
    natives.stt.shares = shares
    desk = Desk(natives, print)
    nursery.start_soon(desk.lanes["stt"].run)
    decode = Decode(1, spell("yes"), "uk", (), True, 1, ("en", "uk"))
    found = (await answered(desk, decode))[-1][2]
    assert found["text"] == "yes"
    assert (found["language"], found["language_confidence"]) == ("uk", None)


async def test_without_other_languages_nothing_is_detected(nursery):
    natives = fake_natives()
    desk = Desk(natives, print)
    nursery.start_soon(desk.lanes["stt"].run)
    found = (await answered(desk, Decode(1, spell("yes"), "uk", (), True, 1)))[-1][2]
    assert set(found) == {"text", "confidence"}
    assert natives.stt.detected == []
