"""What the agent makes of a tool's result. Results are data: any shape is survived.

Whatever a shop or a guard refuses ends, after few tries, at a human.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from callcore.engines.llm.offline.callback import requested
from callcore.engines.llm.offline.cancelling import cancelled, found_to_cancel
from callcore.engines.llm.offline.choosing import named, offer
from callcore.engines.llm.offline.delivery import ask_options
from callcore.engines.llm.offline.details import details_found, look_again, stock_found
from callcore.engines.llm.offline.lines import lines_of
from callcore.engines.llm.offline.ordering import checkout, take
from callcore.engines.llm.offline.reading import (
    STORE_DOWN,
    Result,
    items_in,
    number_in,
    objects_in,
    parsed,
    text_in,
)
from callcore.engines.llm.offline.shipping import options_found
from callcore.engines.llm.offline.state import (
    MAX_LINES,
    MAX_MISSES,
    Act,
    Asked,
    Draft,
    Item,
    State,
    Step,
    Way,
)
from callcore.engines.llm.offline.status import not_found, told
from callcore.engines.llm.offline.steps import place_key, read_back, say, transfer
from callcore.engines.llm.offline.wording import MAX_NUMBER_CHARS, Wording

_NOT_RUN: Final = "interrupted"  # the caller spoke first; his turn follows


def absorb(state: State, tool: str, text: str, words: Wording) -> Step:
    """Return what follows from ``text``, the JSON result of ``tool``."""
    result = parsed(text)
    if result.get("error") == _NOT_RUN or tool not in _RESULTS:
        return state, Act()
    return _RESULTS[tool](state, result, words)


def _found(state: State, result: Result, words: Wording) -> Step:
    if "error" in result:
        return transfer(state, words.say("no-search"), "store_down")
    items = [
        item
        for item in items_in(result)
        if state.wish.fits(item.brand, item.attributes)
    ]
    if not items:
        return _nothing(state, words)
    if not state.preference:
        items = named(items, state.described) or items
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


def _drafted(state: State, result: Result, words: Wording) -> Step:
    if "error" in result or not text_in(result, "order_id"):
        return _refused(state, result, words)
    total = number_in(result, "total_kopiykas")
    draft = Draft(text_in(result, "order_id"), state.quantity, total)
    return read_back(
        state.but(draft=draft, refusals=0), _new_prices(state, result, words)
    )


def _new_prices(state: State, result: Result, words: Wording) -> str:
    """Tell the prices that are not what the caller was told."""
    now = {
        text_in(line, "product_id"): number_in(line, "unit_kopiykas")
        for line in objects_in(result, "lines", MAX_LINES)
    }
    told = []
    for line in lines_of(state):
        unit = now.get(line.item.id, 0)
        if unit > 0 and unit != line.item.price_kopiykas:
            name, price = words.name(line.item), words.money(unit)
            told.append(words.say("new-price", name=name, price=price))
    return " ".join(told)


def _refused(state: State, result: Result, words: Wording) -> Step:
    """Mend what the shop or the guard did not take; at the third time it is a human's."""
    error = text_in(result, "error")
    if error == "not_allowed":
        error = _BY_GUARD.get(text_in(result, "reason"), error)
    state = state.but(refusals=state.refusals + 1)
    if error in STORE_DOWN:
        return transfer(state, words.say("no-order"), "store_down")
    if state.refusals > MAX_MISSES or error in _HOPELESS:
        return transfer(state, words.say("no-order"), "order_problem")
    if error == "out_of_stock" and (step := look_again(state)) is not None:
        return step
    mend = _MENDED.get(error)
    if mend is not None:
        return mend(state, words)
    return say(state.fresh(), words.say("refused"), Asked.ELSE)


_HOPELESS: Final = frozenset(
    {"not_allowed", "bad_arguments", "unknown_tool", "invalid", "cancelled"}
)
_BY_GUARD: Final = {  # what the guard does not allow, as the shop would say it
    "premium-number": "invalid_phone",
    "bad-phone": "invalid_phone",
    "quantity": "out_of_stock",
    "unknown-delivery": "unknown_delivery",
    "unknown-product": "unknown_product",
    "already-ordered": "already_ordered",
}


def _already(state: State, words: Wording) -> Step:
    return say(state.over(), words.say("already-ordered"), Asked.ELSE)


def _needs_phone(state: State, words: Wording) -> Step:
    if state.phone:  # the one that was told is none
        return _wrong_phone(state, words)
    return say(state.but(phone=""), words.say("ask-phone"), Asked.PHONE)


def _wrong_phone(state: State, words: Wording) -> Step:
    text = f"{words.say('bad-number')} {words.say('ask-number')}"
    return say(state.but(phone=""), text, Asked.PHONE)


def _needs_way(state: State, words: Wording) -> Step:
    name = state.way.name
    return ask_options(state.but(way=Way(name=name), options=()), "ask")


def _needs_place(state: State, words: Wording) -> Step:
    way = state.way
    if not (way.wanted and way.city):
        kept = state.but(way=replace(way, city="", anyhow=True))
        return checkout(kept, words)
    kept = state.but(way=replace(way, place=""))
    return say(kept, words.say(place_key(kept)), Asked.PLACE)


_MENDED: Final[dict[str, Callable[[State, Wording], Step]]] = {
    "phone_needed": _needs_phone,
    "invalid_phone": _wrong_phone,
    "already_ordered": _already,
    "delivery_needed": _needs_way,
    "unknown_delivery": _needs_way,
    "place_needed": _needs_place,
}


def _was_read(state: State, result: Result, words: Wording) -> Step:
    if "error" in result:
        return transfer(state, words.say("no-order"), "order_problem")
    said = text_in(result, "say")
    return state.but(asked=Asked.CONFIRM, said=said), Act()  # the tool speaks it


def _confirmed(state: State, result: Result, words: Wording) -> Step:
    if result.get("error") == "not_allowed" and state.misses < MAX_MISSES:
        return read_back(state.but(misses=state.misses + 1))
    if result.get("state") != "confirmed":
        return transfer(state, words.say("no-confirm"), "order_problem")
    number = text_in(result, "order_id")
    done = state.over().but(known_order=number)
    if len(number) > MAX_NUMBER_CHARS:
        return say(done, words.say("placed-long"), Asked.ELSE)
    return say(done, words.say("placed", number=number), Asked.ELSE)


def _status(state: State, result: Result, words: Wording) -> Step:
    if "error" in result:
        return not_found(state, result, words)
    if state.errand == "cancel":
        return found_to_cancel(state, result, words)
    return told(state, result, words)


def _transferred(state: State, result: Result, words: Wording) -> Step:
    if "error" in result:
        return say(state, words.say("no-transfer"), Asked.NOTHING)
    return state, Act()


def _ended(state: State, result: Result, words: Wording) -> Step:
    if "error" in result:  # an order is in doubt: nobody hangs up on that
        return transfer(state, words.say("no-confirm"), "order_problem")
    return state, Act()


_RESULTS: Final[dict[str, Callable[[State, Result, Wording], Step]]] = {
    "search_products": _found,
    "product_details": details_found,
    "check_stock": stock_found,
    "delivery_options": options_found,
    "create_order": _drafted,
    "read_back_order": _was_read,
    "confirm_order": _confirmed,
    "cancel_order": cancelled,
    "order_status": _status,
    "request_callback": requested,
    "transfer_to_operator": _transferred,
    "end_call": _ended,
}
