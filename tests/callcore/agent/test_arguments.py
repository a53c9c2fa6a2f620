from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.arguments import BadArguments, CheckedCall, check_arguments
from callcore.agent.tools import TOOLS
from callcore.engines.chat import ToolCall

CREATE = TOOLS["create_order"].spec


def check(arguments: str, tool: str = "create_order") -> CheckedCall:
    return check_arguments(ToolCall("c1", tool, arguments), TOOLS[tool].spec)


def test_good_arguments_come_through() -> None:
    call = check('{"product_id": " t01 ", "quantity": 4, "name": null}')
    assert call.text("product_id") == "t01"
    assert call.number("quantity") == 4
    assert call.text("name") == ""


@pytest.mark.parametrize("quantity", ['"4"', "4", "4.0", '" 4 "'])
def test_an_integer_may_be_written_in_several_ways(quantity: str) -> None:
    call = check(f'{{"product_id": "t01", "quantity": {quantity}}}')
    assert call.number("quantity") == 4


def test_an_order_number_without_quotes_is_a_string() -> None:
    call = check('{"order_number": 123456}', "order_status")
    assert call.text("order_number") == "123456"


def test_no_arguments_at_all_are_fine_where_none_are_needed() -> None:
    assert check("", "end_call").arguments == {}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ('{"product_id": "t01"', "not valid JSON"),
        ("[" * 3000, "not valid JSON"),
        ("[]", "not a JSON object"),
        ('{"product_id": "t01"}', "quantity is required"),
        ('{"product_id": "", "quantity": 1}', "product_id is required"),
        ('{"product_id": "t01", "quantity": 0}', "1 to 20"),
        ('{"product_id": "t01", "quantity": 21}', "1 to 20"),
        ('{"product_id": "t01", "quantity": 1.5}', "whole number"),
        ('{"product_id": "t01", "quantity": true}', "whole number"),
        ('{"product_id": "t01", "quantity": "four"}', "whole number"),
        ('{"product_id": ["t01"], "quantity": 1}', "must be a string"),
        ('{"product_id": "t01", "quantity": 1, "price": 1}', "unknown argument"),
        (json.dumps({"product_id": "x" * 65, "quantity": 1}), "longer than 64"),
        ('{"name": "' + "x" * 5000 + '"}', "too long"),
    ],
)
def test_bad_arguments_are_named(arguments: str, complaint: str) -> None:
    with pytest.raises(BadArguments, match=complaint):
        check(arguments)


_VALUE = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_NAMES = st.sampled_from(["product_id", "quantity", "phone", "query", "x"])


@given(
    st.sampled_from(sorted(TOOLS)),
    st.text(max_size=50) | st.dictionaries(_NAMES, _VALUE).map(json.dumps),
)
def test_only_bad_arguments_comes_out_of_garbage(tool: str, arguments: str) -> None:
    try:
        call = check(arguments, tool)
    except BadArguments:
        return
    assert all(isinstance(value, str | int) for value in call.arguments.values())
