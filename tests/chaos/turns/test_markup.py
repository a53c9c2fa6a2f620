"""Signs of a written turn."""

from __future__ import annotations

import pytest

from chaos.turns.markup import Break, parse, pauses_of


def test_a_line_without_signs_is_one_phrase():
    (phrase,) = parse("I need tyres.")
    assert (phrase.text, phrase.breaks, phrase.cut) == ("I need tyres.", [], None)


def test_a_pause_lies_after_the_word_before_it_and_knows_its_punctuation():
    (phrase,) = parse("Hi, | I need | a set. | And ~ oil @ too")
    assert phrase.text == "Hi, I need a set. And oil too"
    assert phrase.breaks == [
        Break(3, "comma"),
        Break(10, "gap"),
        Break(17, "stop"),
        Break(21, "drawl"),
        Break(25, "filler"),
    ]


def test_a_restart_is_cut_inside_its_word_and_goes_on_in_a_new_phrase():
    first, second = parse("I need win/ter tyres // I need oil")
    assert first.text[: first.cut] == "I need win"
    assert first.text == "I need winter tyres"
    assert (second.text, second.cut) == ("I need oil", None)
    assert pauses_of([first, second]) == ["restart"]


@pytest.mark.parametrize(
    "line", ["| hello", "one // two", "wi/nter", "a wi/nter //", "a b/c | d // e", ""]
)
def test_signs_that_make_no_sense_are_refused(line):
    with pytest.raises(ValueError, match=r"nobody speaks|broken off"):
        parse(line)
