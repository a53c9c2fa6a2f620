from __future__ import annotations

from callcore.engines.llm.offline.state import Asked, Draft, State
from callcore.engines.llm.offline.steps import (
    call,
    goodbye,
    missed,
    say,
    transfer,
    unsure,
)
from callcore.engines.llm.offline.wish import Wish
from callcore.engines.llm.offline.wording import Wording

WORDS = Wording("en")


def test_understanding_forgives_earlier_misses():
    state, act = say(State(misses=2), "Hi", Asked.CHOICE)
    assert (state.misses, state.asked, state.said, act.text) == (
        0,
        Asked.CHOICE,
        "Hi",
        "Hi",
    )
    assert call(State(misses=2), "x")[0].misses == 0


def test_the_third_miss_is_for_a_human():
    state = State()
    texts = []
    for _ in range(2):
        state, act = missed(state, WORDS)
        assert act.tool == ""
        texts.append(act.text)
    assert len(set(texts)) == 2
    assert missed(state, WORDS)[1].tool == "transfer_to_operator"


def test_a_repair_repeats_the_open_question():
    state = State(asked=Asked.QUANTITY, misses=1)
    assert missed(state, WORDS)[1].text == WORDS.say("quantity")


def test_guesses_are_limited_too():
    state = State(guess=Wish(profile="205/55", diameter="16"))
    state, act = unsure(state, WORDS)
    assert act.text == "Did you say tyres 205/55 R16?"
    state, _ = unsure(state, WORDS)
    assert unsure(state, WORDS)[1].tool == "transfer_to_operator"


def test_a_goodbye_says_that_an_open_draft_is_not_placed():
    _, act = goodbye(State(draft=Draft("1", 4, 100)), WORDS)
    assert act.text.startswith("The order is not placed")
    assert "not placed" not in goodbye(State(), WORDS)[1].text


def test_a_transfer_gives_its_reason():
    assert transfer(State(), "Bye", "asked")[1].arguments == {"reason": "asked"}
