from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.llm.offline.catalogue import shelf_of
from callcore.engines.llm.offline.hearing import hear
from callcore.shared.ids import LANGUAGES
from tests.callcore.engines.llm.offline.shop import CATALOGUE

SHELF = shelf_of(CATALOGUE)


def test_a_whole_wish_is_heard():
    heard = hear("I'd like four Mishlan winter tyres 205 55 16", "en", SHELF)
    assert heard.wish.query == "winter tyre Michelin 205/55 R16"
    assert heard.counts == (4,)
    assert heard.sure


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("мне нужны земнейшины, размер 205, 55 R16", "ru"),
        ("мне нужны земние шины", "ru"),
        ("потрібні зимовішини, 205 55 R16", "uk"),
        ("потрібні земові шини", "uk"),
    ],
)
def test_winter_is_heard_as_whisper_writes_it(text, language):
    assert hear(text, language, SHELF).wish.season == "winter"


def test_leaning_to_yes_is_not_an_explicit_yes():
    heard = hear("угу", "uk", SHELF)
    assert heard.yes
    assert not heard.explicit
    assert hear("так, підтверджую", "uk", SHELF).explicit
    assert hear("ні, три", "uk", SHELF).no


def test_number_words_are_no_brands():
    assert hear("шестнадцать", "ru", SHELF).wish.brand == ""
    assert hear("перші", "uk", SHELF).wish.brand == ""


def test_an_oil_brand_makes_it_about_oil():
    assert hear("castrol five thirty", "en", SHELF).wish.viscosity == "5W-30"


def test_what_was_talked_about_decides_what_numbers_mean():
    assert hear("five thirty", "en", SHELF, kind="oil").wish.viscosity == "5W-30"
    assert hear("five thirty", "en", SHELF).wish.viscosity == ""


def test_a_doubtful_brand_counts_only_if_it_is_all_there_is():
    assert not hear("michlock", "en", SHELF).sure
    assert hear("do you have michlock things over here", "en", SHELF).wish.brand == ""


def test_nothing_understood_is_empty():
    assert hear("florbing the wizzle", "en", SHELF).empty
    assert not hear("four", "en", SHELF).empty
    assert not hear("florbing", "en", SHELF).meaning("help").empty


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_no_text_raises(text, language):
    hear(text, language, SHELF)
