from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.store.memory import OPTIONS, PICKUP
from callcore.store.parse import (
    MAX_OPTIONS,
    MAX_ORDERS,
    MAX_PRODUCTS,
    Malformed,
    NotJson,
    is_id,
    options_untrusted,
    order_untrusted,
    orders_untrusted,
    problem_code_untrusted,
    product_untrusted,
    products_untrusted,
    sendable,
)
from callcore.store.port import Delivery, Order, OrderLine
from chaos.store.products import catalogue
from tests.callcore.store.shopwire import CALL, ORDER, PHONE

T01, T02 = (asdict(product) for product in catalogue()[:2])
LINE: dict[str, Any] = ORDER["lines"][0]


def body(document: object) -> bytes:
    return json.dumps(document).encode()


def products(*items: object) -> bytes:
    return body({"products": items})


def options(*items: object) -> bytes:
    return body({"options": items})


def test_the_whole_catalogue_comes_through_unchanged() -> None:
    raw = products(*(asdict(product) for product in catalogue()))
    assert products_untrusted(raw) == (catalogue(), 0)


def test_a_bad_product_is_left_out_and_counted() -> None:
    found, bad = products_untrusted(products(T01, {**T02, "price_kopiykas": None}))
    assert ([product.id for product in found], bad) == (["t01"], 1)


def test_nothing_but_bad_products_is_malformed() -> None:
    with pytest.raises(Malformed, match="products"):
        products_untrusted(products({"id": "x"}))


def test_no_products_are_no_products() -> None:
    assert products_untrusted(products()) == ([], 0)


def test_too_many_products_are_malformed() -> None:
    with pytest.raises(Malformed):
        products_untrusted(products(*range(MAX_PRODUCTS + 1)))


def test_two_products_with_one_id_are_none_and_copies_are_one() -> None:
    cheap = {**T01, "price_kopiykas": 1}
    found, bad = products_untrusted(products(T01, T02, cheap, T02))
    assert ([product.id for product in found], bad) == (["t02"], 3)
    with pytest.raises(Malformed):
        products_untrusted(products(T01, cheap, T01))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "../admin"),
        ("id", 7),
        ("sku", "x" * 301),
        ("sku", "\ud800"),
        ("brand", "Mi\x00chelin"),
        ("names", {}),
        ("names", {"uk": 5}),
        ("names", {"de": "Reifen"}),
        ("attributes", [1]),
        ("attributes", {"size": 5}),
        ("attributes", {"x" * 301: "y"}),
        ("attributes", {str(n): "x" for n in range(41)}),
        ("price_kopiykas", -1),
        ("price_kopiykas", 46.5),
        ("price_kopiykas", 465.0),
        ("price_kopiykas", True),
        ("price_kopiykas", "4650"),
        ("price_kopiykas", 10**30),
        ("stock", -1),
        ("stock", 10**9),
    ],
)
def test_each_field_of_a_product_is_checked(field: str, value: object) -> None:
    bad = {**T01, field: value}
    with pytest.raises(Malformed):
        products_untrusted(products(bad))
    with pytest.raises(Malformed, match=f"{field}|uk"):
        product_untrusted(body(bad))


def test_a_product_comes_through_and_what_nobody_knows_is_ignored() -> None:
    assert product_untrusted(body({**T01, "weight_g": 9})) == catalogue()[0]


def test_the_options_come_through_the_default_first() -> None:
    raw = options(*(asdict(option) for option in reversed(OPTIONS)))
    found, bad = options_untrusted(raw)
    assert (found[0], bad) == (PICKUP, 0)
    assert sorted(found, key=str) == sorted(OPTIONS, key=str)


def test_an_option_without_the_word_default_is_none() -> None:
    option = {k: v for k, v in asdict(PICKUP).items() if k != "default"}
    assert options_untrusted(options(option))[0] == [replace(PICKUP, default=False)]


def test_two_defaults_are_malformed() -> None:
    both = [asdict(PICKUP), {**asdict(PICKUP), "id": "other"}]
    with pytest.raises(Malformed, match="default"):
        options_untrusted(options(*both))


def test_too_many_options_are_malformed() -> None:
    many = [{**asdict(OPTIONS[1]), "id": f"o{n}"} for n in range(MAX_OPTIONS + 1)]
    assert len(options_untrusted(options(*many[1:]))[0]) == MAX_OPTIONS
    with pytest.raises(Malformed):
        options_untrusted(options(*many))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", None),
        ("kind", "boat"),
        ("names", {"uk": ""}),
        ("price_kopiykas", "120"),
        ("days_min", 2),  # after days_max
        ("days_max", 10**6),
        ("default", 1),
    ],
)
def test_each_field_of_an_option_is_checked(field: str, value: object) -> None:
    with pytest.raises(Malformed, match="options"):
        options_untrusted(options({**asdict(PICKUP), field: value}))


def test_an_order_comes_through() -> None:
    line = OrderLine("t01", 4, 389_000)
    assert order_untrusted(body(ORDER), CALL) == Order(
        "123456", "draft", (line,), 1_556_000, PHONE, "", Delivery("pickup"), 0
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", None),
        ("call_id", None),
        ("state", "sent"),
        ("state", None),
        ("lines", {}),
        ("lines", []),
        ("lines", [LINE, LINE]),
        ("lines", [LINE] * 51),
        ("total_kopiykas", 10**11),
        ("total_kopiykas", 1_556_001),
        ("total_kopiykas", "1556000"),
        ("delivery", None),
        ("delivery_kopiykas", -1),
        ("phone", None),
        ("name", 5),
    ],
)
def test_each_field_of_an_order_is_checked(field: str, value: object) -> None:
    with pytest.raises(Malformed, match=field):
        order_untrusted(body({**ORDER, field: value}))


@pytest.mark.parametrize("field", ["option_id", "city", "place"])
def test_each_field_of_a_delivery_is_checked(field: str) -> None:
    delivery = {**ORDER["delivery"], field: 5}
    with pytest.raises(Malformed, match=field):
        order_untrusted(body({**ORDER, "delivery": delivery}))


@pytest.mark.parametrize(
    ("field", "value"),
    [("product_id", None), ("quantity", 0), ("unit_kopiykas", None)],
)
def test_each_field_of_a_line_is_checked(field: str, value: object) -> None:
    with pytest.raises(Malformed, match=field):
        order_untrusted(body({**ORDER, "lines": [{**LINE, field: value}]}))


def test_the_delivery_is_part_of_the_total() -> None:
    told = {**ORDER, "delivery_kopiykas": 12_000}
    with pytest.raises(Malformed, match="total"):
        order_untrusted(body(told))
    told["total_kopiykas"] = 1_568_000
    assert order_untrusted(body(told)).total_kopiykas == 1_568_000


def test_one_bad_order_or_a_strangers_spoils_the_list() -> None:
    other = {**ORDER, "id": "2"}
    assert len(orders_untrusted(body({"orders": [ORDER, other]}), CALL)) == 2
    assert orders_untrusted(body({"orders": []}), CALL) == []
    for bad in (ORDER, {**other, "call_id": "call-2"}, {**other, "state": "lost"}, 5):
        with pytest.raises(Malformed):
            orders_untrusted(body({"orders": [ORDER, bad]}), CALL)
    many = [{**ORDER, "id": str(n)} for n in range(MAX_ORDERS + 1)]
    with pytest.raises(Malformed, match="orders"):
        orders_untrusted(body({"orders": many}), CALL)


def test_a_malformed_order_never_shows_its_content() -> None:
    for field in ("phone", "call_id", "state", "attributes"):
        with pytest.raises(Malformed) as caught:
            order_untrusted(body({**ORDER, field: [PHONE]} | {"lines": 5}), CALL)
        assert "38067" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"code": "out-of-stock"}', "out-of-stock"),
        (b'{"code": "<script>"}', "refused"),
        (b'{"code": 5}', "refused"),
        (b"{}", "refused"),
    ],
)
def test_a_problem_gives_its_short_word(text: bytes, code: str) -> None:
    assert problem_code_untrusted(text) == code


@pytest.mark.parametrize("text", ["", ".", "../x", "a/b", "a b", "x" * 65, "é", "a\n"])
def test_what_is_no_id_never_reaches_a_url(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<!doctype html>",
        b'{"products": [',
        b'{"products": [], "note": "\xff"}',
        body({"products": []}).decode().encode("utf-16"),
        b'\xef\xbb\xbf{"products": []}',
        b'{"products": [], "x": NaN}',
        b'{"products": [], "x": -Infinity}',
        b'{"products": [], "x": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_json_in_utf8_is_told_from_what_breaks_the_contract(
    raw: bytes,
) -> None:
    with pytest.raises(NotJson) as caught:
        products_untrusted(raw)
    assert caught.value.reason == "not-json"
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize(
    "raw", [b"[]", b'"x"', b"null", b'{"error": "internal"}', b'{"products": {}}']
)
def test_json_that_is_something_else_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        products_untrusted(raw)
    assert caught.value.reason == "malformed"


def test_a_field_that_is_there_twice_is_malformed() -> None:
    raw = body(T01).replace(b'"stock": ', b'"stock": 5, "stock": ')
    with pytest.raises(Malformed, match="twice"):
        product_untrusted(raw)


@given(st.text())
def test_what_is_sent_can_be_encoded_and_is_as_long(text: str) -> None:
    assert len(sendable(text).encode().decode()) == len(text)


# -- whatever comes, only Malformed --------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*ORDER, "products", "options", "orders", "names", "code"]),
            inner,
        )
    ),
)


def read_all(raw: bytes) -> None:
    for parse in (
        products_untrusted,
        product_untrusted,
        options_untrusted,
        order_untrusted,
        problem_code_untrusted,
    ):
        with contextlib.suppress(Malformed):
            parse(raw)
    with contextlib.suppress(Malformed):
        orders_untrusted(raw, CALL)


@given(st.binary(max_size=300) | _JSON.map(body))
def test_only_malformed_comes_out_of_garbage(raw: bytes) -> None:
    read_all(raw)


GOOD = [
    ORDER,
    T01,
    {"products": [T01, T02]},
    {"orders": [ORDER]},
    {"options": [asdict(one) for one in OPTIONS]},
]


@given(st.data())
def test_only_malformed_comes_out_of_a_good_answer_that_went_bad(data) -> None:
    """One value somewhere in a good answer is replaced, or a byte of it."""
    document = json.loads(body(data.draw(st.sampled_from(GOOD))))
    spot = document
    while True:
        names = range(len(spot)) if isinstance(spot, list) else list(spot)
        if not names:
            break
        name = data.draw(st.sampled_from(names))
        if isinstance(spot[name], dict | list) and data.draw(st.booleans()):
            spot = spot[name]
            continue
        spot[name] = data.draw(_JSON)
        break
    raw = bytearray(body(document))
    if data.draw(st.booleans()):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    read_all(bytes(raw))
