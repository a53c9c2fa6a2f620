from __future__ import annotations

import pytest

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.vocabulary import written
from callcore.shared.observe.masking.words import word_of


@pytest.mark.parametrize(
    ("word", "flag"),
    [
        ("замовленнями", flags.CODE_ORDER),
        ("Order", flags.CODE_ORDER),
        ("ДЕРЖНОМЕР", flags.CODE_PLATE),
        ("вин", flags.CODE_VIN),
        ("паспорт", flags.CODE_ID),
        ("картку", flags.CODE_CARD),
        ("гривень", flags.MEASURE),
        ("березня", flags.MONTH),
    ],
)
def test_a_word_is_known_in_its_forms(word, flag):
    assert word_of(word).flags & flag


def test_every_flag_is_one_bit_of_its_own_range():
    for flag in {**written.EXACT, **written.STEMS}:
        assert flag.bit_count() == 1
        assert 20 <= flag.bit_length() - 1 <= 34
