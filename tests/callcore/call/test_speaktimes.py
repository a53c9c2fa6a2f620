"""What the journal is told of speech: when it sounded, and what was never said."""

import pytest
import trio

from tests.callcore.call.test_speak import Desk


@pytest.fixture
def desk(nursery):
    return Desk(nursery)


async def test_what_was_not_begun_is_noted_as_unsaid_once(autojump_clock, desk):
    await desk.say("One two three four five six")
    await desk.say("And more")
    await desk.say("And the rest")
    await trio.sleep(0.9)
    desk.speaker.cut()
    await trio.sleep(5)
    unsaid = [fields["text"] for event, fields in desk.noted if event == "agent:unsaid"]
    assert sorted(unsaid) == ["And more", "And the rest"]


async def test_what_the_end_of_the_call_leaves_unsaid_is_noted(autojump_clock, desk):
    await desk.say("One two three four five six")
    await desk.say("And more")
    await trio.sleep(0.9)
    desk.speaker.close()
    assert [event for event, _fields in desk.noted[-2:]] == [
        "agent:said",
        "agent:unsaid",
    ]


async def test_a_reply_that_was_frozen_and_cut_ended_when_it_was_frozen(
    autojump_clock, desk
):
    await desk.say("One two three four five six")
    await trio.sleep(0.9)
    desk.speaker.pause()
    await trio.sleep(0.5)
    desk.speaker.pause()  # again: it is frozen already
    await trio.sleep(0.1)
    desk.speaker.cut()
    (cut,) = [fields for event, fields in desk.noted if event == "agent:said"]
    assert cut["ended_ago_ms"] == 600
    assert 1400 <= cut["began_ago_ms"] <= 1500
    await desk.say("Again")
    await trio.sleep(5)
    assert desk.noted[-1][1]["ended_ago_ms"] == 0


async def test_of_a_cut_sentence_the_whole_of_it_is_noted_too(autojump_clock, desk):
    await desk.say("One two three four five six")
    await trio.sleep(0.9)
    desk.speaker.cut()
    (cut,) = [fields for event, fields in desk.noted if event == "agent:said"]
    assert (cut["text"], cut["planned"]) == (
        "One two three",
        "One two three four five six",
    )
