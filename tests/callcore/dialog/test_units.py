from __future__ import annotations

from callcore.dialog.units import MONTHS, SYMBOLS, UNITS
from callcore.shared.ids import LANGUAGES


def test_every_language_has_every_word():
    for table in (MONTHS, SYMBOLS, UNITS):
        assert set(table) == set(LANGUAGES)
    assert {len(months) for months in MONTHS.values()} == {12}
    assert len({frozenset(units) for units in UNITS.values()}) == 1
    assert len({frozenset(symbols) for symbols in SYMBOLS.values()}) == 1


def test_english_plurals_are_made():
    assert UNITS["en"]["л"] == (("litre", "litres", "litres"), "m")
