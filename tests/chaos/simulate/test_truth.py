from __future__ import annotations

import pytest

from callcore.engines.chat import Message
from chaos.simulate.faults import Trouble

LONG = "One two three four five six seven eight nine ten."


def test_a_history_of_what_was_not_heard_is_found(world):
    world.agent("One two three four", "One two three", wire="One two")
    assert world.broken == [
        "call 0: P4 in the history 'One two three', heard 'One two'"
    ]


def test_a_history_that_lacks_a_word_that_was_heard_is_found(world):
    world.agent("One two three four", "One", wire="One two thr").agent("And?")
    assert world.broken == ["call 0: P4 in the history 'One', heard 'One two'"]


def test_a_word_that_was_half_said_at_a_cut_is_nothing(world):
    world.agent("One two three four", "One two", wire="One two thr").agent("And?")
    assert world.broken == []


def test_of_a_number_nothing_counts_before_its_last_word(world):
    world.agent("It is 2450 UAH.", "It is", wire="It is two thousand four").agent("?")
    assert world.broken == []


def test_a_sound_before_any_sentence_is_found(world):
    world.ear.words.insert(0, (-1.0, "x"))
    world.ear.sounds_s.insert(0, -1.0)
    assert world.broken == ["call 0: P4 on the wire but not in the journal, at -1.00"]


def test_a_sentence_that_the_journal_forgot_is_found(world):
    world.note("agent:saying", text="secret word").sound("secret word")
    world.agent("And?")
    assert world.broken == [
        "call 0: P4 on the wire but not in the history: 'secret word'"
    ]


@pytest.mark.parametrize("wire", ["One two two three four", "One three four"])
def test_a_word_that_comes_twice_or_not_at_all_is_found(world, wire):
    world.agent("One two three four", wire=wire)
    assert world.broken == [f"call 0: P4 'One two three four' sounded as {wire!r}"]


def test_a_sentence_that_was_told_whole_and_was_not_is_found(world):
    world.agent("One two three four", wire="One two").agent("And?")
    assert world.broken == [
        "call 0: P4 told as heard whole, but 'One two' of 'One two three four'"
    ]


def test_the_last_frames_before_he_hung_up_may_be_missing(world):
    world.agent("One two three four", "One two", wire="One tw")
    world.ear.sounds_s += [world.now_s, world.now_s + 0.02]
    assert world.broken == []


def test_what_is_no_beginning_of_the_sentence_is_found(world):
    world.agent("One two three", "Two", wire="One", exact=False).agent("And?")
    assert "call 0: P4 'Two' is no beginning of 'One two three'" in world.broken


@pytest.mark.parametrize(
    ("told", "is_found"),
    [
        ("One two three four five six", False),
        ("One two three four five six seven", False),
        ("One two three", True),
        ("One two three four five six seven eight nine", True),
    ],
)
def test_a_guess_may_be_a_fifth_off_and_no_more(world, told, is_found):
    wire = "One two three four five six seven"
    world.agent(LONG, told, wire=wire, exact=False).agent("And?")
    assert len([line for line in world.broken if "by guess" in line]) == is_found


def test_garbage_from_the_voice_cannot_be_compared(world):
    world.run.troubles.append(Trouble("tts", "garbage", 0, 1))
    world.sound("\u0101\u0102").agent("One two", wire="")
    assert world.broken == []


def test_letters_that_cannot_be_spelled_are_question_marks(world):
    world.agent("Go \u6f22 there", wire="Go ? there")
    assert world.broken == []


def test_signs_that_make_no_sound_are_no_words(world):
    world.agent("\ufffd garbage", "\ufffd", wire=" ").agent("And?")
    assert world.broken == []


@pytest.mark.parametrize("said", ["", "Hello there. And more."])
def test_a_model_that_is_shown_something_else_is_found(world, said):
    world.shown = [Message("assistant", said)]
    (line,) = world.broken
    assert line.startswith("call 0: P4 the assistant said 'Hello there.'")


def test_a_model_that_is_not_shown_what_the_caller_said_is_found(world):
    world.caller("yes")
    world.shown = [Message("assistant", "Hello there.")]
    assert world.broken == ["call 0: P4 the user said 'yes', the model is shown ''"]


def test_an_aside_is_not_in_the_history(world):
    world.caller("mhm", aside=True)
    assert world.broken == []


def test_a_tool_without_an_end_is_found(world):
    world.state("thinking").note("tool:called", tool="search_products", turn=1)
    assert world.broken == ["call 0: P4 1 tools called, 0 returned"]
