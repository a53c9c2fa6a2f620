from __future__ import annotations

from callcore.shared.observe.masking.names import lexicon
from callcore.shared.observe.masking.names.features import CLAIMED, EDGE
from callcore.shared.observe.masking.names.kinds import Kind
from chaos.training.people.dice import Dice
from chaos.training.people.examples import Reader, lexicon_of, uncapitalised
from chaos.training.people.styles import Part, Piece


def test_names_are_known_in_all_their_cases_and_streets_only_if_nobody_bears_them(
    small,
):
    known = lexicon_of(list(small.values()))

    def bits(word):
        return lexicon.known_as(known, word)

    assert bits("ольгою") == lexicon.FIRST
    assert bits("гончаренку") == lexicon.SURNAME
    assert bits("гончаренко") == lexicon.SURNAME
    assert bits("петр") == lexicon.FIRST
    assert bits("зелена") == lexicon.PLACE
    assert bits("логан") == lexicon.BRAND
    assert bits("рено логан") == lexicon.BRAND
    assert bits("привезіть") == lexicon.COMMON
    assert bits("невідоме") == 0


def test_words_written_small_in_sentences_with_capitals_are_ordinary():
    frames = ["Чекаю {first} завтра, Львів", "усе мале", "JSON {city}: так"]
    assert uncapitalised(frames) == ["завтра", "так"]


def test_an_example_marks_the_words_of_names_and_hides_what_is_claimed(small):
    reader = Reader(lexicon_of(list(small.values())))
    sentence = [
        Piece("Це "),
        Piece("Ольга Гай", Part.NAME),
        Piece(", "),
        Piece("0671234567", Part.CLAIMED),
    ]
    example = reader.example(sentence, Dice(1))
    assert example.names == [False, True, True, False]
    assert example.words[:2] == [EDGE, EDGE] == example.words[-2:]
    assert example.words[5] is CLAIMED
    assert len(example.gaps) == len(example.words)


def test_a_fresh_name_looks_unknown_and_a_listed_one_known(small):
    reader = Reader(lexicon_of(list(small.values())))

    def seen(*, fresh):
        piece = Piece("Ольга", Part.NAME, fresh)
        return reader.example([piece], Dice(1)).words[2]

    assert seen(fresh=False).kind != seen(fresh=True).kind
    assert len(seen(fresh=False).own) > len(seen(fresh=True).own)


def test_ordinary_words_look_unknown_now_and_then(small):
    reader, dice = Reader(lexicon_of(list(small.values()))), Dice(1)
    kinds = {reader.example([Piece("шини")], dice).words[2].kind for _ in range(60)}
    assert len(kinds) == 2


def test_a_listed_name_that_shall_look_new_is_not_likened_to_an_ordinary_word(small):
    known = lexicon.packed(
        [("мороз", lexicon.SURNAME | lexicon.COMMON), ("мороз-", lexicon.COMMON)]
    )
    reader, dice = Reader(known), Dice(1)

    def kind(text):
        sentence = [Piece(text, Part.NAME, fresh=True)]
        return reader.example(sentence, dice).words[2].kind

    assert kind("мороз") == Kind.CYRILLIC
    assert kind("морозами") == Kind.RELATED
