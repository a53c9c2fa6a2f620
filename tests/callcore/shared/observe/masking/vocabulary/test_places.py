from __future__ import annotations

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.vocabulary.places import EXACT, STEMS
from callcore.shared.observe.masking.words import word_of

MINE = range(50, 65), range(80, 84)


def test_the_flags_are_of_the_range_of_this_vocabulary():
    allowed = {1 << bit for bits in MINE for bit in bits}
    assert set(EXACT) | set(STEMS) <= allowed


def test_the_words_can_be_met_as_words_of_a_line():
    words = " ".join([*EXACT.values(), *STEMS.values()]).split()
    assert all(
        word.replace("'", "").isalnum() and word == word.lower() for word in words
    )


def test_vague_street_words_are_street_words():
    streets = {*EXACT[flags.STREET].split(), *EXACT[flags.ROAD].split()}
    assert set(EXACT[flags.FAINT].split()) <= streets


def test_every_spelling_of_an_apostrophe_is_known():
    assert word_of("під’їзд").flags & word_of("під'їзд").flags & flags.HOUSE
