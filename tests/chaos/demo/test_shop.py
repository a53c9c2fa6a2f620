"""The store's answers are read with care; a dead store has no orders."""

from __future__ import annotations

import pytest

from chaos.demo.shop import Books, books_of, read_books


def test_orders_and_products_are_taken_from_their_envelopes():
    books = books_of(
        {"orders": [{"id": "1"}, "junk"]}, {"products": [{"id": "p"}, {"id": "q"}]}
    )
    assert books.orders == ({"id": "1"},)
    assert set(books.products) == {"p", "q"}


@pytest.mark.parametrize("odd", [None, [], "x", {"orders": "x", "products": 3}])
def test_odd_answers_are_empty_books(odd):
    assert books_of(odd, odd) == Books()


@pytest.mark.integration
async def test_a_store_that_is_gone_has_no_orders():
    assert await read_books("http://127.0.0.1:9", "call") == Books()
