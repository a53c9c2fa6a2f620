"""The lists of small words."""

from __future__ import annotations

from callcore.shared.observe.masking.vocabulary import pieces
from callcore.shared.observe.masking.words import word_of


def test_every_word_is_written_as_words_are_read():
    lists = [
        words for name, words in vars(pieces).items() if isinstance(words, frozenset)
    ]
    assert len(lists) > 5
    for words in lists:
        assert [word for word in words if word_of(word).text != word] == []
