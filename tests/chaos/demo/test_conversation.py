"""When the caller speaks: only with the floor, after a polite pause."""

from __future__ import annotations

import json

import pytest
import trio

from chaos.demo.caller import HangUp, Say
from chaos.demo.conversation import INTERRUPT_AFTER_S, NUDGE_S, POLITE_S, Conversation

CLIPS = {"hello": b"h", "again": b"a", "stop": b"s"}


class FakeHandset:
    """Notes what is done with it and when; speech takes a second."""

    def __init__(self):
        self.done: list[tuple[float, str]] = []
        self.until_s = -1.0
        self.agent_until_s = 0.0
        self.started_s = trio.current_time()

    @property
    def speaking(self):
        return trio.current_time() < self.until_s

    @property
    def agent_silent_s(self):
        return max(0.0, trio.current_time() - self.agent_until_s)

    def say(self, pcm):
        self.until_s = trio.current_time() + 1.0
        self.note(pcm.decode())

    def hang_up(self):
        self.note("hung up")

    def note(self, what):
        self.done.append((round(trio.current_time() - self.started_s, 1), what))


class FakeTalker:
    """Gives the moves it was made with."""

    def __init__(self, *replies, nudge=None, over=None):
        self.replies = list(replies)
        self.heard: list[str] = []
        self._nudge, self._over = nudge, over

    def hear(self, text):
        self.heard.append(text)

    def overhear(self, _text):
        return self._over

    def reply(self):
        return self.replies.pop(0) if self.replies else None

    def nudge(self):
        return self._nudge

    def lines(self):
        return list(CLIPS)


class Journal:
    """A journal that grows when it is called."""

    def __init__(self, path):
        self.path = path
        path.touch()

    def __call__(self, **event):
        with self.path.open("a") as file:
            file.write(json.dumps(event) + "\n")


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "events.jsonl")


async def talk(journal, talker, seconds, script=(), handset=None):
    """Run a conversation for some seconds; ``script`` are (at_s, event)."""
    handset = handset or FakeHandset()
    one = Conversation(handset, talker, CLIPS, lambda _scene: None)
    with trio.move_on_after(seconds):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(one.run, journal.path)
            for at_s, event in script:
                await trio.sleep_until(handset.started_s + at_s)
                journal(**event)
    return handset, one


def state(name):
    return {"event": "call:state", "t": 0.0, "state": name}


async def test_he_waits_for_the_floor(journal, autojump_clock):
    handset, _ = await talk(
        journal,
        FakeTalker(Say("hello")),
        5,
        [(0.1, state("greeting")), (2.0, state("listening"))],
    )
    assert handset.done == [(2.0, "h")]


async def test_he_waits_for_silence_on_the_line(journal, autojump_clock):
    handset = FakeHandset()
    handset.agent_until_s = trio.current_time() + 3.0
    await talk(
        journal, FakeTalker(Say("hello")), 5, [(0.1, state("listening"))], handset
    )
    ((at_s, what),) = handset.done
    assert what == "h"
    assert at_s == pytest.approx(3.0 + POLITE_S, abs=0.1)


async def test_he_does_not_start_a_line_while_he_speaks(journal, autojump_clock):
    handset, _ = await talk(
        journal,
        FakeTalker(Say("hello"), Say("again")),
        5,
        [(0.0, state("listening"))],
    )
    first, second = handset.done
    assert second[0] - first[0] >= 1.0


async def test_what_the_agent_said_reaches_his_head(journal, autojump_clock):
    talker = FakeTalker()
    said = {"event": "agent:said", "t": 1.0, "text": "Hello."}
    _, one = await talk(journal, talker, 2, [(0.1, said)])
    assert talker.heard == ["Hello."]
    assert one.scene.answers == 1


async def test_a_sentence_he_has_cut_asks_him_nothing(journal, autojump_clock):
    talker = FakeTalker()
    said = {"event": "agent:said", "t": 1.0, "text": "For example,", "cut": True}
    await talk(journal, talker, 2, [(0.1, said)])
    assert talker.heard == []


async def test_he_interrupts_after_hearing_the_beginning(journal, autojump_clock):
    saying = {"event": "agent:saying", "t": 1.0, "text": "I have many."}
    handset, _ = await talk(
        journal,
        FakeTalker(over=Say("stop")),
        4,
        [(0.0, state("speaking")), (1.0, saying)],
    )
    ((at_s, what),) = handset.done
    assert what == "s"
    assert at_s == pytest.approx(1.0 + INTERRUPT_AFTER_S, abs=0.1)


async def test_a_long_silence_makes_him_speak_again(journal, autojump_clock):
    talker = FakeTalker(nudge=Say("again"))
    handset, _ = await talk(journal, talker, NUDGE_S + 2, [(0.0, state("listening"))])
    assert [what for _, what in handset.done] == ["a"]
    assert handset.done[0][0] == pytest.approx(NUDGE_S, abs=0.5)


async def test_he_hangs_up_and_remembers_why(journal, autojump_clock):
    handset, one = await talk(
        journal, FakeTalker(HangUp("gave-up")), 2, [(0.0, state("listening"))]
    )
    assert handset.done[0][1] == "hung up"
    assert one.left_because == "gave-up"


async def test_the_first_answered_turn_is_reported_once(journal, autojump_clock):
    struck = []
    one = Conversation(FakeHandset(), FakeTalker(), CLIPS, lambda _scene: None)

    async def strike(moment):
        struck.append(moment)

    one.on_moment = strike
    with trio.move_on_after(2):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(one.run, journal.path)
            for number in (1, 2):
                await trio.sleep(0.5)
                journal(event="call:turn", t=1.0, turn=number, total_ms=1)
    assert struck == ["answered"]


async def test_the_middle_of_a_dictated_number_is_a_moment_once(
    journal, autojump_clock
):
    number = Say("long", dictates=True)
    handset, moments = FakeHandset(), []
    one = Conversation(
        handset, FakeTalker(number, number), {"long": b"x" * 16000}, lambda _scene: None
    )

    async def strike(moment):
        moments.append((round(trio.current_time() - handset.started_s, 1), moment))

    one.on_moment = strike
    journal(**state("listening"))
    with trio.move_on_after(20):
        await one.run(journal.path)
    ((at_s, moment),) = moments
    assert moment == "dictating"
    assert at_s == pytest.approx(POLITE_S + 0.5, abs=0.1)  # half of one second
    assert one.dictated == 2


async def test_the_end_of_the_call_can_be_waited_for(journal, autojump_clock):
    one = Conversation(FakeHandset(), FakeTalker(), CLIPS, lambda _scene: None)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(one.run, journal.path)
        with trio.move_on_after(1) as early:
            await one.wait_ended()
        assert early.cancelled_caught
        journal(event="call:ended", t=3.0, next="end", reason="goodbye")
        with trio.fail_after(1):
            await one.wait_ended()
        nursery.cancel_scope.cancel()
    assert one.scene.ending == "end"
