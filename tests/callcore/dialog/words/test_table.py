from __future__ import annotations

import dataclasses
import re

import pytest

from callcore.dialog.plain import plain_words
from callcore.dialog.words import en, ru, uk
from callcore.dialog.words.table import anywhere, beginning, ending, whole, words

ROWS = [
    (f"{module.__name__.rpartition('.')[2]}-{field.name}", getattr(table, field.name))
    for module in (en, ru, uk)
    for table in (module.TURN, module.TALK)
    for field in dataclasses.fields(table)
]
LISTS = [row for row in ROWS if isinstance(row[1], frozenset)]
PATTERNS = [row for row in ROWS if isinstance(row[1], re.Pattern)]


@pytest.mark.parametrize(("name", "known"), LISTS)
def test_every_word_is_spelled_as_words_of_a_turn_are(name, known):
    assert [word for word in sorted(known) if plain_words(word) != [word]] == []


@pytest.mark.parametrize(("name", "pattern"), PATTERNS)
def test_no_pattern_asks_for_what_plain_words_never_hold(name, pattern):
    assert not set("'’ё.,-") & set(re.sub(r"\.?(?:[*+]|\{.*?\})", "", pattern.pattern))
    assert pattern.pattern == pattern.pattern.lower().replace("\\W", "\\w")


@pytest.mark.parametrize("module", [en, ru, uk])
def test_no_back_channel_interrupts(module):
    talk = module.TALK
    assert not talk.backchannels & talk.interrupting
    assert not talk.yes & (talk.interrupting | talk.backchannels)


def test_patterns_hold_whole_words_only():
    assert whole("a b", "c").search("c")
    assert not whole("a b", "c").search("a b c")
    assert beginning("a b").search("a b c")
    assert not beginning("a b").search("a bc")
    assert ending("b c").search("a b c")
    assert not ending("b c").search("ab c")
    assert not ending("b c").search("b c d")
    assert anywhere("b").search("a b c")
    assert not anywhere("b").search("a bb c")


def test_lists_are_joined():
    assert words("a b", "c") == {"a", "b", "c"}
