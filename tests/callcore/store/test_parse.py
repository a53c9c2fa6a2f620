from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.store.parse import (
    MAX_PRODUCTS,
    Malformed,
    is_id,
    order_untrusted,
    problem_code_untrusted,
    products_untrusted,
)
from callcore.store.port import Order, OrderLine
from chaos.store.products import catalogue

ORDER: dict[str, Any] = {
    "id": "123456",
    "state": "draft",
    "lines": [{"product_id": "t01", "quantity": 4}],
    "total_kopiykas": 1_556_000,
    "phone": "+380671234567",
    "name": "",
}


def products(*items: object) -> bytes:
    return json.dumps({"products": items}).encode()


def test_the_whole_catalogue_comes_through_unchanged() -> None:
    body = products(*(asdict(product) for product in catalogue()))
    assert products_untrusted(body) == (catalogue(), 0)


def test_a_bad_product_is_left_out_and_counted() -> None:
    good = asdict(catalogue()[0])
    found, bad = products_untrusted(products(good, {**good, "price_kopiykas": None}))
    assert (len(found), bad) == (1, 1)


def test_nothing_but_bad_products_is_malformed() -> None:
    with pytest.raises(Malformed):
        products_untrusted(products({"id": "x"}))


def test_no_products_are_no_products() -> None:
    assert products_untrusted(products()) == ([], 0)


def test_too_many_products_are_malformed() -> None:
    with pytest.raises(Malformed):
        products_untrusted(products(*range(MAX_PRODUCTS + 1)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "../admin"),
        ("id", 7),
        ("sku", "x" * 301),
        ("names", {}),
        ("names", {"uk": 5}),
        ("names", {"de": "Reifen"}),
        ("attributes", [1]),
        ("attributes", {"size": 5}),
        ("attributes", {str(n): "x" for n in range(41)}),
        ("price_kopiykas", -1),
        ("price_kopiykas", 46.5),
        ("price_kopiykas", True),
        ("price_kopiykas", "4650"),
        ("stock", 10**9),
    ],
)
def test_each_field_of_a_product_is_checked(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        products_untrusted(products({**asdict(catalogue()[0]), field: value}))


def test_an_order_comes_through() -> None:
    assert order_untrusted(json.dumps(ORDER).encode()) == Order(
        "123456", "draft", (OrderLine("t01", 4),), 1_556_000, "+380671234567"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", None),
        ("state", "sent"),
        ("state", None),
        ("lines", {}),
        ("lines", [[]]),
        ("total_kopiykas", 10**11),
        ("phone", None),
        ("name", 5),
    ],
)
def test_each_field_of_an_order_is_checked(field: str, value: object) -> None:
    with pytest.raises(Malformed, match=field.rstrip("s")):
        order_untrusted(json.dumps({**ORDER, field: value}).encode())


def test_an_order_of_no_pieces_is_malformed() -> None:
    line = {"product_id": "t01", "quantity": 0}
    with pytest.raises(Malformed, match="quantity"):
        order_untrusted(json.dumps({**ORDER, "lines": [line]}).encode())


def test_a_malformed_order_never_shows_its_content() -> None:
    with pytest.raises(Malformed) as caught:
        order_untrusted(json.dumps({**ORDER, "phone": ["+380671234567"]}).encode())
    assert "38067" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"code": "out-of-stock"}', "out-of-stock"),
        (b'{"code": "<script>"}', "refused"),
        (b'{"code": 5}', "refused"),
        (b"{}", "refused"),
    ],
)
def test_a_problem_gives_its_short_word(body: bytes, code: str) -> None:
    assert problem_code_untrusted(body) == code


@pytest.mark.parametrize("text", ["", ".", "../x", "a/b", "a b", "x" * 65, "é"])
def test_what_is_no_id_never_reaches_a_url(text: str) -> None:
    assert not is_id(text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*ORDER, "products", "names", "stock", "code"]), inner
        )
    ),
)


@given(st.binary(max_size=300) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_only_malformed_comes_out_of_garbage(body: bytes) -> None:
    for parse in (products_untrusted, order_untrusted, problem_code_untrusted):
        with contextlib.suppress(Malformed):
            parse(body)


def test_a_deeply_nested_body_is_malformed() -> None:
    with pytest.raises(Malformed):
        order_untrusted(b"[" * 100_000)
