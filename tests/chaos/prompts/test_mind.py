from __future__ import annotations

import json
from random import Random
from typing import Any

from chaos.prompts.mind import Known, Mind, call, line


def mind(**more):
    fields: dict[str, Any] = {
        "random": Random(1), "language": "en", "unseen": ["t01"], "others": ["9"],
        "own_old": ["8"], "prompt": "one two", "secrets": ["k7"],
    } | more  # fmt: skip
    return Mind(**fields)


def test_it_learns_from_results():
    of = mind()
    of.learn('{"products": [{"id": "t02", "price_kopiykas": 5, "stock": 3}]}')
    of.learn('{"product": {"id": "t03", "price_kopiykas": 6, "stock": 3}}')
    of.learn('{"options": [{"id": "courier"}]}')
    of.learn('{"order_id": "1", "state": "draft"}')
    of.learn('{"order_id": "1", "say": "x?"}')
    assert set(of.products) == {"t02", "t03"}
    assert of.options == ["courier"]
    assert of.orders == {"1": "draft"}
    assert of.read == of.draft() == of.of_state("draft") == "1"


def test_it_learns_nothing_from_garbage_or_errors():
    of = mind()
    for text in ("{", "[]", '{"error": "x", "order_id": "1", "state": "draft"}', "{}"):
        of.learn(text)
    assert not of.orders
    assert not of.products


def test_it_makes_something_up_when_it_knows_nothing():
    of = mind()
    assert of.product().id == "t01"
    assert of.draft() == "100000"
    assert of.of_state("draft") == "none"
    assert of.next_order() == "100002"


def test_moves_are_written_as_a_model_writes_them():
    made = call(
        "create_order", "kind", "id", lines=[line(Known("t02", 5, 3), 4, name="x")]
    )
    assert json.loads(made.arguments)["lines"][0] == {
        "product_id": "t02",
        "quantity": 4,
        "name": "x",
    }
    assert (made.kind, made.id) == ("kind", "id")
