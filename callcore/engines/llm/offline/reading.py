"""Read values out of a tool's result. Results are data: any shape is survived."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from callcore.engines.llm.offline.state import MAX_OFFERED, Item, Option

Result = Mapping[str, object]

STORE_DOWN: Final = frozenset({"store_unavailable", "late", ""})
MAX_OPTIONS: Final = 20
MAX_KOPIYKAS: Final = 10**10


def parsed(text: str) -> Result:
    """Return the object in ``text``; an error without a word if there is none."""
    try:
        result = json.loads(text)
    except (ValueError, RecursionError):
        return {"error": ""}
    if not isinstance(result, dict):
        return {"error": ""}
    if not isinstance(result.get("error", ""), str):
        result["error"] = ""
    return result


def text_in(result: Result, key: str) -> str:
    """Return a string, '' if it is none."""
    value = result.get(key)
    return value if isinstance(value, str) else ""


def number_in(result: Result, key: str) -> int:
    """Return a whole number of a size that can be said, 0 if it is none."""
    value = result.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if abs(value) <= MAX_KOPIYKAS else 0


def objects_in(result: Result, key: str, most: int) -> list[Result]:
    """Return at most ``most`` objects of a list."""
    found = result.get(key)
    entries = found[:most] if isinstance(found, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def items_in(result: Result) -> list[Item]:
    """Return the products of a search that can be named."""
    items = (
        item_of(product) for product in objects_in(result, "products", MAX_OFFERED)
    )
    return [item for item in items if item.id and item.name]


def item_of(product: Result) -> Item:
    """Return one product."""
    attributes = product.get("attributes")
    known = attributes if isinstance(attributes, dict) else {}
    return Item(
        id=text_in(product, "id"),
        name=text_in(product, "name"),
        brand=text_in(product, "brand"),
        category=text_in(product, "category"),
        attributes={str(key): str(value) for key, value in known.items()},
        price_kopiykas=max(0, number_in(product, "price_kopiykas")),
        stock=number_in(product, "stock"),
    )


def options_in(result: Result) -> tuple[Option, ...]:
    """Return the ways to deliver that can be named."""
    options = (_option(option) for option in objects_in(result, "options", MAX_OPTIONS))
    return tuple(option for option in options if option.id and option.name)


def _option(option: Result) -> Option:
    kind = text_in(option, "kind")
    needs = option.get("needs_place")
    return Option(
        id=text_in(option, "id"),
        kind=kind,
        name=text_in(option, "name"),
        price_kopiykas=max(0, number_in(option, "price_kopiykas")),
        days=text_in(option, "days"),
        needs_place=needs if isinstance(needs, bool) else kind != "pickup",
        default=option.get("default") is True,
    )
