from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.store.problem import Problem
from chaos.store.wishes import OrderWish, checked_key, fingerprint, order_wish

GOOD: dict[str, Any] = {
    "call_id": "call-1",
    "lines": [{"product_id": "t01", "quantity": 4}],
    "phone": "+380671234567",
    "name": "Олена",
}


def test_a_good_wish_comes_through() -> None:
    wish = order_wish(json.dumps(GOOD).encode())
    assert wish == OrderWish("call-1", (("t01", 4),), "+380671234567", "Олена")


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
        ("phone", "0671234567", "invalid-phone"),
        ("name", "x" * 201, "invalid"),
        ("name", None, "invalid"),
    ],
)
def test_each_field_is_checked(field: str, value: object, code: str) -> None:
    with pytest.raises(Problem) as caught:
        order_wish(json.dumps({**GOOD, field: value}).encode())
    assert (caught.value.status, caught.value.code) == (422, code)


@given(st.binary(max_size=200))
def test_garbage_is_a_problem(body: bytes) -> None:
    with contextlib.suppress(Problem):
        order_wish(body)


@pytest.mark.parametrize("key", [None, "", "short", "with space in it", "x" * 129])
def test_a_bad_key_is_a_problem(key: str | None) -> None:
    with pytest.raises(Problem, match="idempotency-key-required"):
        checked_key(key)


def test_the_fingerprint_tells_paths_and_bodies_apart() -> None:
    assert len({fingerprint(p, b) for p in ("/a", "/b") for b in (b"", b"1")}) == 4
