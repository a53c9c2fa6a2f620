from __future__ import annotations

import re

from callcore.shared.ids import LANGUAGES
from callcore.store.parse import is_id
from chaos.store.products import catalogue

SHOP = catalogue()


def test_there_are_some_sixty_products_with_ids_and_articles_of_their_own() -> None:
    assert 55 <= len(SHOP) <= 70
    assert len({product.id for product in SHOP}) == len(SHOP)
    assert len({product.sku for product in SHOP}) == len(SHOP)
    assert all(is_id(product.id) for product in SHOP)


def test_every_product_has_a_name_in_every_language() -> None:
    for product in SHOP:
        assert set(product.names) == set(LANGUAGES)


def test_brands_are_said_in_cyrillic_where_cyrillic_is_spoken() -> None:
    for product in SHOP:
        for language in ("uk", "ru"):
            words = re.sub(
                r"\d+W-\d+|R\d+|[\d.]+J|\dx[\d.]+", "", product.names[language]
            )
            assert not re.search("[A-Za-z]", words), product.names[language]


def test_tyres_have_sizes_and_seasons() -> None:
    tyres = [product for product in SHOP if product.category == "tyre"]
    assert len(tyres) >= 40
    for tyre in tyres:
        assert re.fullmatch(r"\d{3}/\d{2} R\d{2}", tyre.attributes["size"])
        assert tyre.attributes["season"] in ("winter", "summer", "all-season")


def test_something_is_sold_out_and_something_nearly() -> None:
    stocks = {product.stock for product in SHOP}
    assert {0, 2} <= stocks


def test_prices_are_whole_hryvnias_of_a_likely_size() -> None:
    for product in SHOP:
        assert product.price_kopiykas % 100 == 0
        assert 30_000 < product.price_kopiykas < 1_500_000
