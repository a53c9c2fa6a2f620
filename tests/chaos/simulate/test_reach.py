from __future__ import annotations

import pytest

from callcore.agent.phrases import PHRASES
from callcore.shared.records import Outcome as Ended
from chaos.simulate.caller import Entry, Utterance
from chaos.simulate.reach import ARRIVE_S, MAX_FILLERS, SILENCE_S, WAIT_S
from tests.chaos.simulate.told import World
from tests.kit.hall import Notes
from tests.kit.phone.result import Outcome

FILLER = PHRASES["en"]["filler"]
STILL_THERE = PHRASES["en"]["still_there"]


def test_a_dropped_caller_is_found(world):
    world.result.outcome = Outcome.DROPPED
    assert ["was dropped" in line for line in world.broken] == [True]


def test_a_call_that_does_not_end_is_found(world):
    world.hall.notes["other"] = Notes(world.notes.admission, closed=True)
    assert world.broken == ["P1 a call did not end within its limit"]


def test_a_bug_is_found(world):
    world.hall.tally.outcomes.append(Ended("human", "bug"))
    assert world.broken == ["a bug of ours ended a call"]


@pytest.mark.parametrize(("crash", "count"), [(False, 1), (True, 0)])
def test_a_line_that_is_lost_without_a_crash_is_found(world, crash, count):
    world.hall.tally.outcomes.append(Ended("human", "line-lost"))
    world.run.calls[0].caller.handset.is_crash = crash
    assert world.broken == ["a line was lost that nobody had cut"] * count


@pytest.mark.parametrize(("wait_s", "count"), [(WAIT_S - 0.2, 0), (WAIT_S + 0.2, 1)])
def test_a_caller_who_waits_for_a_word_is_found(world, wait_s, count):
    world.state("listening").wait(wait_s).agent("Here.")
    assert len([line for line in world.broken if "he waits" in line]) == count


def test_fillers_do_not_shorten_the_wait(world):
    for _ in range(4):
        world.wait(1.8).agent(FILLER)
    world.wait(1.8).agent("Here.")
    (line,) = world.broken
    assert "P1 he waits 13." in line


def test_a_caller_who_talks_himself_does_not_wait(world):
    world.state("listening").wait(9).speak(5).wait(9).agent("Here.")
    assert world.broken == []


def test_a_caller_who_presses_keys_does_not_wait(world):
    world.state("listening")
    world.entries.append(Entry(world.now_s + 7, world.now_s + 9, "5"))
    world.wait(16).agent("Here.")
    assert world.broken == []


@pytest.mark.parametrize(("coughs", "count"), [(4, 0), (6, 1)])
@pytest.mark.parametrize("aside", [False, True])
def test_amid_noise_he_waits_twice_as_long_at_most(world, coughs, count, aside):
    said = Utterance(world.now_s, world.now_s + 1, "tyres", over=False, aside=aside)
    world.said.append(said)
    world.speak(1)
    for _ in range(coughs):
        world.wait(3).speak(0.5)
    lines = [line for line in world.agent("Here.").broken if "amid noise" in line]
    assert len(lines) == (0 if aside else count)


def coughing(world):
    """The agent's turn of 14 s, in which the caller coughs and hears nothing."""
    world.state("speaking")
    for _ in range(7):
        world.state("paused").speak(0.5).wait(1.5).state("speaking")
    return world.agent("Here.").state("listening")


def test_coughs_do_not_make_a_caller_wait_for_longer(world):
    (line,) = coughing(world).broken
    assert "P1 no word to him for 14.0 s" in line


def test_who_talks_over_the_agent_has_the_floor(world):
    world.said.append(Utterance(world.now_s + 2, world.now_s + 6, "no wait", over=True))
    assert coughing(world).broken == []


def test_a_human_ends_the_wait(world):
    world.state("listening").wait(5)
    world.result.at_operator_s = world.now_s
    world.wait(60)
    assert world.broken == []


@pytest.mark.parametrize(
    ("outcome", "found"),
    [(Outcome.END, 1), (Outcome.HUMAN, 0), (Outcome.TARGET, 0), (Outcome.HUNG_UP, 0)],
)
def test_a_caller_who_was_promised_a_human_and_let_go_is_found(world, outcome, found):
    world.note("call:transferred", next="human", reason="pressed-0")
    world.result.outcome = outcome
    assert world.broken == ["call 0: P1 promised a human, and ended"] * found


def test_a_human_who_comes_late_is_found(world):
    world.note("call:transferred", next="human", reason="agent")
    world.result.outcome = Outcome.HUMAN
    world.agent("I am connecting you.").wait(ARRIVE_S)
    world.result.at_operator_s = world.now_s
    assert [line for line in world.broken if "from the promise to the human" in line]


def test_a_caller_who_is_forgotten_is_found(world):
    world.caller("four tyres").agent(FILLER).agent(STILL_THERE)
    assert world.broken == [
        "call 0: P1 he said 'four tyres' and is asked whether he is there"
    ]


@pytest.mark.parametrize("aside", [True, False])
def test_a_caller_who_was_answered_or_only_hummed_may_be_asked(world, aside):
    world.caller("mhm", aside=aside).agent("Yes?" if not aside else FILLER)
    world.agent(STILL_THERE)
    assert world.broken == []


@pytest.mark.parametrize(
    ("silent_s", "count"), [(SILENCE_S - 0.1, 0), (SILENCE_S + 0.1, 1)]
)
@pytest.mark.parametrize("state", ["thinking", "tooling", "speaking"])
def test_silence_in_the_agents_turn_is_found(world, state, silent_s, count):
    world.state(state).wait(silent_s).agent("Here.").state("listening")
    assert len([line for line in world.broken if "of silence" in line]) == count


def test_silence_across_two_of_the_agents_states_is_one_silence(world):
    world.state("thinking").wait(1.2).state("tooling").wait(1.2).agent("Here.")
    world.state("listening")
    assert len(world.broken) == 1


def test_while_he_talks_himself_there_is_no_silence(world):
    world.state("tooling").wait(1.2).speak(2).wait(1.2).agent("Here.")
    world.state("listening")
    assert world.broken == []


def test_silence_in_the_callers_turn_is_his(world):
    world.state("listening").wait(9).state("thinking").agent("Here.")
    world.state("listening")
    assert world.broken == []


@pytest.mark.parametrize(("count", "found"), [(MAX_FILLERS, 0), (MAX_FILLERS + 1, 1)])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_nothing_but_fillers_is_found(world, count, found, language):
    for _ in range(count):
        world.speak(0.02).agent(PHRASES[language]["filler"])
    assert world.broken == ["call 0: P1 nothing but fillers"] * found


def test_a_filler_for_each_cough_is_none_too_many(world):
    for _ in range(2 * MAX_FILLERS):
        world.speak(0.1).note("caller:speech", on=True).agent(FILLER)
    assert world.broken == []


def test_fillers_between_words_are_a_conversation(world):
    for _ in range(2 * MAX_FILLERS):
        world.agent(FILLER).agent("Found it.")
    assert world.broken == []


def test_a_caller_who_heard_nothing_is_found():
    world = World().note("call:started").wait(2).note("call:ended")
    assert world.broken == ["call 0: a caller heard nothing at all"]


def test_one_who_left_at_once_may_have_heard_nothing():
    assert World().note("call:started").wait(0.5).note("call:ended").broken == []
