from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.figures import figures_of
from callcore.agent.pricebook import PriceBook
from callcore.agent.readback import price

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner)
    ),
    max_leaves=30,
)


def book(*prices: int, delivery: int = 12_000) -> PriceBook:
    """Return a book that knows products and ways of delivery."""
    known = PriceBook()
    products = [{"id": str(p), "price_kopiykas": p} for p in prices]
    known.tool_returned("search_products", {"products": products}, "en")
    options = {"options": [{"id": "np", "price_kopiykas": delivery}]}
    known.tool_returned("delivery_options", options, "en")
    return known


def knows(known: PriceBook, kopiykas: int) -> bool:
    return not known.unknown(figures_of(f"It is {price(kopiykas, 'en')}.", "en"))


@pytest.mark.parametrize("pieces", range(1, 21))
def test_a_price_times_up_to_twenty_pieces_is_known(pieces: int) -> None:
    known = book(465_100)
    assert knows(known, 465_100 * pieces)
    assert knows(known, 465_100 * pieces + 12_000)
    assert not knows(known, 465_100 * pieces + 100)


def test_more_than_twenty_pieces_are_not() -> None:
    assert not knows(book(465_100), 465_100 * 21)


def test_two_products_together_and_their_difference_are_known() -> None:
    known = book(465_100, 52_300)
    assert knows(known, 4 * 465_100 + 52_300)
    assert knows(known, 4 * 465_100 + 52_300 + 12_000)
    assert knows(known, 465_100 - 52_300)
    assert not knows(known, 7 * 465_100 + 3 * 52_300)
    known.caller_said("seven and three", "en")
    assert knows(known, 7 * 465_100 + 3 * 52_300)


def test_the_price_of_a_delivery_is_no_price_of_a_piece() -> None:
    assert knows(book(465_100), 12_000)
    assert not knows(book(465_100), 24_000)


def test_the_totals_of_an_order_are_known() -> None:
    known = book(465_100)
    order = {"order_id": "1", "total_kopiykas": 777_700, "delivery_kopiykas": 9_900}
    known.tool_returned("create_order", order, "en")
    assert knows(known, 777_700)
    assert knows(known, 465_100 + 9_900)


@pytest.mark.parametrize(
    "answer",
    [
        {"price": 333},
        {"fee_total": 333.0},
        {"text": "Fitting costs 333 UAH."},
        {"rows": [{"price_kopiykas": 33_300}]},
    ],
)
def test_the_amounts_of_foreign_tools_are_known(answer: dict[str, object]) -> None:
    known = book()
    assert not knows(known, 33_300)
    known.tool_returned("fitting", answer, "en")
    assert knows(known, 33_300)


def test_another_currency_is_never_the_shop_s() -> None:
    known = book(12_000)
    assert known.unknown(figures_of("It is 120 dollars.", "en"))
    known.caller_said("is that 120 dollars?", "en")
    assert not known.unknown(figures_of("It is 120 dollars.", "en"))


@given(JSON.filter(lambda value: isinstance(value, dict)), st.booleans())
def test_no_answer_breaks_it(answer: dict[str, object], ours: bool) -> None:
    PriceBook().tool_returned("search_products" if ours else "foreign", answer, "uk")
