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
    "product_details",
    "check_stock",
    "delivery_options",
    "order_status",
    "create_order",
    "read_back_order",
    "confirm_order",
    "cancel_order",
    "request_callback",
    "transfer_to_operator",
    "end_call",
]

MAX_QUANTITY: Final = 20  # of one product; whoever needs more talks to a human
MAX_LINES: Final = 5  # of one order: more cannot be listened to
MAX_RESULTS: Final = 10
MAX_KOPIYKAS: Final = 10**10
REASONS: Final = (
    "asked",  # the caller wants a human
    "complaint",
    "out_of_scope",
    "order_problem",
    "store_down",
    "not_understood",
)


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


def _order_id(description: str) -> dict[str, object]:
    return {"order_id": _text(description, 64)}


_LINE: Final[Mapping[str, object]] = {
    "type": "object",
    "properties": {
        "product_id": _text("id from a result of this call", 64),
        "quantity": _number("pieces", 1, MAX_QUANTITY),
        "price_kopiykas": _number(
            "the price of one piece that you told the caller, as it was returned",
            0,
            MAX_KOPIYKAS,
        ),
    },
    "required": ["product_id", "quantity"],
    "additionalProperties": False,
}

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
        "product_details",
        "Return one product with its attributes, price and stock as they are now.",
        {"product_id": _text("id from search_products", 64)},
        ("product_id",),
        effects=False,
    ),
    _tool(
        "check_stock",
        "Say whether so many pieces of a product can be had now.",
        {
            "product_id": _text("id from search_products", 64),
            "quantity": _number("pieces", 1, MAX_QUANTITY),
        },
        ("product_id", "quantity"),
        effects=False,
    ),
    _tool(
        "delivery_options",
        "Return the ways to get an order, with prices and days.",
        {"city": _text("the city, if the caller named one", 80)},
        (),
        effects=False,
    ),
    _tool(
        "order_status",
        "Look up an order by its number and the phone number it was made for.",
        {
            "order_number": _text("the number as digits", 40),
            "phone": _text(
                "only if the order is for another number than the caller's", 40
            ),
        },
        ("order_number",),
        effects=False,
    ),
    _tool(
        "create_order",
        "Make a draft order of products that a search returned. Nothing is binding yet; "
        "read it back next. To change an order, create it again as it shall be.",
        {
            "lines": {
                "type": "array",
                "description": "what is ordered",
                "items": _LINE,
                "minItems": 1,
                "maxItems": MAX_LINES,
            },
            "delivery": _text(
                "id from delivery_options; left out: the shop's default", 64
            ),
            "city": _text("for a delivery", 80),
            "place": _text("street and house, or the number of the branch", 120),
            "name": _text("the recipient's name, if he gave it", 80),
            "phone": _text("only if the caller wants another number than his own", 40),
        },
        ("lines",),
        effects=True,
    ),
    _tool(
        "read_back_order",
        "Have the draft read to the caller, who is asked whether it is right. It is spoken "
        "for you: add nothing.",
        _order_id("id from create_order"),
        ("order_id",),
        effects=True,
    ),
    _tool(
        "confirm_order",
        "Make the draft binding. Only after the caller has heard the read-back and has "
        "clearly said yes in his next turn.",
        _order_id("id from create_order"),
        ("order_id",),
        effects=True,
    ),
    _tool(
        "cancel_order",
        "Cancel an order. A draft is cancelled at once. For a confirmed order the question "
        "whether to cancel it is spoken for you first; call it again after a clear yes.",
        _order_id("id from create_order or order_status"),
        ("order_id",),
        effects=True,
    ),
    _tool(
        "request_callback",
        "Have a human call back later: when the caller asks for it, or no operator can be "
        "waited for.",
        {
            "about": _text("what it is about, in a few words", 200),
            "when": _text("when it suits the caller, in his words", 80),
            "phone": _text("only if he wants to be called at another number", 40),
        },
        ("about",),
        effects=True,
    ),
    _tool(
        "transfer_to_operator",
        "Hand the caller to a human: when he asks, or when you cannot help.",
        {"reason": {"type": "string", "enum": list(REASONS)}},
        (),
        effects=True,
    ),
    _tool("end_call", "Hang up, after both have said goodbye.", {}, (), effects=True),
)

TOOLS: Final[dict[str, Tool]] = {tool.spec.name: tool for tool in _ALL}
SPECS: Final[tuple[ToolSpec, ...]] = tuple(tool.spec for tool in _ALL)

assert set(TOOLS) == set(get_args(ToolName))
