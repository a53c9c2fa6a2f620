"""What the agent makes of a tool's result. Results are data: any shape is survived."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from callcore.engines.llm.offline.choosing import offer
from callcore.engines.llm.offline.ordering import read_back, take
from callcore.engines.llm.offline.state import (
    MAX_MISSES,
    MAX_OFFERED,
    Act,
    Asked,
    Draft,
    Item,
    State,
    Step,
)
from callcore.engines.llm.offline.steps import say, transfer
from callcore.engines.llm.offline.wording import MAX_NUMBER_CHARS, Wording

Result = Mapping[str, object]

_STORE_DOWN: Final = frozenset({"store_unavailable", "late", ""})
_NOT_RUN: Final = "interrupted"  # the caller spoke first; his turn follows


def absorb(state: State, tool: str, text: str, words: Wording) -> Step:
    """Return what follows from ``text``, the JSON result of ``tool``."""
    result = _parsed(text)
    if result.get("error") == _NOT_RUN or tool not in _RESULTS:
        return state, Act()
    return _RESULTS[tool](state, result, words)


def _parsed(text: str) -> Result:
    try:
        result = json.loads(text)
    except (ValueError, RecursionError):
        return {"error": ""}
    if not isinstance(result, dict):
        return {"error": ""}
    if not isinstance(result.get("error", ""), str):
        result["error"] = ""
    return result


def _found(state: State, result: Result, words: Wording) -> Step:
    if "error" in result:
        return transfer(state, words.say("no-search"), "store_down")
    items = [
        item for item in _items(result) if state.wish.fits(item.brand, item.attributes)
    ]
    if not items:
        return _nothing(state, words)
    state = state.but(offered=tuple(items), shown=len(items), current=None)
    if state.preference:
        pick = min if state.preference == "cheaper" else max
        stocked = [item for item in items if item.stock > 0] or items
        return take(state, pick(stocked, key=lambda item: item.price_kopiykas), words)
    if len(items) == 1:
        return _only(state, items[0], words)
    stocked = [item for item in items if item.stock > 0]
    if len(stocked) == 1:
        return _only(state, stocked[0], words)
    return offer(state.but(offered=tuple(stocked or items)), words)


def _only(state: State, item: Item, words: Wording) -> Step:
    if state.quantity or item.stock <= 0:
        return take(state, item, words)
    price = words.money(item.price_kopiykas)
    text = words.say("one", name=words.name(item), price=price)
    return say(state.but(current=item), text, Asked.QUANTITY)


def _nothing(state: State, words: Wording) -> Step:
    wish = words.wish(state.wish)
    if state.wish.brand and state.wish.without_brand().enough:
        return say(state, words.say("none-relax", wish=wish), Asked.RELAX)
    return say(state.fresh(), words.say("none", wish=wish), Asked.ELSE)


def _items(result: Result) -> list[Item]:
    products = result.get("products")
    found = products[:MAX_OFFERED] if isinstance(products, list) else []
    items = (_item(product) for product in found if isinstance(product, dict))
    return [item for item in items if item.id and item.name]


def _item(product: Result) -> Item:
    attributes = product.get("attributes")
    known = attributes if isinstance(attributes, dict) else {}
    return Item(
        id=_text(product, "id"),
        name=_text(product, "name"),
        brand=_text(product, "brand"),
        category=_text(product, "category"),
        attributes={str(key): str(value) for key, value in known.items()},
        price_kopiykas=_number(product, "price_kopiykas"),
        stock=_number(product, "stock"),
    )


def _text(result: Result, key: str) -> str:
    value = result.get(key)
    return value if isinstance(value, str) else ""


def _number(result: Result, key: str) -> int:
    value = result.get(key)
    return value if isinstance(value, int) else 0


def _drafted(state: State, result: Result, words: Wording) -> Step:
    error = result.get("error")
    if error == "phone_needed":
        return say(state, words.say("ask-phone"), Asked.PHONE)
    if error in _STORE_DOWN:
        return transfer(state, words.say("no-order"), "store_down")
    if "error" in result or not _text(result, "order_id"):
        return say(state.fresh(), words.say("refused"), Asked.ELSE)
    draft = Draft(
        _text(result, "order_id"), state.quantity, _number(result, "total_kopiykas")
    )
    return read_back(state.but(draft=draft))


def _was_read(state: State, result: Result, words: Wording) -> Step:
    if "error" in result:
        return transfer(state, words.say("no-order"), "order_problem")
    said = _text(result, "say")
    return state.but(asked=Asked.CONFIRM, said=said), Act()  # the tool speaks it


def _confirmed(state: State, result: Result, words: Wording) -> Step:
    if result.get("error") == "not_allowed" and state.misses < MAX_MISSES:
        return read_back(state.but(misses=state.misses + 1))
    if result.get("state") != "confirmed":
        return transfer(state, words.say("no-confirm"), "order_problem")
    number = _text(result, "order_id")
    if len(number) > MAX_NUMBER_CHARS:
        return say(state.fresh(), words.say("placed-long"), Asked.ELSE)
    return say(state.fresh(), words.say("placed", number=number), Asked.ELSE)


def _status(state: State, result: Result, words: Wording) -> Step:
    number = state.said_number
    error = result.get("error")
    if error in _STORE_DOWN:
        return transfer(state, words.say("no-status"), "store_down")
    if "error" in result:
        if error == "not_allowed" or state.misses >= MAX_MISSES:
            return transfer(state, words.say("operator"), "order_problem")
        misses = state.misses + 1
        state, act = say(
            state, words.say("status-none", number=number), Asked.ORDER_NUMBER
        )
        return state.but(misses=misses), act
    told = words.state(_text(result, "state"))
    return say(state, words.say("status", number=number, state=told), Asked.ELSE)


def _transferred(state: State, result: Result, words: Wording) -> Step:
    if "error" in result:
        return say(state, words.say("no-transfer"), Asked.NOTHING)
    return state, Act()


def _ended(state: State, result: Result, words: Wording) -> Step:
    return state, Act()


_RESULTS: Final[dict[str, Callable[[State, Result, Wording], Step]]] = {
    "search_products": _found,
    "create_order": _drafted,
    "read_back_order": _was_read,
    "confirm_order": _confirmed,
    "order_status": _status,
    "transfer_to_operator": _transferred,
    "end_call": _ended,
}
