from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.simulate.faults import Trouble
from chaos.simulate.seams import WORDS_AGAIN, said_chars

TEXT = "One two three four"


@pytest.mark.parametrize(
    ("letters", "again", "said"),
    [
        ("", 0, 0),
        ("One two", 0, 7),
        (TEXT, 0, 18),
        ("Onetwo three four", 0, 18),  # the pause stands for the space
        ("One two thrthree four", 0, 18),  # a torn word is said again, whole
        ("One twotwo three four", 0, 18),
        ("One two one two three", 0, None),  # the second voice began again
        ("One two two", 0, None),  # a word is doubled and the pause is not there
        ("One three four", 0, None),
        ("One thr three fou four", 0, None),  # two seams: there is no third voice
        ("Oone two", 0, None),
        ("One two threetwo three four", WORDS_AGAIN, 18),
        ("One two threeOne two three four", WORDS_AGAIN, 18),
        ("One two threefour", WORDS_AGAIN, 18),
        ("One two four", WORDS_AGAIN, None),  # never leaves one out
        ("One two threetwo threetwo three", WORDS_AGAIN, None),
    ],
)
def test_a_seam_may_say_a_torn_word_again_and_nothing_else(letters, again, said):
    assert said_chars(letters, TEXT, again) == said


WORDS = st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=8)


@given(WORDS, st.data())
def test_wherever_a_voice_breaks_off_the_rest_of_its_word_follows(words, data):
    text = " ".join(words)
    at = data.draw(st.integers(0, len(text)))
    start = text.rfind(" ", 0, at) + 1
    assert said_chars(text[:at].rstrip() + text[start:], text, 0) == len(text)


def second(world, *troubles, word_times=True):
    world.run.how = SimpleNamespace(seconds=True, word_times=word_times)
    world.run.troubles += troubles
    return world


SICK = Trouble("tts", "lost", 0.0, 9.0, after=1)


def test_a_seam_is_no_broken_promise(world):
    second(world, SICK).agent(TEXT, wire="One twtwo three four")
    assert world.broken == []


def test_a_sentence_that_a_second_voice_began_again_is_found(world):
    second(world, SICK).agent(TEXT, wire="One twoOne two three four")
    (line,) = world.broken
    assert "sounded as 'One twoOne" in line


def test_a_voice_without_word_times_may_repeat_words_and_lose_none(world):
    second(world, SICK, word_times=False)
    world.agent(TEXT, wire="One two threetwo three four")
    assert world.broken == []
    world.agent(TEXT, wire="One two four")
    (line,) = world.broken
    assert "sounded as 'One two four'" in line


def test_what_was_heard_before_a_cut_counts_over_the_seam(world):
    second(world, SICK).agent(TEXT, "One two three", wire="One twotwo three f")
    world.agent("And?")
    assert world.broken == []
    world.agent(TEXT, "One two three four", wire="Onetwo three f").agent("And?")
    (line,) = world.broken
    assert "told as heard whole" in line


def test_garbage_of_a_voice_is_checked_where_another_one_stands_by(world):
    garbage = Trouble("tts", "garbage", 0.0, 9.0)
    world.run.troubles.append(garbage)
    world.agent(TEXT, wire="One x")
    assert world.broken == []
    world.run.how = SimpleNamespace(seconds=True, word_times=True)
    assert any("sounded as" in line for line in world.broken)


def degraded(world, stage="stt"):
    return world.note(
        "call:degraded", stage=stage, reason=f"{stage}-slow", rung="phrase"
    )


def test_giving_up_beside_a_healthy_engine_is_found(world):
    degraded(second(world, Trouble("stt", "hang", 0.0, 9.0)))
    (line,) = world.broken
    assert line == "call 0: P1 given up for stt-slow, with a healthy engine beside it"


@pytest.mark.parametrize(
    "troubles",
    [
        [Trouble("stt", "hang", 0.0, 9.0), Trouble("stt", "lost", 0.0, 9.0, number=2)],
        [Trouble("stt", "garbage", 0.0, 9.0)],
    ],
)
def test_giving_up_is_right_where_no_engine_is_left(world, troubles):
    degraded(second(world, *troubles))
    assert world.broken == []


def test_the_shop_has_no_second_one(world):
    degraded(second(world), "store")
    assert world.broken == []


def test_without_second_engines_giving_up_is_all_that_is_left(world):
    degraded(world)
    assert world.broken == []


def test_an_utterance_that_was_not_heard_whole_is_found(world):
    second(world).hall.ladders = SimpleNamespace(misheard=[("one two", "two")])
    assert world.broken == ["P4 of 'one two' was heard 'two'"]
    world.run.troubles.append(Trouble("stt", "garbage", 0.0, 9.0))
    assert world.broken == []
