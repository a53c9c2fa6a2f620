from __future__ import annotations

import pytest

from chaos.training.people.dice import Dice
from chaos.training.people.styles import Part, Piece, styled

SENTENCE = [
    Piece("Це "),
    Piece("О'Гара-Ян", Part.NAME, fresh=True),
    Piece(", 205 шт.!"),
]


def text(style, sentence=None, language="uk", seed=1):
    found = styled(sentence or SENTENCE, language, Dice(seed), style)
    return "".join(piece.text for piece in found)


def test_written_sentences_stay_as_they_are():
    assert text("written") == "Це О'Гара-Ян, 205 шт.!"


def test_heard_sentences_have_no_capitals_marks_or_numerals():
    found = {" ".join(text("heard", seed=seed).split()) for seed in range(40)}
    assert "це о'гара ян двісті п'ять шт" in found
    assert "це о'гара ян 205 шт" in found


def test_long_numbers_are_heard_digit_by_digit():
    found = {
        text("heard", [Piece("05 12345")], "en", seed).strip() for seed in range(40)
    }
    assert "zero five   one two three four five" in found


def test_typed_and_shouted_sentences_keep_their_marks():
    assert text("typed", seed=3) == "це о'гара-ян, 205 шт.!"
    assert text("shouted") == "ЦЕ О'ГАРА-ЯН, 205 ШТ.!"


def test_sloppy_sentences_begin_with_a_capital_and_have_names_without():
    assert text("sloppy") == "Це о'гара-ян, 205 шт.!"


def test_an_apostrophe_in_an_english_name_is_lost_in_speech_now_and_then():
    pieces = [Piece("ask "), Piece("O'Hara's", Part.NAME), Piece(" wife, don't wait")]
    found = {" ".join(text("heard", pieces, "en", seed).split()) for seed in range(60)}
    assert {
        "ask o'hara's wife don't wait",
        "ask o hara's wife don't wait",
        "ask ohara's wife don't wait",
    } <= found


def test_what_is_a_name_stays_marked_and_tags_stay():
    pieces = [*SENTENCE, Piece("[PERSON]", Part.CLAIMED)]
    found = styled(pieces, "uk", Dice(1), "heard")
    assert [piece.part for piece in found] == [
        Part.PLAIN,
        Part.NAME,
        Part.PLAIN,
        Part.CLAIMED,
    ]
    assert found[1].fresh
    assert found[3].text == "[PERSON]"


def test_some_letters_are_mistaken_but_never_the_first_one():
    pieces = [Piece("карбюратор гальмівний підшипник")]
    found = {text("typed", pieces, seed=seed) for seed in range(200)}
    assert len(found) > 5
    assert all([word[0] for word in line.split()] == ["к", "г", "п"] for line in found)


@pytest.mark.parametrize("seed", range(5))
def test_without_a_style_chance_decides_one(seed):
    assert text(None, seed=seed)
