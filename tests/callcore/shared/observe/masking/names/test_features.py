from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.names import features
from callcore.shared.observe.masking.names.features import (
    EDGE,
    of_place,
    of_step,
    of_word,
)
from callcore.shared.observe.masking.names.kinds import Kind
from callcore.shared.observe.masking.words import word_of


def seen(raw, known=0, case=0, *, heard=True):
    word = word_of(raw)
    return of_word(word.text, word.flags, known, case, heard=heard)


@given(st.text(max_size=60), st.integers(0, 31), st.integers(0, 2))
def test_every_number_of_any_word_is_that_of_a_weight(raw, known, case):
    word = seen(raw, known, case)
    words = [EDGE, EDGE, word, EDGE, EDGE]
    numbers = of_place(words, [0] * 6, 2) + of_step(words, [0] * 6, 2)
    assert all(0 <= number < features.SIZE for number in numbers)


def test_a_capital_changes_what_is_seen_only_where_capitals_mean_something():
    assert seen("Роман").own == seen("роман").own
    assert seen("Роман", case=2).look != seen("роман", case=2).look


def test_a_word_that_must_look_new_shares_nothing_but_its_letters():
    heard, new = seen("шевчук"), seen("шевчук", heard=False)
    assert set(new.own) < set(heard.own)
    assert all(
        len(fresh) < len(known)
        for fresh, known in zip(new.around, heard.around, strict=True)
    )


def test_a_word_that_announces_names_is_recognised_even_if_it_must_look_new():
    assert seen("зовут", heard=False).around == seen("зовут").around


def test_the_english_genitive_is_the_same_word():
    assert seen("Quibble's").own == seen("Quibble").own
    assert features.base_of("is") == "is"


def test_all_codes_and_numerals_look_the_same():
    assert seen("a1b2c3") == seen("zz99")
    assert seen("205") == seen("16")
    assert seen("205").kind == Kind.DIGITS


def test_the_same_word_counts_differently_on_each_side():
    word, other = seen("шевчук"), seen("дзвонить")
    before = of_place([EDGE, other, word, EDGE, EDGE], [0] * 6, 2)
    after = of_place([EDGE, EDGE, word, other, EDGE], [0] * 6, 2)
    far = of_place([other, EDGE, word, EDGE, EDGE], [0] * 6, 2)
    assert len({tuple(before), tuple(after), tuple(far)}) == 3


def test_the_features_of_a_word_are_the_same_on_every_machine():
    assert seen("коваль").own[:3] == (142670, 95495, 77315)
