from __future__ import annotations

import pytest

from callcore.shared.spoken import ru, uk
from callcore.shared.spoken.slavic import plural_form


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (1, 0),
        (2, 1),
        (4, 1),
        (5, 2),
        (11, 2),
        (12, 2),
        (21, 0),
        (22, 1),
        (111, 2),
        (0, 2),
    ],
)
def test_a_noun_agrees_with_its_number(count, form):
    assert plural_form(count, ("0", "1", "2")) == str(form)


def test_one_thousand_needs_no_one_at_the_start_only():
    assert ru.SAY.cardinal(1_000) == "тысяча"
    assert ru.SAY.cardinal(1_001_000) == "миллион одна тысяча"


def test_ordinals_inflect_the_last_word_only():
    assert ru.SAY.ordinal(40) == "сороковой"
    assert ru.SAY.ordinal(116, "f") == "сто шестнадцатая"
    assert uk.SAY.ordinal(3, "gen") == "третього"
    assert uk.SAY.ordinal(2000) == "дві тисячі"
