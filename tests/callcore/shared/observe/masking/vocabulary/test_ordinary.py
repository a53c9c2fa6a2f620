from __future__ import annotations

import pytest

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.vocabulary.ordinary import EXACT
from callcore.shared.observe.masking.words import word_of
from callcore.shared.observe.pii import mask


def test_every_word_of_the_trade_carries_its_flag():
    words = EXACT[flags.ORDINARY].split()
    assert len(words) > 150
    assert all(word_of(word).flags & flags.ORDINARY for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "Яка ширина, профіль та діаметр?",
        "остаток 4",
        "rollout taken back",
        "Моторна олива",
    ],
)
def test_it_is_never_a_name(text):
    assert mask(text) == text


def test_surnames_that_are_words_of_the_trade_are_not_among_them():
    for name in ("Price", "Stock", "Середа", "Неділя"):
        assert not word_of(name).flags & flags.ORDINARY
