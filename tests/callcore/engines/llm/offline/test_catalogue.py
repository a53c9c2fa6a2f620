from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.llm.offline.catalogue import Shelf, fold, shelf_of
from tests.callcore.engines.llm.offline.shop import CATALOGUE

SHELF = shelf_of(CATALOGUE)


@pytest.mark.parametrize(
    ("heard", "brand"),
    [("mishlan", "Michelin"), ("мишлин", "Michelin"), ("мішлен", "Michelin"),
     ("good year", "Goodyear"), ("han cook", "Hankook"), ("континентал", "Continental"),
     ("росаву", "Rosava"), ("нокія", "Nokian"), ("премьори", "Premiorri"),
     ("мобил", "Mobil"), ("шелл", "Shell"), ("кастрол", "Castrol"), ("гудир", "Goodyear")],
)  # fmt: skip
def test_a_brand_is_known_by_its_sound(heard, brand):
    assert SHELF.brand_in(f"масло {heard} нет") == (brand, True)


@pytest.mark.parametrize(
    "heard", ["do you sell tyres", "как дела", "which is better", ""]
)
def test_other_words_are_no_brand(heard):
    assert SHELF.brand_in(heard) == ("", True)


def test_a_likeness_in_between_is_not_certain():
    brand, sure = SHELF.brand_in("premium")
    assert (brand, sure) == ("Premiorri", False)


def test_both_alphabets_fold_to_one_sound():
    assert fold("Росава") == fold("Rosava")
    assert fold("ханкук") == fold("hankook")


def test_the_shelf_knows_sizes_and_oils():
    assert SHELF.sizes["2055516"] == ("205/55", "16")
    assert (5, 30) in SHELF.viscosities
    assert "Castrol" in SHELF.oil_brands
    assert "Michelin" not in SHELF.oil_brands


@given(st.text(max_size=200))
def test_no_text_raises(text):
    SHELF.brand_in(text)
    Shelf().brand_in(text)
    fold(text)
