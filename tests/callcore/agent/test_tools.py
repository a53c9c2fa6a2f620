from __future__ import annotations

import re

from callcore.agent.tools import SPECS, TOOLS


def test_what_only_looks_may_run_on_a_guess_and_nothing_else() -> None:
    harmless = {name for name, tool in TOOLS.items() if not tool.effects}
    assert harmless == {"search_products", "order_status"}


def test_every_schema_is_closed_and_complete() -> None:
    for spec in SPECS:
        parameters = spec.parameters
        assert parameters["type"] == "object"
        assert parameters["additionalProperties"] is False
        properties, required = parameters["properties"], parameters["required"]
        assert isinstance(properties, dict)
        assert isinstance(required, list)
        assert set(required) <= set(properties)
        for schema in properties.values():
            assert schema["type"] in ("string", "integer")
            assert schema["description"]


def test_every_name_is_one_that_servers_take() -> None:
    assert all(re.fullmatch(r"[a-z_]{1,64}", spec.name) for spec in SPECS)
