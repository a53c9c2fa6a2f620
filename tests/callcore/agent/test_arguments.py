from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.arguments import (
    MAX_ARGUMENTS_CHARS,
    BadArguments,
    CheckedCall,
    Reader,
    check_arguments,
)
from callcore.agent.tools import TOOLS
from callcore.engines.chat import ToolCall, ToolSpec


def check(arguments: str, tool: str = "create_order") -> CheckedCall:
    return check_arguments(ToolCall("c1", tool, arguments), TOOLS[tool].spec)


def lines(*parts: str) -> str:
    return f'{{"lines": [{", ".join(parts)}]}}'


def test_good_arguments_come_through() -> None:
    call = check(
        '{"lines": [{"product_id": " t01 ", "quantity": 4}], "name": null, "city": " "}'
    )
    assert call.items("lines") == [{"product_id": "t01", "quantity": 4}]
    assert call.text("name") == call.text("city") == ""
    assert set(call.arguments) == {"lines"}


@pytest.mark.parametrize("quantity", ['"4"', "4", "4.0", '" 4 "'])
def test_an_integer_may_be_written_in_several_ways(quantity: str) -> None:
    call = check(f'{{"product_id": "t01", "quantity": {quantity}}}', "check_stock")
    assert call.number("quantity") == 4


@pytest.mark.parametrize(
    "written",
    [
        '{"product_id": "t01", "quantity": "4"}',
        '"[{\\"product_id\\": \\"t01\\", \\"quantity\\": 4}]"',
        '[{"product_id": "t01", "quantity": 4.0, "price_kopiykas": null}]',
    ],
)
def test_lines_may_be_written_in_several_ways(written: str) -> None:
    call = check(f'{{"lines": {written}}}')
    assert call.items("lines") == [{"product_id": "t01", "quantity": 4}]


def test_an_order_number_without_quotes_is_a_string() -> None:
    call = check('{"order_number": 123456}', "order_status")
    assert call.text("order_number") == "123456"


@pytest.mark.parametrize("nothing", ["", "{}", "null"])
def test_no_arguments_at_all_are_fine_where_none_are_needed(nothing: str) -> None:
    assert check(nothing, "end_call").arguments == {}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ('{"lines": [', "not valid JSON"),
        ("[" * 60, "not valid JSON"),
        ("[" * 3000, "nested too deeply"),
        ("[]", "not a JSON object"),
        ("{}", "lines is required"),
        ('{"lines": []}', "lines must hold something"),
        ('{"lines": NaN}', "not valid JSON"),
        (lines('{"product_id": "t01"}'), r"lines\[0\].quantity is required"),
        (lines('{"product_id": "", "quantity": 1}'), "product_id is required"),
        (lines('{"product_id": "t01", "quantity": 0}'), "quantity must be 1 to 20"),
        (lines('{"product_id": "t01", "quantity": 21}'), "1 to 20"),
        (lines('{"product_id": "t01", "quantity": 1.5}'), "whole number"),
        (lines('{"product_id": "t01", "quantity": true}'), "whole number"),
        (lines('{"product_id": "t01", "quantity": "four"}'), "whole number"),
        (lines('{"product_id": ["t01"], "quantity": 1}'), "must be a string"),
        (lines('{"product_id": "t01", "quantity": 1, "x": 1}'), "unknown argument"),
        (lines('{"product_id": "t01", "quantity": 1e999}'), "whole number"),
        (lines('"t01"'), "must be an object"),
        (lines(*['{"product_id": "t01", "quantity": 1}'] * 6), "at most 5"),
        (lines(json.dumps({"product_id": "x" * 65})), "longer than 64|required"),
        ('{"discount": 50, "lines": 1}', "unknown argument|object"),
        ('{"name": "' + "x" * MAX_ARGUMENTS_CHARS + '"}', "too long"),
        ('{"name": "' + "x" * 1_000_000 + '"}', "too long"),
    ],
)
def test_bad_arguments_are_named(arguments: str, complaint: str) -> None:
    with pytest.raises(BadArguments, match=complaint):
        check(arguments)


def test_a_reason_that_is_none_is_told_the_choice() -> None:
    with pytest.raises(BadArguments, match="reason must be one of asked, complaint"):
        check('{"reason": "because"}', "transfer_to_operator")


def test_what_the_caller_said_is_not_in_the_complaint() -> None:
    secret = "0671234567" * 9
    with pytest.raises(BadArguments) as caught:
        check(json.dumps({"order_number": secret}), "order_status")
    assert "067" not in str(caught.value)


FOREIGN = ToolSpec(
    "foreign",
    "A tool of another server.",
    {
        "type": "object",
        "properties": {
            "a": {"type": "string", "pattern": "(x+x+)+y"},
            "b": {"$ref": "https://example.org/never-fetched.json"},
            "c": {},
            "d": {"type": "number"},
            "e": {"type": "boolean"},
        },
    },
)


def test_a_foreign_pattern_is_not_tried() -> None:
    call = Reader(FOREIGN).read(ToolCall("c", "foreign", json.dumps({"a": "x" * 60})))
    assert call.text("a") == "x" * 60


@pytest.mark.parametrize(("written", "value"), [('"2.5"', 2.5), ("3", 3), ('" 4 "', 4)])
def test_a_number_may_be_written_as_text(written: str, value: float) -> None:
    call = Reader(FOREIGN).read(ToolCall("c", "foreign", f'{{"d": {written}}}'))
    assert call.arguments["d"] == value


def test_what_is_no_number_and_no_boolean_is_told() -> None:
    for arguments, told in (
        ('{"d": "x"}', "d must be a number"),
        ('{"e": 1}', "a boolean"),
    ):
        with pytest.raises(BadArguments, match=told):
            Reader(FOREIGN).read(ToolCall("c", "foreign", arguments))


def test_nothing_is_fetched_for_a_foreign_schema() -> None:
    with pytest.raises(BadArguments, match="cannot be used"):
        Reader(FOREIGN).read(ToolCall("c", "foreign", '{"b": 1}'))


_VALUE = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_NAMES = st.sampled_from(["product_id", "quantity", "phone", "query", "lines", "x"])
_NESTED = st.recursive(
    _VALUE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner)
)


@given(
    st.sampled_from(sorted(TOOLS)),
    st.text(max_size=50) | st.dictionaries(_NAMES, _NESTED).map(json.dumps),
)
def test_only_bad_arguments_comes_out_of_garbage(tool: str, arguments: str) -> None:
    try:
        call = check(arguments, tool)
    except BadArguments:
        return
    known = TOOLS[tool].spec.parameters["properties"]
    assert isinstance(known, dict)
    assert set(call.arguments) <= set(known)
