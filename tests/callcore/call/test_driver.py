from __future__ import annotations

from typing import Any

import pytest
import trio

from callcore.call.control import Wish
from callcore.call.driver import AGENTS_TURN, Driven, Driver
from callcore.call.happened import ANY_TURN, Happened
from callcore.call.house import House
from callcore.call.lanes import event_lane
from callcore.dialog.machine import TABLE, Command, DialogError, Event, State
from callcore.shared.records import Outcome

E = Event


class Desk:
    """A driver whose tasks only keep what they are told; it is their metrics, too."""

    def __init__(self):
        self.log: list[Any] = []
        self.noted: list[Any] = []
        self.counted: list[Any] = []
        self.busy, self.waits, self.speaks = False, False, False
        self.sounding, self.protecting, self.said = True, False, 0
        self.protected_turn = ANY_TURN
        self.house, self.spoke_s = House(), 0.0
        me: Any = self
        self.driver = Driver(
            Driven(
                thinker=me,
                speaker=me,
                listener=me,
                journal=me,
                metrics=me,
                turn_waits=lambda: self.waits,
                turns_said=lambda: self.said,
                caller_speaks=lambda: self.speaks,
                over_agent=lambda: self.log.append("judge"),
                took_floor=lambda: self.log.append("his floor"),
                house=self.house,
                spoke_s=lambda: self.spoke_s,
            )
        )

    def think(self, turn):
        self.log.append(f"think {turn}")
        self.waits = False

    def stop(self):
        self.log.append("stop")

    def say_phrase(self, key, turn=None):
        self.log.append(f"say {key}" + (f" {turn}" if turn is not None else ""))

    def say_for_house(self, sentence):
        self.log.append(f"house: {sentence.text}")

    def pause(self):
        self.log.append("pause")

    def resume(self):
        self.log.append("resume")

    def cut(self, *, all_of_it=False):
        self.log.append("cut all" if all_of_it else "cut")

    def expect(self):
        self.log.append("expect")

    def expect_final(self):
        self.log.append("expect final")

    def note(self, event, **fields):
        self.noted.append((event, fields))

    def barge_in(self, verdict):
        self.counted.append(verdict)

    def degraded(self, reason):
        self.counted.append(reason)

    # -- what a test does ----------------------------------------------------------

    def apply(self, *events, **more):
        for event in events:
            self.driver.apply(Happened(event, **more))
        return self

    def at(self, *events):
        """Go there, and forget how."""
        self.apply(*events)
        self.log.clear()
        self.noted.clear()
        self.counted.clear()
        return self

    @property
    def state(self):
        return self.driver.state


TO_LISTENING = (E.PLAYED_OUT,)
TO_THINKING = (*TO_LISTENING, E.CALLER_STARTED, E.CALLER_FINISHED)
TO_TOOLING = (*TO_THINKING, E.TURN_READY, E.TOOL_STARTED)
TO_SPEAKING = (*TO_THINKING, E.TURN_READY, E.SENTENCE_READY)
TO_PAUSED = (*TO_SPEAKING, E.CALLER_STARTED)
TO_CLOSING = (*TO_SPEAKING, E.END_CALL)
TO_HANDOVER = (E.HAND_OVER,)
WAYS = {
    State.GREETING: (),
    State.LISTENING: TO_LISTENING,
    State.THINKING: TO_THINKING,
    State.TOOLING: TO_TOOLING,
    State.SPEAKING: TO_SPEAKING,
    State.PAUSED: TO_PAUSED,
    State.CLOSING: TO_CLOSING,
    State.HANDOVER: TO_HANDOVER,
}


DONE_BY = {
    Command.START_THINKING: ["stop", "cut", "think"],
    Command.STOP_THINKING: ["stop"],
    Command.PAUSE: ["pause", "judge"],
    Command.RESUME: ["resume"],
    Command.CUT: ["cut"],
    Command.FILL: ["resume", "say filler"],
    Command.SAY_WARNING: ["say time_warning"],
    Command.ASK_AGAIN: ["say did_not_hear"],
    Command.ASK_IF_THERE: ["say still_there"],
    Command.SAY_GOODBYE: ["say goodbye"],
    Command.SAY_CONNECTING: ["cut all", "say connecting"],
    Command.SAY_FOR_HOUSE: ["house: news"],
    Command.FINISH: [],
}


@pytest.fixture
async def desk():
    return Desk()


@pytest.mark.parametrize("state", WAYS)
async def test_every_state_can_be_reached(desk, state):
    assert desk.at(*WAYS[state]).state is state


@pytest.mark.parametrize("state", WAYS)
async def test_the_driver_does_what_the_table_says(desk, state):
    for event, step in TABLE[state].items():
        desk = Desk().at(*WAYS[state])
        if event is E.HOUSE_SPEAKS:
            desk.house.add(Wish("news"))
        desk.apply(event)
        assert desk.state is step.to, event
        done = [word for command in step.commands for word in DONE_BY[command]]
        if step.to is State.TOOLING and done == ["cut"]:
            done.append("expect")
        log = [e for e in desk.log if e not in ("expect final", "his floor")]
        assert [e.rstrip(" 0123") for e in log] == done
        if step.to is not state:
            assert desk.noted[0] == (
                "call:state",
                {"state": step.to.value, "was": state.value, "on": event.value},
            )


async def test_the_end_of_the_callers_turn_expects_its_text(desk):
    desk.at(*TO_LISTENING).apply(E.CALLER_STARTED, E.CALLER_FINISHED)
    assert desk.log == ["expect final"]
    assert desk.state is State.THINKING


async def test_each_turn_has_a_number_of_its_own(desk):
    desk.apply(*TO_SPEAKING)
    assert "think 1" in desk.log
    desk.apply(E.PLAYED_OUT, E.CALLER_FINISHED, E.TURN_READY)
    assert "think 2" in desk.log
    assert desk.driver.turn == 2


async def test_an_overtaken_reply_is_stopped_and_cut_before_the_next(desk):
    """The text of what he said first came after he had gone on: one answer to both."""
    desk.at(*TO_THINKING, E.TURN_READY).apply(E.TURN_READY)
    assert desk.log == ["stop", "cut", "think 2"]


@pytest.mark.parametrize(
    "event", [E.SENTENCE_READY, E.TOOL_STARTED, E.REPLY_EMPTY, E.FAILED, E.HAND_OVER]
)
async def test_what_belongs_to_an_old_turn_is_dropped(desk, event):
    desk.at(*TO_SPEAKING, E.PLAYED_OUT, *TO_THINKING[1:], E.TURN_READY)
    assert desk.driver.turn == 2
    desk.apply(event, turn=1)
    assert (desk.state, desk.log, desk.noted) == (State.THINKING, [], [])
    assert desk.counted == []


async def test_an_end_that_was_overtaken_by_more_speech_is_dropped(desk):
    desk.at(*TO_SPEAKING)
    desk.busy = True
    assert desk.apply(E.PLAYED_OUT).state is State.SPEAKING
    desk.busy = False
    assert desk.apply(E.PLAYED_OUT).state is State.LISTENING


async def test_an_impossible_event_is_our_bug(desk):
    with pytest.raises(DialogError):
        desk.apply(E.TOOL_DONE)


async def test_a_filler_is_said_in_the_turn_that_it_fills(desk):
    desk.at(*TO_TOOLING).apply(E.SILENT)
    assert desk.log == ["resume", "say filler 1"]


async def test_a_filler_does_not_unfreeze_what_the_caller_talks_over(desk):
    desk.at(*TO_TOOLING)
    desk.speaks = True
    assert desk.apply(E.SILENT).log == ["say filler 1"]


async def test_a_silent_caller_is_asked(desk):
    assert desk.at(*TO_LISTENING).apply(E.NO_INPUT).log == ["say still_there"]


async def test_words_over_a_protected_phrase_wait_for_its_end(desk):
    desk.at(*TO_SPEAKING)
    desk.protecting = True
    assert desk.apply(E.TURN_READY).log == []
    desk.waits = True
    desk.apply(E.PLAYED_OUT)
    assert desk.state is State.THINKING
    assert desk.log[-1] == "think 2"
    assert not desk.waits


async def test_an_interruption_does_not_take_the_floor_of_a_protected_phrase(desk):
    desk.at(*TO_PAUSED)
    desk.protecting = True
    assert desk.apply(E.CALLER_INSISTED).state is State.SPEAKING
    assert desk.log == ["resume"]


async def test_nothing_follows_when_nobody_waits(desk):
    assert desk.at(*TO_SPEAKING).apply(E.PLAYED_OUT).state is State.LISTENING
    assert desk.log == []


@pytest.mark.parametrize(
    ("events", "more", "outcome"),
    [
        ((E.HUNG_UP,), {}, Outcome("end", "caller-hung-up")),
        ((E.FAILED, E.PLAYED_OUT), {"reason": "stt-late"}, Outcome("human", "stt-late")),
        ((E.HAND_OVER, E.PLAYED_OUT), {"reason": "asked"}, Outcome("human", "asked")),
        (
            (E.HAND_OVER, E.PLAYED_OUT),
            {"reason": "asked", "target": "sales,s,1"},
            Outcome("sales,s,1", "asked"),
        ),
        ((E.GIVE_UP, E.PLAYED_OUT), {}, Outcome("end", "no-input")),
        ((E.END_CALL, E.PLAYED_OUT), {}, Outcome("end", "goodbye")),
        ((E.END_CALL, E.GIVE_UP), {}, Outcome("end", "goodbye")),
        ((E.END_CALL, E.FAILED), {"reason": "tts-late"}, Outcome("human", "tts-late")),
        (
            (E.END_CALL, E.HAND_OVER, E.PLAYED_OUT),
            {"reason": "pressed-0"},
            Outcome("human", "pressed-0"),
        ),
        ((E.HAND_OVER, E.FAILED, E.GIVE_UP), {"reason": "drain"}, Outcome("human", "drain")),
        ((E.HAND_OVER, E.END_CALL, E.PLAYED_OUT), {"reason": "x"}, Outcome("human", "x")),
    ],
)  # fmt: skip
async def test_how_a_call_ends(desk, events, more, outcome):
    assert desk.at(*TO_SPEAKING).apply(*events, **more).driver.outcome == outcome


@pytest.mark.parametrize("state", WAYS)
async def test_a_hang_up_ends_every_state_at_once(desk, state):
    desk.at(*WAYS[state]).apply(E.HUNG_UP)
    assert desk.driver.outcome == Outcome("end", "caller-hung-up")


@pytest.mark.parametrize("state", [s for s in WAYS if s is not State.HANDOVER])
async def test_a_human_can_be_reached_from_every_state(desk, state):
    desk.at(*WAYS[state]).apply(E.HAND_OVER, reason="pressed-0")
    assert desk.state is State.HANDOVER
    assert desk.log[-4:] == ["stop", "cut", "cut all", "say connecting"]
    assert desk.noted[-1] == (
        "call:transferred",
        {"next": "human", "reason": "pressed-0"},
    )


async def test_a_failure_takes_the_ladder_and_is_counted_once(desk):
    desk.at(*TO_THINKING).apply(E.FAILED, E.FAILED, reason="llm-late")
    assert desk.counted == ["llm-late"]
    degraded = [fields for event, fields in desk.noted if event == "call:degraded"]
    assert degraded == [{"stage": "llm", "reason": "llm-late", "rung": "phrase"}]


async def test_an_empty_reply_is_a_failure_of_the_model(desk):
    desk.at(*TO_THINKING, E.TURN_READY).apply(E.REPLY_EMPTY)
    assert desk.counted == ["llm-empty"]
    assert desk.state is State.HANDOVER


async def test_the_agents_progress_is_its_turns_begin_and_each_sentence(autojump_clock):
    desk, begin_s = Desk(), trio.current_time()
    await trio.sleep(1)
    desk.apply(*TO_THINKING)
    assert desk.driver.progress_s == desk.driver.since_s == begin_s + 1
    await trio.sleep(1)
    desk.apply(E.TURN_READY, E.TOOL_STARTED)
    assert desk.driver.since_s == begin_s + 2
    assert desk.driver.progress_s == begin_s + 1
    await trio.sleep(1)
    desk.apply(E.SENTENCE_READY)
    assert desk.driver.progress_s == begin_s + 3
    assert desk.state in AGENTS_TURN


async def test_noise_over_a_reply_does_not_renew_its_budget(autojump_clock):
    desk = Desk().at(*TO_SPEAKING)
    begun_s = desk.driver.progress_s
    await trio.sleep(1)
    desk.apply(E.CALLER_STARTED, E.FALSE_ALARM)
    assert desk.driver.since_s == begun_s + 1
    assert desk.driver.progress_s == begun_s


async def test_it_drives_until_the_call_is_decided(desk):
    send, receive = event_lane()
    for event in (E.PLAYED_OUT, E.CALLER_STARTED, E.HUNG_UP, E.PLAYED_OUT):
        send.send_nowait(Happened(event))
    assert (await desk.driver.run(receive)).reason == "caller-hung-up"
    assert receive.receive_nowait().event is E.PLAYED_OUT


async def test_a_lane_that_closes_before_its_call_is_our_bug(desk):
    send, receive = event_lane()
    send.close()
    with pytest.raises(AssertionError):
        await desk.driver.run(receive)
