from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jsonschema import Draft202012Validator

from callcore.agent.tools import SPECS, TOOLS


def test_what_only_looks_may_run_on_a_guess_and_nothing_else() -> None:
    harmless = {name for name, tool in TOOLS.items() if not tool.effects}
    assert harmless == {
        "search_products",
        "product_details",
        "check_stock",
        "delivery_options",
        "order_status",
    }


def objects_in(schema: object) -> Iterator[Mapping[str, object]]:
    if isinstance(schema, Mapping):
        if schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from objects_in(inner)


def leaves_in(schema: object) -> Iterator[Mapping[str, object]]:
    if isinstance(schema, Mapping):
        if schema.get("type") in ("string", "integer"):
            yield schema
        for inner in schema.values():
            yield from leaves_in(inner)


def test_every_schema_is_closed_and_complete() -> None:
    for spec in SPECS:
        Draft202012Validator.check_schema(dict(spec.parameters))
        for parameters in objects_in(spec.parameters):
            assert parameters["additionalProperties"] is False
            properties, required = parameters["properties"], parameters["required"]
            assert isinstance(properties, dict)
            assert isinstance(required, list)
            assert set(required) <= set(properties)


def test_every_argument_is_bounded() -> None:
    for spec in SPECS:
        for schema in leaves_in(spec.parameters):
            limits = {"string": {"maxLength"}, "integer": {"minimum", "maximum"}}
            wanted = limits[str(schema["type"])]
            assert "enum" in schema or wanted <= set(schema)


def test_every_name_is_one_that_servers_take() -> None:
    assert all(re.fullmatch(r"[a-z_]{1,64}", spec.name) for spec in SPECS)
