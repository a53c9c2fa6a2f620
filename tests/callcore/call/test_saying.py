from __future__ import annotations

import pytest

from callcore.call.saying import Sentence, heard_part
from callcore.dialog.sayable import sayable


def test_a_sentence_may_be_cut_unless_it_says_otherwise():
    assert not Sentence("Hello.", 1).protected


@pytest.mark.parametrize(
    ("chars", "part"), [(0, ""), (5, "Hello"), (6, "Hello"), (11, "Hello there")]
)
def test_what_was_heard_is_told_in_words_of_the_original(chars, part):
    text = "Hello there."
    assert heard_part(text, sayable(text, "en"), chars) == part


def test_of_a_number_nothing_was_heard_before_its_last_word():
    text = "I have 2450 tyres here."
    spoken = sayable(text, "en")
    number = spoken.text.index("fifty")
    assert heard_part(text, spoken, number) == "I have"
    assert heard_part(text, spoken, number + len("fifty ")) == "I have 2450"


def test_beyond_its_end_a_sentence_is_whole():
    text = "Size 205/55 R16."
    assert heard_part(text, sayable(text, "en"), 10_000) == text
