"""The document is sound, agrees with our own tables, and its checks can say no."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import yaml
from openapi_spec_validator import validate

from callcore.shared.ids import LANGUAGES
from callcore.store import parse
from callcore.store.contract import (
    BrokenContract,
    Contract,
    Message,
    Operation,
    document_text,
    store_contract,
)
from callcore.store.limits import LIMITS
from callcore.store.memory import GROUP_OF
from callcore.store.port import DeliveryKind, OrderState

DOCUMENT: dict[str, Any] = yaml.safe_load(document_text())
SCHEMAS = DOCUMENT["components"]["schemas"]
JSON = {"Content-Type": "application/json"}
KEY = {"Idempotency-Key": "key-00000001"}
ORDER = DOCUMENT["paths"]["/orders/{order_id}"]["get"]["responses"]["200"]["content"][
    "application/json"
]["examples"]["ru"]["value"]


@pytest.fixture(scope="module")
def contract() -> Contract:
    return store_contract()


def answer(value: object, kind: str = "application/json") -> Message:
    return Message(
        {"content-type": f"{kind}; charset=utf-8"}, json.dumps(value).encode()
    )


def nodes(node: object) -> Iterator[dict[str, Any]]:
    """Yield every object in the document."""
    if isinstance(node, dict):
        yield node
    for one in node.values() if isinstance(node, dict) else ():
        yield from nodes(one)
    for one in node if isinstance(node, list) else ():
        yield from nodes(one)


def examples(document: object) -> Iterator[tuple[dict[str, Any], object]]:
    """Yield every example with the schema that stands beside it."""
    for node in nodes(document):
        if "schema" in node:
            if "example" in node:
                yield node["schema"], node["example"]
            for one in node.get("examples", {}).values():
                yield node["schema"], one["value"]


def test_it_is_a_valid_openapi_document() -> None:
    validate(DOCUMENT)


def test_every_example_is_as_its_schema_says(contract: Contract) -> None:
    found = list(examples(DOCUMENT))
    assert len(found) >= 30
    for schema, value in found:
        contract.check(schema, value, "example")


def test_totals_in_examples_are_sums() -> None:
    orders = [
        value
        for _, value in examples(DOCUMENT)
        if isinstance(value, dict) and "total_kopiykas" in value
    ]
    assert len(orders) >= 4
    for order in orders:
        goods = sum(line["unit_kopiykas"] * line["quantity"] for line in order["lines"])
        assert order["total_kopiykas"] == goods + order["delivery_kopiykas"]


def test_examples_are_in_every_language() -> None:
    named = {
        name for node in nodes(DOCUMENT) for name in node.get("examples", {}) if name
    }
    assert set(LANGUAGES) <= named


def test_every_operation_can_be_limited_unauthorized_and_broken() -> None:
    for item in DOCUMENT["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and operation.get("security") != []:
                assert {"401", "429", "5XX"} <= set(operation["responses"])


def test_who_has_effects_needs_a_key_and_nobody_else_takes_one(
    contract: Contract,
) -> None:
    for operation in contract.operations.values():
        names = {node["name"] for node in operation.parameters}
        assert ("Idempotency-Key" in names) == (operation.method != "GET")


def test_it_knows_the_states_kinds_languages_and_bounds_that_we_know() -> None:
    assert SCHEMAS["OrderState"]["enum"] == list(get_args(OrderState))
    assert SCHEMAS["DeliveryOption"]["properties"]["kind"]["enum"] == list(
        get_args(DeliveryKind)
    )
    assert SCHEMAS["Language"]["enum"] == sorted(LANGUAGES)
    assert SCHEMAS["Kopiykas"]["maximum"] == parse.MAX_KOPIYKAS
    assert SCHEMAS["Text"]["maxLength"] == parse.MAX_TEXT_CHARS
    assert SCHEMAS["Products"]["properties"]["products"]["maxItems"] == (
        parse.MAX_PRODUCTS
    )
    product = SCHEMAS["Product"]["properties"]
    assert product["stock"]["maximum"] == parse.MAX_STOCK
    assert product["attributes"]["maxProperties"] == parse.MAX_ATTRIBUTES
    assert SCHEMAS["Order"]["properties"]["lines"]["maxItems"] == parse.MAX_LINES


def test_its_times_and_groups_are_those_of_the_client(contract: Contract) -> None:
    asked = {one.id: one for one in contract.operations.values() if one.id != "health"}
    assert set(asked) == set(GROUP_OF) - {"catalogue"}  # that is a search for nothing
    for name, operation in asked.items():
        group = GROUP_OF[name]  # type: ignore[index]
        assert operation.node["x-group"] == group
        assert operation.node["x-attempt-s"] == LIMITS[group].attempt_s


@pytest.mark.parametrize(
    ("method", "path", "query", "operation"),
    [
        ("GET", "/products", [], "search"),
        ("GET", "/products", [("query", "шини"), ("limit", "5")], "search"),
        ("GET", "/products/t02", [], "product"),
        ("GET", "/delivery-options", [("city", "Львів")], "delivery"),
        ("GET", "/orders", [("call_id", "call-1")], "orders_of"),
        ("GET", "/orders/412345", [], "order"),
        ("DELETE", "/orders/412345", [], "cancel"),
        ("POST", "/orders/412345/confirm", [], "confirm"),
    ],
)
def test_a_good_request_is_recognised(
    contract: Contract,
    method: str,
    path: str,
    query: list[tuple[str, str]],
    operation: str,
) -> None:
    assert contract.check_request(method, path, query, Message(KEY)).id == operation


@pytest.mark.parametrize(
    ("method", "path", "query", "sent", "why"),
    [
        ("GET", "/nothing", [], Message({}), "no such operation"),
        ("PUT", "/products", [], Message({}), "no such operation"),
        ("GET", "/products/a%20b", [], Message({}), "path product_id"),
        ("GET", "/products", [("limit", "51")], Message({}), "query limit"),
        ("GET", "/products", [("limit", "few")], Message({}), "query limit"),
        ("GET", "/products", [("language", "pl")], Message({}), "query language"),
        ("GET", "/products", [("query", "a"), ("query", "b")], Message({}), "2 times"),
        ("GET", "/products", [("q", "a")], Message({}), "unknown parameter"),
        ("GET", "/products", [], Message(JSON, b"{}"), "a body"),
        ("GET", "/orders", [], Message({}), "query call_id: 0 times"),
        ("DELETE", "/orders/1", [], Message({}), "header Idempotency-Key: 0 times"),
        ("POST", "/orders", [], Message(KEY), "media type"),
        ("POST", "/orders", [], Message(KEY | JSON, b"{"), "no JSON"),
        ("POST", "/orders", [], Message(KEY | JSON, b"{}"), "required"),
        ("POST", "/orders/1/confirm", [], Message(KEY | JSON, b'{"x": 1}'),
         "additionalProperties"),
    ],
)  # fmt: skip
def test_a_bad_request_is_told_from_a_good_one(
    contract: Contract,
    method: str,
    path: str,
    query: list[tuple[str, str]],
    sent: Message,
    why: str,
) -> None:
    with pytest.raises(BrokenContract, match=why):
        contract.check_request(method, path, query, sent)


@pytest.fixture
def order(contract: Contract) -> Operation:
    return contract.operations["order"]


def test_a_good_answer_passes_and_may_hold_more(
    contract: Contract, order: Operation
) -> None:
    contract.check_answer(order, 200, answer({**ORDER, "colour": "black"}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", 412345),
        ("state", "lost"),
        ("lines", []),
        ("lines", [{"product_id": "t02", "quantity": "4", "unit_kopiykas": 1}]),
        ("lines", [{"product_id": "t02", "quantity": 4}]),
        ("total_kopiykas", "2241000"),
        ("total_kopiykas", -1),
        ("total_kopiykas", 2_241_000.0),
        ("total_kopiykas", True),
        ("total_kopiykas", None),
        ("delivery", None),
        ("phone", "0501234567"),
        ("name", "x" * 301),
    ],
)
def test_a_bad_answer_is_told_from_a_good_one(
    contract: Contract, order: Operation, field: str, value: object
) -> None:
    with pytest.raises(BrokenContract, match=field):
        contract.check_answer(order, 200, answer({**ORDER, field: value}))


def test_what_is_wrong_is_told_without_the_value(
    contract: Contract, order: Operation
) -> None:
    with pytest.raises(BrokenContract) as caught:
        contract.check_answer(order, 200, answer({**ORDER, "phone": "050-SECRET"}))
    assert str(caught.value) == "order 200 $.phone: pattern"
    assert caught.value.__cause__ is None


def test_other_statuses_types_and_codes_are_not_documented(
    contract: Contract, order: Operation
) -> None:
    problem = {"type": "x", "title": "x", "status": 404, "code": "unknown-order"}
    kind = "application/problem+json"
    contract.check_answer(order, 404, answer(problem, kind))
    contract.check_answer(order, 503, answer({**problem, "status": 503}, kind))
    for status, bad in (
        (404, answer(problem)),  # not as a problem
        (404, answer({**problem, "code": "too-late"}, kind)),
        (418, answer(problem, kind)),
        (429, answer({**problem, "code": "rate-limited"}, kind)),  # no Retry-After
        (200, Message(JSON, b"<html>")),
        (200, Message(JSON, json.dumps(ORDER).encode()[:-1] + b', "id": "1"}')),
    ):
        with pytest.raises(BrokenContract):
            contract.check_answer(order, status, bad)


def test_only_one_option_may_be_the_default(contract: Contract) -> None:
    delivery = contract.operations["delivery"]
    media = DOCUMENT["paths"]["/delivery-options"]["get"]["responses"]["200"]["content"]
    example = media["application/json"]["example"]["options"]
    contract.check_answer(delivery, 200, answer({"options": example}))
    contract.check_answer(delivery, 200, answer({"options": []}))
    both = [{**option, "default": True} for option in example]
    with pytest.raises(BrokenContract, match="options"):
        contract.check_answer(delivery, 200, answer({"options": both}))
