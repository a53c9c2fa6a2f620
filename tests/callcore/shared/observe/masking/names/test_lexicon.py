from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.names import lexicon

WORDS = st.dictionaries(
    st.text("абвгдезик'abcdef", min_size=1, max_size=9), st.integers(1, 31), max_size=60
)


@given(WORDS)
def test_every_packed_word_is_known_as_what_it_was_packed(words):
    table = lexicon.packed(words.items())
    assert {word: lexicon.known_as(table, word) for word in words} == words


def test_a_word_packed_twice_is_known_as_both():
    table = lexicon.packed([("надія", lexicon.COMMON), ("надія", lexicon.FIRST)])
    assert lexicon.known_as(table, "надія") == lexicon.COMMON | lexicon.FIRST


def test_of_words_that_were_not_packed_hardly_one_is_taken_for_known():
    table = lexicon.packed(
        (f"word{number}", lexicon.COMMON) for number in range(90_000)
    )
    mistaken = sum(
        lexicon.known_as(table, f"other{number}") > 0 for number in range(9_000)
    )
    assert mistaken < 9_000 * 0.005


def test_more_words_than_there_is_room_for_are_refused(monkeypatch):
    monkeypatch.setattr(lexicon, "SLOTS", 10)
    with pytest.raises(lexicon.LexiconFull, match="more than 8 words"):
        lexicon.packed((f"word{number}", 1) for number in range(9))


def test_a_word_with_half_a_surrogate_pair_is_looked_up_like_any_other():
    assert lexicon.known_as(lexicon.packed([]), "a\ud800") == 0


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("антифриз", "антифриза"),
        ("чайка", "чайками"),
        ("лампа", "ламп"),
        ("ліквідувати", "ліквідуйте"),
        ("голосно", "голосніше"),
        ("fitting", "fitts"),
        ("spanner", "spanners"),
    ],
)
def test_other_forms_of_an_ordinary_word_are_related_to_it(known, other):
    table = lexicon.packed([(lexicon.stem(known) or "", lexicon.COMMON)])
    assert lexicon.looked_up(table, other) == lexicon.RELATED


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("коваль", "ковальчук"),
        ("сорока", "сорокін"),
        ("волки", "волков"),
        ("green", "greenberg"),
        ("лев", "лева"),
    ],
)
def test_surnames_made_of_a_word_are_not_related_to_it(known, other):
    stem = lexicon.stem(known)
    table = lexicon.packed([] if stem is None else [(stem, lexicon.COMMON)])
    assert lexicon.looked_up(table, other) == 0
