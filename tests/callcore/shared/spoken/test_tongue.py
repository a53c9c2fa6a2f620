from __future__ import annotations

import pytest

from callcore.shared.spoken.tongue import (
    Kind,
    atoms_of,
    kind_of,
    ordinals_of,
    plurals_of,
)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(0, Kind.ZERO), (9, Kind.DIGIT), (10, Kind.TEEN), (19, Kind.TEEN), (20, Kind.TEN),
     (100, Kind.HUNDREDS), (1000, Kind.SCALE)],
)  # fmt: skip
def test_the_value_says_what_a_word_does(value, kind):
    assert kind_of(value) is kind


def test_tables_become_atoms():
    atoms = atoms_of({5: ["five", "fife"]})
    assert atoms["fife"].value == 5
    assert not atoms["five"].ordinal
    assert ordinals_of({5: ["fif"]}, "th ths")["fifths"].ordinal


def test_plurals_of_digits_keep_their_value():
    assert plurals_of({7: "sevens sieben"})["sieben"].value == 7
    assert plurals_of({7: "sevens"})["sevens"].kind is Kind.ZEROS
