from __future__ import annotations

import pytest

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.vocabulary import names
from callcore.shared.observe.masking.words import word_of


def test_all_flags_are_the_names_detector_s_own():
    for flag in (*names.EXACT, *names.STEMS):
        assert 1 << 65 <= flag < 1 << 80
        assert flag.bit_count() == 1


def test_words_are_lower_case_and_have_the_letters_that_are_looked_up():
    for words in (*names.EXACT.values(), *names.STEMS.values()):
        assert words == words.lower()
        assert "ё" not in words
        assert "’" not in words


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("звати", flags.NAME_CALLED),
        ("прізвище", flags.NAME_CALLED),
        ("імені", flags.NAME_CALLED),
        ("Mr", flags.NAME_STYLED),
        ("дзвонила", flags.NAME_SAYS),
        ("отримувачем", flags.NAME_PERSON),
        ("сестрою", flags.NAME_KIN),
        ("It's", flags.NAME_THIS),
        ("вулиця", flags.NAME_STREET),
    ],
)
def test_words_around_names_are_known(raw, flag):
    assert word_of(raw).flags & flag
