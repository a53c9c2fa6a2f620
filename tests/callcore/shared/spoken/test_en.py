from __future__ import annotations

from callcore.shared.spoken import en


def test_cardinals_are_plain_words():
    assert en.cardinal(0) == "zero"
    assert en.cardinal(205) == "two hundred five"
    assert en.cardinal(1_000_015) == "one million fifteen"


def test_ordinals_change_their_last_word():
    assert en.ordinal(21) == "twenty first"
    assert en.ordinal(12) == "twelfth"
    assert en.ordinal(20) == "twentieth"
    assert en.ordinal(100) == "one hundredth"
