from __future__ import annotations

import pytest

from callcore.agent.phrases import PHRASES
from chaos.simulate.faults import Trouble
from chaos.simulate.floor import PAUSE_S

REPLY = "One two three four."


@pytest.mark.parametrize(("stalls", "count"), [(False, 1), (True, 0)])
def test_a_verdict_that_is_counted_late_is_found(world, stalls, count):
    if stalls:  # then many frames come at once, and the last of them decides
        world.stalls.append((world.now_s - 0.2, world.now_s - 0.1))
    world.verdict("false", 520)
    assert world.broken == ["call 0: P5 a verdict after 520 ms"] * count


def overlapped(world, wait_s):
    """A reply that is paused for ``wait_s`` after its first word, and goes on."""
    world.note("agent:saying", text=REPLY).sound("One ").state("paused")
    world.speak(wait_s).verdict("false").state("speaking").sound("two three four.")
    return world.note("agent:said", text=REPLY, cut=False).state("listening")


@pytest.mark.parametrize(("wait_s", "count"), [(0.5, 0), (0.56, 1)])
def test_a_verdict_that_is_late_by_the_clock_is_found(world, wait_s, count):
    lines = [line for line in overlapped(world, wait_s).broken if "no verdict" in line]
    assert len(lines) == count


def test_without_frames_from_him_there_is_no_verdict_to_expect(world):
    world.stalls.append((world.now_s + 0.3, world.now_s + 0.5))
    assert overlapped(world, 0.8).broken == []


def test_where_nothing_is_said_there_is_nothing_to_decide(world):
    world.state("paused").speak(1).state("speaking").agent(REPLY).state("listening")
    assert world.broken == []


@pytest.mark.parametrize(("wait_s", "is_found"), [(3.4, False), (3.6, True)])
def test_a_reply_that_hangs_while_he_is_silent_is_found(world, wait_s, is_found):
    world.note("agent:saying", text=REPLY).sound("One ").speak(0.4).wait(wait_s)
    world.sound("two three four.").note("agent:said", text=REPLY, cut=False)
    assert bool([line for line in world.broken if "hangs" in line]) is is_found


def test_a_reply_that_is_cut_after_it_hung_is_found(world):
    world.note("agent:saying", text=REPLY).sound("One ").wait(PAUSE_S + 0.1)
    world.note("agent:said", text="One", cut=True, exact=True)
    assert ["hangs 3.6 s" in line for line in world.broken] == [True]


def test_a_reply_may_hang_while_he_talks(world):
    world.note("agent:saying", text=REPLY).sound("One ").speak(8).wait(1)
    world.note("agent:said", text="One", cut=True, exact=True)
    assert world.broken == []


def interrupted(world, text, wire):
    """A reply of which ``wire`` still goes out after its pause."""
    world.note("agent:saying", text=text).sound(text[:4]).state("paused")
    from_s = world.now_s
    world.sound(wire)
    world.now_s = from_s + 0.3
    world.verdict("confirmed", 300).state("listening")
    heard = text if text == text[:4] + wire else text[:3]
    how = {} if heard == text else {"exact": False}
    return world.note("agent:said", text=heard, cut=heard != text, **how)


@pytest.mark.parametrize(("wire", "count"), [("", 0), ("two", 1)])
def test_a_frame_of_the_reply_after_its_pause_is_found(world, wire, count):
    broken = interrupted(world, REPLY, wire).broken
    assert len([line for line in broken if "frames of" in line]) == count


def test_a_phrase_that_cannot_be_cut_may_go_on(world):
    filler = PHRASES["en"]["filler"]
    interrupted(world, filler, filler[4:])
    assert not [line for line in world.broken if "frames of" in line]


def test_a_read_back_may_go_on(world):
    world.state("thinking").tool("read_back_order", say="One two.")
    interrupted(world, "One two.", "two.")
    assert not [line for line in world.broken if "frames of" in line]


def test_garbage_from_the_voice_is_not_judged(world):
    world.run.troubles.append(Trouble("tts", "garbage", 0, 1))
    assert interrupted(world, REPLY, "two").broken == []


@pytest.mark.parametrize(
    ("state", "found"), [("listening", 1), ("thinking", 0), ("speaking", 0)]
)
def test_a_tool_outside_the_agents_turn_is_found(world, state, found):
    world.state(state).wait(0.1).tool("search_products").wait(0.1).state("listening")
    lines = [line for line in world.broken if "a tool was called while" in line]
    assert len(lines) == found


def test_he_may_go_on_in_the_instant_in_which_a_tool_is_called(world):
    world.state("listening").tool("search_products")
    assert world.broken == []


def test_a_tool_of_a_turn_that_never_was_is_found(world):
    world.state("thinking").note("tool:called", tool="x", turn=0)
    world.note("tool:returned", tool="x", result="{}")
    assert world.broken == ["call 0: a tool was called in turn 0"]
