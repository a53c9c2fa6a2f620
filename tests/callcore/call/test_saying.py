from __future__ import annotations

import pytest

from callcore.call.saying import Sentence, has_word_times, heard_part
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


@pytest.mark.parametrize(
    ("marks", "known"),
    [
        ([(100, 3), (200, 7)], True),  # an end for each word so far
        ([(100, 3)], True),
        ([(300, 13)], False),  # one for all three
        ([], False),
        ([(50, 0)], False),  # nothing was said yet
    ],
)
def test_word_times_are_known_if_every_word_has_its_end(marks, known):
    assert has_word_times("one two three", marks) is known
