from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.store.port import Delivery
from chaos.store.problem import Problem
from chaos.store.wishes import (
    DraftWish,
    PlantWish,
    check_confirmation,
    checked_call,
    checked_key,
    draft_wish,
    fingerprint,
    plant_wish,
    state_wish,
)

GOOD: dict[str, Any] = {
    "call_id": "call-1",
    "lines": [{"product_id": "t01", "quantity": 4}],
    "phone": "+380671234567",
    "name": "Олена",
    "delivery": {"option_id": "courier", "city": "Львів", "place": "Зелена, 1"},
}
WISH = DraftWish(
    "call-1",
    (("t01", 4),),
    "+380671234567",
    Delivery("courier", "Львів", "Зелена, 1"),
    "Олена",
)


def encoded(**more: object) -> bytes:
    return json.dumps({**GOOD, **more}).encode()


def test_a_good_wish_comes_through() -> None:
    assert draft_wish(encoded()) == WISH


def test_name_city_and_place_may_be_left_out() -> None:
    body = {name: GOOD[name] for name in ("call_id", "lines", "phone")}
    wish = draft_wish(
        json.dumps({**body, "delivery": {"option_id": "pickup"}}).encode()
    )
    assert (wish.name, wish.delivery) == ("", Delivery("pickup"))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("call_id", "", "invalid"),
        ("call_id", "a b", "invalid"),
        ("lines", [], "invalid"),
        ("lines", [{}] * 21, "invalid"),
        ("lines", ["t01"], "invalid"),
        ("lines", [{"product_id": "t01", "quantity": 0}], "invalid-quantity"),
        ("lines", [{"product_id": "t01", "quantity": True}], "invalid-quantity"),
        ("lines", [{"product_id": "t01", "quantity": 101}], "invalid-quantity"),
        ("lines", [{"product_id": "t01", "quantity": 1, "price": 1}], "invalid"),
        ("lines", [{"product_id": "t01", "quantity": 1}] * 2, "invalid"),
        ("phone", "0671234567", "invalid-phone"),
        ("phone", "+380671234567\n", "invalid-phone"),
        ("name", "x" * 201, "invalid"),
        ("name", None, "invalid"),
        ("name", "a\x00b", "invalid"),
        ("name", "half a pair: \ud83d", "invalid"),
        ("delivery", None, "invalid"),
        ("delivery", "courier", "invalid"),
        ("delivery", {}, "invalid"),
        ("delivery", {"option_id": "courier", "price": 0}, "invalid"),
        ("discount", 50, "invalid"),
    ],
)
def test_each_field_is_checked(field: str, value: object, code: str) -> None:
    with pytest.raises(Problem) as caught:
        draft_wish(encoded(**{field: value}))
    assert (caught.value.status, caught.value.code) == (422, code)


def test_what_is_refused_is_named_without_its_value() -> None:
    with pytest.raises(Problem) as caught:
        draft_wish(encoded(phone="067 111", discount="067 222"))
    assert "067" not in caught.value.body()


@given(st.binary(max_size=200))
def test_garbage_is_a_problem(body: bytes) -> None:
    for check in (draft_wish, plant_wish, state_wish, check_confirmation):
        with contextlib.suppress(Problem):
            check(body)


def test_an_order_of_the_past_has_a_number_and_a_state() -> None:
    assert plant_wish(encoded(id="412345", state="shipped")) == PlantWish(
        "412345", "shipped", WISH
    )
    for wrong in ({"id": "a/b"}, {"id": ""}, {"state": "lost"}, {"state": 1}):
        with pytest.raises(Problem, match="invalid"):
            plant_wish(encoded(**{"id": "412345", "state": "shipped", **wrong}))


def test_a_state_stands_alone() -> None:
    assert state_wish(b'{"state": "packed"}') == "packed"
    for wrong in (b"{}", b'{"state": "packed", "id": "1"}', b"[]"):
        with pytest.raises(Problem, match="invalid"):
            state_wish(wrong)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"call_id": "call-1"}'])
def test_a_confirmation_may_name_its_call(body: bytes) -> None:
    check_confirmation(body)


@pytest.mark.parametrize("body", [b"[]", b'{"call_id": ""}', b'{"total": 1}', b"x"])
def test_a_confirmation_holds_nothing_else(body: bytes) -> None:
    with pytest.raises(Problem):
        check_confirmation(body)


@pytest.mark.parametrize("key", [None, "", "short", "with space in it", "x" * 129])
def test_a_bad_key_is_a_problem(key: str | None) -> None:
    with pytest.raises(Problem, match="idempotency-key-required"):
        checked_key(key)


@pytest.mark.parametrize("value", [None, 1, "", "a b", "x" * 65])
def test_a_bad_call_id_is_a_problem(value: object) -> None:
    with pytest.raises(Problem, match="invalid"):
        checked_call(value)


def test_the_fingerprint_tells_methods_paths_and_bodies_apart() -> None:
    marks = {
        fingerprint(method, path, body)
        for method in ("POST", "DELETE")
        for path in ("/a", "/b")
        for body in (b"", b"1")
    }
    assert len(marks) == 8


def test_the_fingerprint_is_that_of_the_value_not_of_its_spelling() -> None:
    one, two = b'{"a": 1, "b": "\xd1\x88"}', b'{"b":"\\u0448","a":1}'
    assert fingerprint("POST", "/a", one) == fingerprint("POST", "/a", two)
