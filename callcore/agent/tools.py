"""The tools, declared once: what a model sees, and whether they change anything.

How they are carried out is in toolbox.py, when they are allowed in guard.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from callcore.engines.chat import ToolSpec

ToolName = Literal[
    "search_products",
    "create_order",
    "read_back_order",
    "confirm_order",
    "order_status",
    "transfer_to_operator",
    "end_call",
]

MAX_QUANTITY: Final = 20  # of one product; whoever needs more talks to a human
MAX_RESULTS: Final = 10


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool. One without ``effects`` may run on a guess and be thrown away."""

    spec: ToolSpec
    effects: bool


def _text(description: str, longest: int = 200) -> dict[str, object]:
    return {"type": "string", "description": description, "maxLength": longest}


def _number(description: str, low: int, high: int) -> dict[str, object]:
    return {
        "type": "integer",
        "description": description,
        "minimum": low,
        "maximum": high,
    }


def _tool(
    name: ToolName,
    description: str,
    properties: Mapping[str, object],
    required: tuple[str, ...],
    *,
    effects: bool,
) -> Tool:
    parameters = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return Tool(ToolSpec(name, description, parameters), effects)


_ALL: Final = (
    _tool(
        "search_products",
        "Find products in the shop. Use it before naming any product, price or stock.",
        {
            "query": _text(
                "what the caller wants, in his words, with sizes in digits such as "
                "'winter tyres 205/55 R16'"
            ),
            "limit": _number("how many at most", 1, MAX_RESULTS),
        },
        ("query",),
        effects=False,
    ),
    _tool(
        "create_order",
        "Make a draft order of a product that a search returned. Nothing is binding yet; "
        "read it back next.",
        {
            "product_id": _text("id from search_products", 64),
            "quantity": _number("pieces", 1, MAX_QUANTITY),
            "phone": _text("only if the caller wants another number than his own", 40),
            "name": _text("the caller's name, if he gave it", 80),
        },
        ("product_id", "quantity"),
        effects=True,
    ),
    _tool(
        "read_back_order",
        "Have the draft read to the caller, who is asked whether it is right. It is spoken "
        "for you: add nothing.",
        {"order_id": _text("id from create_order", 64)},
        ("order_id",),
        effects=True,
    ),
    _tool(
        "confirm_order",
        "Make the draft binding. Only after the caller has heard the read-back and has "
        "clearly said yes in his next turn.",
        {"order_id": _text("id from create_order", 64)},
        ("order_id",),
        effects=True,
    ),
    _tool(
        "order_status",
        "Look up an order that the caller made from the number he is calling from.",
        {"order_number": _text("the number as digits", 40)},
        ("order_number",),
        effects=False,
    ),
    _tool(
        "transfer_to_operator",
        "Hand the caller to a human: when he asks, or when you cannot help.",
        {"reason": _text("asked, complaint, out_of_scope, order_problem, store_down")},
        (),
        effects=True,
    ),
    _tool("end_call", "Hang up, after both have said goodbye.", {}, (), effects=True),
)

TOOLS: Final[dict[str, Tool]] = {tool.spec.name: tool for tool in _ALL}
SPECS: Final[tuple[ToolSpec, ...]] = tuple(tool.spec for tool in _ALL)

assert set(TOOLS) == set(get_args(ToolName))
