from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.store.matching import find, understand
from chaos.store.products import catalogue

SHOP = catalogue()


def ids(query: str, limit: int = 20) -> list[str]:
    return [product.id for product in find(SHOP, query, limit)]


@pytest.mark.parametrize(
    "size",
    [
        "205 55 16",
        "205/55 R16",
        "205/55R16",
        "205-55-16",
        "205/55 р 16",
        "205 на 55 16",
    ],
)
def test_a_size_is_understood_however_it_is_written(size: str) -> None:
    assert understand(f"шини {size}").exact["size"] == "205/55 R16"


@pytest.mark.parametrize(
    ("query", "brand"),
    [
        ("winter tyres Michelin 205/55 R16", "Michelin"),
        ("зимові шини мішлен 205 55 16", "Michelin"),
        ("зимняя резина мишлин 205 55 р16", "Michelin"),
        ("Nokia winter 205/55 R16", "Nokian"),
        ("хочу зимние шины нокиан 205 55 16", "Nokian"),
    ],
)
def test_a_brand_is_found_in_three_languages_and_misspelled(
    query: str, brand: str
) -> None:
    found = find(SHOP, query, 5)
    assert {product.brand for product in found} == {brand}
    assert {product.attributes["season"] for product in found} == {"winter"}
    assert {product.attributes["size"] for product in found} == {"205/55 R16"}


def test_a_size_that_the_shop_has_not_finds_nothing() -> None:
    assert ids("winter tyres 195/55 R20") == []


def test_a_brand_that_the_shop_has_not_in_the_size_offers_others() -> None:
    found = find(SHOP, "шини Росава 205/55 R16", 5)
    assert found
    assert "Rosava" not in {product.brand for product in found}


@pytest.mark.parametrize(
    ("query", "season"),
    [
        ("всесезонні шини", "all-season"),
        ("all season tyres", "all-season"),
        ("летняя резина", "summer"),
        ("літні шини", "summer"),
    ],
)
def test_seasons_are_understood(query: str, season: str) -> None:
    found = find(SHOP, query, 50)
    assert {product.attributes["season"] for product in found} == {season}


@pytest.mark.parametrize("query", ["масло кастрол 5w30 4 литра", "Castrol 5W-30 4 l"])
def test_oil_is_found_by_grade_and_volume(query: str) -> None:
    assert ids(query) == ["o02"]


def test_wheels_are_found_by_diameter() -> None:
    assert set(ids("литі диски R16")) == {"w01", "w02"}


@pytest.mark.parametrize("query", ["", "hello there", "добрий день", "???", "1 2 3"])
def test_small_talk_finds_nothing(query: str) -> None:
    assert ids(query) == []


def test_what_is_in_stock_comes_before_what_is_not() -> None:
    found = find(SHOP, "all-season tyres 205/55 R16", 5)
    assert [product.stock > 0 for product in found] == [True, False]


def test_the_limit_holds() -> None:
    assert len(ids("tyres", 3)) == 3


@given(st.text(max_size=400), st.integers(1, 10))
def test_no_text_breaks_it(query: str, limit: int) -> None:
    assert len(find(SHOP, query, limit)) <= limit
