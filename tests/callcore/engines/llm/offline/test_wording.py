from __future__ import annotations

import string

import pytest

from callcore.engines.llm.offline import (
    examples_en,
    examples_ru,
    examples_uk,
    phrases_en,
    phrases_ru,
    phrases_uk,
    words_en,
    words_ru,
    words_uk,
)
from callcore.engines.llm.offline.state import Item
from callcore.engines.llm.offline.wish import Wish
from callcore.engines.llm.offline.wording import Wording, short_names
from callcore.shared.ids import LANGUAGES


def blanks(phrase):
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_every_language_has_every_phrase_with_the_same_blanks():
    for other in (phrases_ru.PHRASES, phrases_uk.PHRASES):
        assert set(other) == set(phrases_en.PHRASES)
        for key, phrase in phrases_en.PHRASES.items():
            assert blanks(other[key]) == blanks(phrase), key


def test_every_language_listens_for_the_same_concepts():
    assert set(words_en.CONCEPTS) == set(words_ru.CONCEPTS) == set(words_uk.CONCEPTS)
    tables = (examples_en.EXAMPLES, examples_ru.EXAMPLES, examples_uk.EXAMPLES)
    assert all(set(table) - {""} <= set(words_en.CONCEPTS) for table in tables)


@pytest.mark.parametrize(
    ("language", "kopiykas", "text"),
    [("en", 420_000, "4 200 UAH"), ("uk", 123_456_700, "1 234 567 грн"),
     ("ru", 1_050, "10,50 грн"), ("uk", 0, "0 грн")],
)  # fmt: skip
def test_money_has_one_written_form(language, kopiykas, text):
    assert Wording(language).money(kopiykas) == text


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (
            ["Winter tyre A One 205/55 R16", "Winter tyre Bee Two 205/55 R16"],
            ["A One", "Bee Two"],
        ),
        (["Oil Edge 1 l", "Oil Edge 4 l"], ["1 l", "4 l"]),
        (
            ["Oil Bee 5W-40 4 l", "Oil Edge 5W-30 1 l"],
            ["Bee 5W-40 4 l", "Edge 5W-30 1 l"],
        ),
        (["Same", "Same"], ["Same", "Same"]),
        (["Only one"], ["Only one"]),
    ],
)
def test_an_offer_names_only_what_differs(names, short):
    assert short_names(names) == short


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_of_orders_have_words(language):
    words = Wording(language)
    told = {
        words.state(s) for s in ("draft", "confirmed", "shipped", "cancelled", "xyz")
    }
    assert len(told) == 5


def test_a_wish_is_told_in_the_callers_language():
    wish = Wish("tyre", "winter", "Michelin", "205/55", "16")
    assert Wording("uk").wish(wish) == "зимові шини Michelin 205/55 R16"


def test_a_long_name_is_cut():
    item = Item("1", "x" * 500, "", "tyre", {}, 100, 1)
    assert len(Wording("en").name(item)) <= 80
