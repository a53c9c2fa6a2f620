"""The tools as a page for people: ``python -m callcore.agent.tooldocs > docs/tools.md``.

Rendered from tools.py, as the model's schemas are, so that neither can lie about the other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Final, cast

from callcore.agent.budgets import Budgets
from callcore.agent.refusals import MESSAGES
from callcore.agent.tools import TOOLS, Tool

_HEAD: Final = """# The agent's tools

Written by `python -m callcore.agent.tooldocs > docs/tools.md`; a test holds it to the code.

A model is shown these tools and no others, save those of configured MCP servers
([mcp.md](mcp.md)), which pass the same guard. Every answer is a JSON object; an error is
`{"error": word, "message": sentence for the model}`.

## What the guard holds

- Arguments fit the schema. What models get slightly wrong is mended (digits as text, null
  for left out, one line for a list); what stays wrong is told in one sentence.
- A `product_id`, `order_id` or `price_kopiykas` was returned by an earlier tool result of
  the call, a `delivery` by `delivery_options`. Quantities are within stock and limits, lines
  of one product together. A phone is a number that can be called, and no premium one.
- A draft becomes binding on one way only: `create_order`, `read_back_order`, the caller
  hears all of it, says an explicit yes in his next turn, `confirm_order`, once. A binding
  order is cancelled likewise: `cancel_order` asks him, he hears it and says yes,
  `cancel_order` again. A yes to one question is none to another.
- `order_status` needs the order's number and the phone it was made for.
- A transfer goes to a configured queue or the default operator, never to a number that
  somebody said. It is never refused.
"""
_RESULTS: Final[Mapping[str, str]] = {
    "search_products": '`{"products": [{id, sku, name, brand, category, attributes, '
    "price_kopiykas, price, stock}]}`",
    "product_details": '`{"product": {...}}` as in search_products',
    "check_stock": "`{product_id, stock, quantity, enough}`",
    "delivery_options": '`{"options": [{id, kind, name, price_kopiykas, price, days, '
    "needs_place, default}]}`",
    "order_status": "`{order_id, state, lines: [{product_id, name, quantity, "
    "unit_kopiykas}], total_kopiykas, total, delivery: {id, name, city, place}, "
    "delivery_kopiykas}`; `not_found` for a stranger's order as for none",
    "create_order": "as order_status; with `price_changed` and a `message` if the shop's "
    "price is not the one that was told; `phone_needed`, `delivery_needed`, `place_needed`",
    "read_back_order": "`{order_id, say, protected}`; `say` is spoken verbatim and ends "
    "the turn",
    "confirm_order": "`{order_id, state}`",
    "cancel_order": '`{order_id, "state": "cancelled"}`, or `{order_id, say, protected}`: '
    "the question is spoken first; `too_late` once it is packed",
    "request_callback": '`{"state": "noted"}`; `phone_needed`',
    "transfer_to_operator": '`{"state": "transferring"}`; with configured queues it takes '
    "`queue`, one of their names",
    "end_call": '`{"state": "ending"}`',
}


def render() -> str:
    """Return the page."""
    parts = [_HEAD, "\n## The tools\n", *map(_tool, TOOLS.values())]
    parts += ["\n## Budgets of one call\n", *_budgets()]
    parts += ["\n## Refusals\n", *_refusals()]
    return "\n".join(parts).rstrip() + "\n"


def _tool(tool: Tool) -> str:
    spec = tool.spec
    kind = "changes something" if tool.effects else "only looks"
    rows = list(_arguments("", spec.parameters))
    table = ["| argument | what | limits |", "|---|---|---|", *rows] if rows else []
    return "\n".join(
        [
            f"### {spec.name}\n",
            f"{spec.description}\n",
            f"It {kind}. Answers {_RESULTS[spec.name]}.\n",
            *table,
            "",
        ]
    )


def _arguments(prefix: str, schema: Mapping[str, object]) -> Iterator[str]:
    properties = cast("Mapping[str, Mapping[str, object]]", schema["properties"])
    required = cast("list[str]", schema["required"])
    for name, argument in properties.items():
        star = " (needed)" if name in required else ""
        what = str(argument.get("description", ""))
        yield f"| `{prefix}{name}`{star} | {what} | {_limits(argument)} |"
        if argument["type"] == "array":
            items = cast("Mapping[str, object]", argument["items"])
            yield from _arguments(f"{prefix}{name}[].", items)


def _limits(argument: Mapping[str, object]) -> str:
    if "enum" in argument:
        return ", ".join(f"`{word}`" for word in cast("list[str]", argument["enum"]))
    match argument["type"]:
        case "string":
            return f"at most {argument['maxLength']} characters"
        case "array":
            return f"{argument['minItems']} to {argument['maxItems']}"
        case _:
            return f"{argument['minimum']} to {argument['maximum']}"


def _budgets() -> Iterator[str]:
    budgets = Budgets()
    yield "| budget | limit |"
    yield "|---|---|"
    for name in Budgets.__dataclass_fields__:
        yield f"| {name.replace('_', ' ')} | {getattr(budgets, name):,} |"


def _refusals() -> Iterator[str]:
    yield 'A blocked call is answered `{"error": "not_allowed", "reason", "message"}` and'
    yield "counted by its reason; a blocked sentence is not spoken.\n"
    yield "| reason | what the model is told |"
    yield "|---|---|"
    for reason, message in MESSAGES.items():
        yield f"| `{reason}` | {message} |"


if __name__ == "__main__":
    sys.stdout.write(render())
