from __future__ import annotations

import pytest
import trio

from callcore.call.happened import Happened
from callcore.call.lanes import (
    EVENTS,
    SENTENCES,
    UTTERANCES,
    event_lane,
    sentence_lane,
    utterance_lane,
)
from callcore.call.saying import Queued, Sentence
from callcore.dialog.machine import Event
from callcore.engines.utterance import UtteranceAudio

LANES = [
    (event_lane, EVENTS, lambda n: Happened(Event.SILENT, turn=n)),
    (utterance_lane, UTTERANCES, lambda _n: UtteranceAudio()),
    (sentence_lane, SENTENCES, lambda n: Queued(Sentence(str(n), n), 0)),
]


@pytest.mark.parametrize(("open_lane", "capacity", "item"), LANES)
def test_a_lane_holds_so_many_and_refuses_the_next(open_lane, capacity, item):
    send, receive = open_lane()
    sent = [item(n) for n in range(capacity)]
    for one in sent:
        send.send_nowait(one)
    with pytest.raises(trio.WouldBlock):
        send.send_nowait(item(capacity))
    assert [receive.receive_nowait() for _ in sent] == sent


async def test_a_thinker_that_talks_too_much_waits(autojump_clock):
    send, _receive = sentence_lane()
    for n in range(SENTENCES):
        await send.send(Queued(Sentence(str(n), n), 0))
    with trio.move_on_after(10) as scope:
        await send.send(Queued(Sentence("too much", 0), 0))
    assert scope.cancelled_caught
