"""The characters of a code in the words of a turn."""

from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.piecewords import Reader, explained


def pieces(text, *, letters=True, begun=False):
    line = read(text)
    return Reader(line, Claims(line.text), letters=letters, begun=begun).read()


@pytest.mark.parametrize(
    ("text", "chars"),
    [
        ("а як андрій, е євген, дев'яносто п'ять", ["ае95"]),
        ("bravo charlie twelve", ["bc12"]),
        ("double oh one, nine", ["0019"]),
        ("GB47 NWBK", ["gb47nwbk"]),
        ("один кей так далі зет", ["1кз"]),
        ("one kilo", ["1k"]),
        ("fifteen G m", ["15gm"]),
    ],
)
def test_characters_are_read_in_order(text, chars):
    read_ = pieces(text)
    assert [piece.chars for piece in read_.found] == chars
    assert read_.only


@pytest.mark.parametrize("text", ["чотири шини", "four tyres", "205/55 R16", "mhm"])
def test_amounts_sizes_and_sounds_are_no_characters(text):
    assert pieces(text).found == []


def test_a_time_of_day_is_no_piece():
    assert not any("18" in piece.chars for piece in pieces("о 18:30").found)


def test_digits_alone_are_read_where_a_code_has_no_letters():
    assert [
        piece.chars for piece in pieces("і тридцять вісім", letters=False).found
    ] == ["38"]


def test_a_turn_that_says_other_things_is_not_only_a_piece():
    assert not pieces("сорок один і доставка").only


def test_digits_that_look_like_a_size_are_a_piece_in_the_middle_of_a_code():
    assert pieces("двісті п'ять п'ятдесят п'ять шістнадцять").found == []
    assert pieces("двісті п'ять п'ятдесят п'ять шістнадцять", begun=True).found


def test_the_word_that_explains_a_letter_belongs_to_it():
    assert explained(read("а як андрій"), 1, "а") == 3
    assert explained(read("s for sugar"), 1, "s") == 3
    assert explained(read("а дім"), 1, "а") == 1
