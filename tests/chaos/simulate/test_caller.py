from __future__ import annotations

import random
from itertools import pairwise

import pytest
import trio

from callcore.engines.spelled import read_spelled, spell
from chaos.simulate.caller import LISTENS_S, Caller
from chaos.simulate.habits import Habits
from chaos.simulate.lines import (
    ANSWERS,
    ASIDES,
    DICTATED,
    LANGUAGE_WISHES,
    LONG_OVER,
    NONSENSE,
    STOPS,
    WISHES,
)

FRAME = 320


def frames_of(pcm):
    return [pcm[at : at + FRAME] for at in range(0, len(pcm), FRAME)]


def caller_with(full_stop="", seed=1, **habits):
    caller = Caller(random.Random(seed), full_stop)
    caller.habits = Habits(**{"patience_s": 0.5, "turns": 3} | habits)
    caller.language = caller.habits.language
    caller.mouth.echo_gain = 0.0
    return caller


@pytest.mark.parametrize(
    ("heard", "answers"),
    [
        ("Four tyres. Is that correct?", ANSWERS["order"]),
        ("How many do you need?", ANSWERS["many"]),
        ("Which one do you want?", ANSWERS["which"]),
        ("Anything else?", ("no thank you goodbye",)),
        ("Hello, can I help?", WISHES["en"]),
    ],
)
def test_a_caller_answers_what_was_asked(heard, answers):
    caller = caller_with()
    for frame in frames_of(spell(heard)):
        caller.ear(1.0, frame)
    assert {caller._choose() for _ in range(20)} <= set(answers)


@pytest.mark.parametrize(
    ("habits", "said"),
    [
        ({"wants_human": 1.0}, {"operator please"}),
        ({"nonsense": 1.0}, set(NONSENSE)),
        ({"dictates": 1.0}, set(DICTATED)),
        ({"language": "uk"}, set(WISHES["uk"])),
    ],
)
def test_habits_decide_what_is_said(habits, said):
    caller = caller_with(**habits)
    assert {caller._choose() for _ in range(20)} <= said


def test_who_asks_for_a_language_speaks_it_from_then_on():
    caller = caller_with(switches=1.0)
    wish = caller._choose()
    assert (caller.language, wish) in LANGUAGE_WISHES
    caller.habits.switches = 0.0
    assert caller._choose() in WISHES[caller.language]


async def speak_to(caller, text, wait_s=0.0):
    await trio.sleep(wait_s)
    for frame in frames_of(spell(text)):
        caller.ear(trio.current_time(), frame)
        await trio.sleep(0.02)


async def listen_to(caller, heard=None):
    """Take a frame every 20 ms, as the phone does."""
    while True:
        pcm = caller.handset.take_frame()
        if heard is not None and pcm:
            heard.append((trio.current_time(), pcm))
        caller.handset.take_digit(trio.current_time())
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
    assert trio.current_time() - begin_s == LISTENS_S


async def test_one_who_interrupts_does_not_wait_for_the_end(autojump_clock, nursery):
    caller = caller_with(interrupts=10.0)
    nursery.start_soon(speak_to, caller, "a long sentence " * 5)
    begin_s = trio.current_time()
    await caller._wait_for_my_turn()
    assert trio.current_time() - begin_s < 1


@pytest.mark.parametrize(
    ("habit", "lines"),
    [("asides_rate", ASIDES), ("stops_rate", STOPS), ("doubles_rate", LONG_OVER)],
)
async def test_while_the_agent_speaks_he_says_something(
    autojump_clock, nursery, habit, lines
):
    caller = caller_with(**{habit: 10.0})
    nursery.start_soon(listen_to, caller)
    nursery.start_soon(speak_to, caller, "a long sentence " * 5)
    await caller._wait_for_my_turn()
    assert caller.said
    assert {said.text for said in caller.said} <= set(lines)
    assert {said.aside for said in caller.said} == {habit == "asides_rate"}
    assert caller.said[0].over


async def test_what_was_said_is_noted_with_its_times(autojump_clock, nursery):
    caller = caller_with()
    nursery.start_soon(listen_to, caller)
    await trio.sleep(1)
    caller.ear(trio.current_time(), spell("a")[:FRAME])
    await caller._say("yes")
    (said,) = caller.said
    assert (said.text, said.over) == ("yes", True)
    assert said.to_s - said.from_s == pytest.approx(0.2, abs=0.06)


async def test_one_who_hesitates_says_the_same_words_with_pauses(
    autojump_clock, nursery
):
    caller = caller_with(full_stop=".", hesitates=1.0)
    heard: list[tuple[float, bytes]] = []
    nursery.start_soon(listen_to, caller, heard)
    await caller._say("zero six seven one two three")
    sounds = [(t, pcm) for t, pcm in heard if any(pcm)]
    text = "".join(read_spelled(pcm) for _, pcm in sounds)
    assert text.replace(" ", "") == "zerosixsevenonetwothree."
    gaps = [b[0] - a[0] for a, b in pairwise(sounds)]
    assert 0.2 < max(gaps) < 2.6
    assert [said.text for said in caller.said] == ["zero six seven one two three"]


async def test_an_aside_has_no_full_stop(autojump_clock, nursery):
    caller = caller_with(full_stop=".")
    heard: list[tuple[float, bytes]] = []
    nursery.start_soon(listen_to, caller, heard)
    await caller._say("mhm", aside=True)
    assert read_spelled(b"".join(pcm for _, pcm in heard)) == "mhm"


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


async def test_one_who_talks_over_the_greeting_does_so_at_once(autojump_clock, nursery):
    caller = caller_with(turns=1, over_greeting=True)
    nursery.start_soon(listen_to, caller)
    await caller.live()
    assert 0.1 <= caller.said[0].from_s <= 2.0


async def test_noises_and_stalls_come_at_any_time(autojump_clock, nursery):
    caller = caller_with(noise_rate=1.0, stall_rate=1.0)
    heard: list[tuple[float, bytes]] = []
    nursery.start_soon(listen_to, caller, heard)
    nursery.start_soon(caller.live)
    await trio.sleep(12)  # he still waits for a greeting
    assert caller.said == []
    assert caller.mouth.sounds_s
    assert max(len(pcm) for _, pcm in heard) > FRAME


@pytest.mark.parametrize("habit", ["silent", "coughs", "presses", "holds"])
async def test_an_odd_turn_has_no_words(autojump_clock, nursery, habit):
    caller = caller_with(**{habit: 1.0})
    assert await caller._do_something_odd()
    assert caller.said == []
    assert not caller.handset.is_on_hold
    assert bool(caller.entries) is (habit == "presses")
    assert bool(caller.handset._keys) is (habit == "presses")
    assert bool(caller.voice._pcm) is (habit == "coughs")


async def test_numbers_that_are_pressed_are_known_as_such(autojump_clock, nursery):
    entries = []
    for seed in range(60):
        caller = caller_with(seed=seed)
        with trio.move_on_after(60):
            await caller._press_some()
        entries += caller.entries
    assert {entry.keys for entry in entries if not entry.number} >= {"0", "#", "*"}
    numbers = [entry for entry in entries if entry.number]
    assert all(entry.number in entry.keys for entry in numbers)
    assert any(entry.keys.endswith("#") for entry in numbers)
    assert any("*" in entry.keys for entry in numbers)
    assert any(entry.number.startswith("0") for entry in numbers)
