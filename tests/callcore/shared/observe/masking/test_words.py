from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking import flags, words
from callcore.shared.observe.masking.words import LONGEST_WORD, word_of
from callcore.shared.spoken.tongue import Kind


@pytest.mark.parametrize(
    ("raw", "has", "has_not"),
    [
        ("067", flags.DIGITS, flags.MIXED | flags.LETTERS),
        ("AA1234BB", flags.MIXED | flags.LATIN | flags.UPPER, flags.DIGITS),
        (
            "Олена",
            flags.LETTERS | flags.CYRILLIC | flags.TITLE,
            flags.UPPER | flags.LATIN,
        ),
        ("тарасівna", flags.CYRILLIC | flags.LATIN, flags.TITLE),
        ("O'Brien", flags.LETTERS | flags.TITLE, flags.MIXED),
        ("в", flags.SINGLE | flags.LETTERS, flags.TITLE),
        ("prompt_hash", flags.UNDERSCORE, flags.LETTERS),
        ("сорок", flags.NUMBER | flags.LETTERS, flags.DIGITS),
        ("[PHONE]", flags.TAG, flags.LETTERS | flags.UPPER),
    ],
    ids=[
        "digits",
        "plate",
        "name",
        "mixed",
        "apostrophe",
        "letter",
        "key",
        "number",
        "tag",
    ],
)
def test_how_a_word_is_written_shows_in_its_flags(raw, has, has_not):
    found = word_of(raw).flags
    assert found & has == has
    assert not found & has_not


def test_apostrophes_and_yo_are_one_letter_each():
    assert word_of("П’ятдесят").text == word_of("п'ятдесят").text == "п'ятдесят"
    assert word_of("Семён").text == "семен"


def test_a_word_knows_the_number_that_it_says():
    seven, written = word_of("сім").atom, word_of("123").atom
    assert seven is not None
    assert seven.value == 7
    assert written is not None
    assert written.kind is Kind.NUMERAL
    assert word_of("шина").atom is None


def test_a_word_is_worked_out_once():
    assert word_of("шина") is word_of("шина")


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(words, "MOST_WORDS", 10)
    for number in range(50):
        word_of(f"слово{number}")
    assert len(words.KNOWN) <= 10
    long = "щ" * (LONGEST_WORD + 1)
    word_of(long)
    assert long not in words.KNOWN


@given(st.text(min_size=1))
def test_any_text_is_a_word(raw):
    assert word_of(raw).flags >= 0
