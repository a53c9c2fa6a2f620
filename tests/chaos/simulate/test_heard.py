from __future__ import annotations

import pytest

from callcore.agent.phrases import PHRASES
from callcore.engines.spelled import spell
from chaos.simulate.heard import phrases, read_backs, sentences
from tests.chaos.simulate.told import World


@pytest.fixture
def world():
    return World()


def test_each_sentence_has_the_sounds_until_the_next_one(world):
    world.agent("One two", "One", wire="One t").wait(1).agent("Three")
    one, three = sentences(world.ear, world.notes)
    assert (one.text, one.letters, three.letters) == ("One two", "One t", "Three")
    assert (len(one.frames_s), len(three.frames_s)) == (15, 15)
    assert one.said is not None
    assert one.said["text"] == "One"
    assert (one.is_last, three.is_last) == (False, True)


def test_nothing_said_is_no_sentence(world):
    assert sentences(world.ear, world.notes) == []


def test_a_sentence_that_the_journal_does_not_end_has_no_end(world):
    world.note("agent:saying", text="One").sound("One").agent("Two")
    one, two = sentences(world.ear, world.notes)
    assert one.said is None
    assert two.said is not None


@pytest.mark.parametrize(
    ("wire", "heard"),
    [
        ("It", "It"),
        ("It is two thousand four hundred fif", "It is"),
        ("It is two thousand four hundred fifty ", "It is 2450"),
    ],
)
def test_words_count_when_they_are_out_to_their_end(world, wire, heard):
    world.agent("It is 2450 now.", heard, wire=wire)
    (sentence,) = sentences(world.ear, world.notes)
    spoken = sentence.spelled()
    assert spoken is not None
    assert sentence.words_heard(spoken) == heard


def test_a_word_lacks_its_last_frame(world):
    world.agent("One two", "One", wire="One two")
    world.ear.sounds_s.pop()
    (sentence,) = sentences(world.ear, world.notes)
    spoken = sentence.spelled()
    assert spoken is not None
    assert sentence.words_heard(spoken) == "One"
    assert sentence.words_heard(spoken, 1) == "One two"


def test_how_it_sounded_may_be_in_any_language(world):
    world.note("agent:saying", text="Це 5 шин")
    for at in range(0, len(pcm := spell("Це п'ять шин")), 320):
        world.ear(world.now_s, pcm[at : at + 320])
    (sentence,) = sentences(world.ear, world.notes)
    assert sentence.spelled() is not None


def test_phrases_are_those_of_all_languages():
    assert phrases("filler") == {PHRASES[each]["filler"] for each in PHRASES}


def test_only_some_phrases_cannot_be_cut(world):
    world.agent(PHRASES["uk"]["filler"]).agent(PHRASES["en"]["greeting"])
    assert [s.uncut for s in sentences(world.ear, world.notes)] == [True, False]


def test_what_a_tool_says_is_a_read_back(world):
    world.tool("read_back_order", say="Four tyres?").tool(
        "search_products", products=[]
    )
    assert read_backs(world.notes) == {"Four tyres?"}
