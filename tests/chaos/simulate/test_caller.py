from __future__ import annotations

import random

import pytest
import trio

from callcore.engines.spelled import read_spelled, spell
from chaos.simulate.caller import ANSWERS, COUGH, NONSENSE, WISHES, Caller, Ear, Habits

FRAME = 320


def frames_of(pcm):
    return [pcm[at : at + FRAME] for at in range(0, len(pcm), FRAME)]


def test_the_same_seed_is_the_same_caller():
    one, other = (Habits.draw(random.Random(7)) for _ in range(2))
    assert one == other
    assert one != Habits.draw(random.Random(8))


def test_a_third_of_the_callers_do_nothing_odd():
    drawn = [Habits.draw(random.Random(seed)) for seed in range(300)]
    plain = [
        h
        for h in drawn
        if not (h.interrupts or h.coughs or h.nonsense or h.silent or h.leaves)
    ]
    assert 0.3 < len(plain) / len(drawn) < 0.6
    assert any(h.crashes for h in drawn)
    assert all(3 <= h.turns <= 14 for h in drawn)


def test_the_ear_reads_what_it_hears_and_when():
    ear = Ear()
    for n, frame in enumerate([bytes(FRAME), *frames_of(spell("Hello")), bytes(FRAME)]):
        ear(n * 0.02, frame)
    assert ear.text == "Hello"
    assert ear.sounds_s[0] == pytest.approx(0.02)
    assert ear.last_sound_s == pytest.approx(0.02 * 15)


def test_a_cough_is_loud_and_spells_nothing():
    assert any(COUGH)
    assert len(COUGH) == 5 * FRAME
    assert read_spelled(COUGH) == ""


def caller_with(**habits):
    caller = Caller(random.Random(1))
    nothing = dict.fromkeys(
        ("interrupts", "coughs", "nonsense", "silent", "leaves", "presses", "holds",
         "wants_human"), 0.0,
    )  # fmt: skip
    caller.habits = Habits(
        **{"patience_s": 0.5, "crashes": False, "turns": 3} | nothing | habits
    )
    return caller


@pytest.mark.parametrize(
    ("heard", "answers"),
    [
        ("Four tyres. Is that correct?", ANSWERS["order"]),
        ("How many do you need?", ANSWERS["many"]),
        ("Which one do you want?", ANSWERS["which"]),
        ("Anything else?", ("no thank you goodbye",)),
        ("Hello, can I help?", WISHES),
    ],
)
async def test_a_caller_answers_what_was_asked(heard, answers):
    caller = caller_with()
    for frame in frames_of(spell(heard)):
        caller.ear(1.0, frame)
    assert {caller._choose() for _ in range(20)} <= set(answers)


@pytest.mark.parametrize(
    ("habit", "said"),
    [("wants_human", {"operator please"}), ("nonsense", set(NONSENSE))],
)
async def test_habits_decide_what_is_said(habit, said):
    caller = caller_with(**{habit: 1.0})
    assert {caller._choose() for _ in range(20)} <= said


async def speak_to(caller, text, wait_s=0.0):
    await trio.sleep(wait_s)
    for frame in frames_of(spell(text)):
        caller.ear(trio.current_time(), frame)
        await trio.sleep(0.02)


async def listen_to(caller):
    """Take a frame every 20 ms, as the phone does."""
    while True:
        caller.voice()
        await trio.sleep(0.02)


async def test_a_caller_waits_until_the_agent_has_spoken(autojump_clock, nursery):
    caller = caller_with()
    nursery.start_soon(speak_to, caller, "hi", 2.0)
    begin_s = trio.current_time()
    await caller._wait_for_my_turn()
    assert trio.current_time() - begin_s == pytest.approx(2.0 + 0.12 + 0.5, abs=0.25)


async def test_a_caller_who_hears_nothing_speaks_at_last(autojump_clock):
    caller, begin_s = caller_with(), trio.current_time()
    await caller._wait_for_my_turn()
    assert trio.current_time() - begin_s == 15


async def test_one_who_interrupts_does_not_wait_for_the_end(autojump_clock, nursery):
    caller = caller_with(interrupts=10.0)
    nursery.start_soon(speak_to, caller, "a long sentence " * 5)
    begin_s = trio.current_time()
    await caller._wait_for_my_turn()
    assert trio.current_time() - begin_s < 1


async def test_what_was_said_is_noted_with_its_times(autojump_clock, nursery):
    caller = caller_with()
    nursery.start_soon(listen_to, caller)
    await trio.sleep(1)
    caller.ear(trio.current_time(), spell("a")[:FRAME])
    await caller._say("yes")
    (said,) = caller.said
    assert (said.text, said.over) == ("yes", True)
    assert said.to_s - said.from_s == pytest.approx(0.2, abs=0.06)


@pytest.mark.parametrize("crashes", [False, True])
async def test_a_caller_who_leaves_is_gone(autojump_clock, crashes):
    caller = caller_with(leaves=1.0, crashes=crashes)
    with trio.move_on_after(60) as scope:
        await caller.live()
    assert scope.cancelled_caught  # nobody leaves twice
    assert caller.handset.is_gone
    assert caller.handset.is_crash is crashes
    assert caller.said == []


async def test_a_script_ends_with_goodbye_and_a_hang_up(autojump_clock, nursery):
    caller = caller_with(turns=2)
    nursery.start_soon(listen_to, caller)
    await caller.live()
    assert [said.text for said in caller.said][-1] == "goodbye"
    assert len(caller.said) == 3
    assert caller.handset.is_gone


@pytest.mark.parametrize("habit", ["silent", "coughs", "presses", "holds"])
async def test_an_odd_turn_has_no_words(autojump_clock, nursery, habit):
    caller = caller_with(**{habit: 1.0})
    assert await caller._do_something_odd()
    assert caller.said == []
    assert not caller.handset.is_on_hold
    pressed = bool(caller.handset._keys)
    assert pressed is (habit == "presses")
    assert bool(caller.voice._pcm) is (habit == "coughs")
