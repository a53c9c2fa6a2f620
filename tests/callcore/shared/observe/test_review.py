from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.pii import Sanitizer
from callcore.shared.observe.review import Said, reviewed


def call(*lines):
    """Return turns: the agent's begin with a dash."""
    return [
        Said(line.removeprefix("- "), "agent" if line.startswith("- ") else "caller")
        for line in lines
    ]


def first_look(turns):
    once = Sanitizer()
    return [
        Said(once.feed(turn.text, speaker=turn.speaker), turn.speaker) for turn in turns
    ]


@pytest.mark.parametrize(
    ("turns", "gone"),
    [
        (call("- Good day.", "zorymyra here", "- Thank you, [PERSON]."), "zorymyra"),
        (call("- Слухаю.", "зоримира", "- Дякую, [PERSON]."), "зоримира"),
        (call("- Да?", "67 42", "- Записала: [PHONE]."), "67"),
    ],
    ids=["en", "uk", "phone"],
)
def test_what_the_agent_repeats_was_just_told(turns, gone):
    assert gone not in " ".join(reviewed(turns))


def test_a_turn_that_told_it_already_is_not_searched_for_more():
    turns = call("моя фамилия [PERSON] шины нужны", "- Спасибо, [PERSON].")
    assert reviewed(turns) == [turn.text for turn in turns]


def test_talk_of_goods_stays():
    turns = call(
        "- Яка ширина, профіль та діаметр?",
        "двісті п'ять п'ятдесят п'ять шістнадцять",
        "- Є Rosava Snowgard, тисяча вісімсот гривень.",
        "беру чотири",
    )
    assert reviewed(turns) == [turn.text for turn in turns]


@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(["agent", "caller"]))))
def test_any_call_can_be_read_again_and_stays_as_long(lines):
    turns = [Said(*line) for line in lines]
    assert len(reviewed(turns)) == len(turns)


def test_what_was_masked_stays_masked():
    turns = first_look(call("- Ваш номер?", "067 123", "45 67", "- Дякую."))
    assert [turn.count("[PHONE]") for turn in reviewed(turns)] == [0, 1, 1, 0]
