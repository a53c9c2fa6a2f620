"""Questions about a product that was named: its price, its stock, what it is, as of now."""

from __future__ import annotations

from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.lines import updated
from callcore.engines.llm.offline.ordering import gone, order, quantity_in
from callcore.engines.llm.offline.reading import (
    STORE_DOWN,
    Result,
    item_of,
    number_in,
)
from callcore.engines.llm.offline.state import Asked, Item, State, Step
from callcore.engines.llm.offline.steps import call, resume, say, transfer
from callcore.engines.llm.offline.wording import Wording


def about_item(state: State, heard: Heard, words: Wording) -> Step | None:
    """Ask the shop what the caller asks of the product that is talked about."""
    item = state.current
    if item is None:
        return None
    if heard.has("price"):
        return _details(state, item, "price")
    if heard.has("stock"):
        quantity = quantity_in(heard) or state.quantity or 1
        return _stock(state, item, quantity, "stock")
    return _details(state, item, "details") if heard.has("details") else None


def _details(state: State, item: Item, errand: str) -> Step:
    return call(state.but(errand=errand), "product_details", product_id=item.id)


def _stock(state: State, item: Item, quantity: int, errand: str) -> Step:
    quantity = max(1, min(quantity, 20))
    kept = state.but(errand=errand)
    return call(kept, "check_stock", product_id=item.id, quantity=quantity)


def look_again(state: State) -> Step | None:
    """Ask how many there are after the shop refused an order for being too large."""
    item = state.current
    if item is None or state.lines:
        return None
    return _stock(state, item, state.quantity, "short")


def details_found(state: State, result: Result, words: Wording) -> Step:
    """Take the result of ``product_details``."""
    product = result.get("product")
    if "error" in result or not isinstance(product, dict):
        return _unknown(state, result, words)
    item, before = item_of(product), state.current
    if before is None or item.id != before.id or not item.name:
        return _unknown(state, {"error": "mismatch"}, words)
    state = updated(state, item).but(errand="", draft=_still(state, before, item))
    if item.stock <= 0:
        return gone(state, item, words)
    return _asked_how_many(state, _told(state, before, item, words), words)


def _still(state: State, before: Item, now: Item) -> object:
    return state.draft if before.price_kopiykas == now.price_kopiykas else None


def _told(state: State, before: Item, item: Item, words: Wording) -> str:
    price = words.money(item.price_kopiykas)
    if before.price_kopiykas != item.price_kopiykas:
        return words.say("new-price", name=words.name(item), price=price)
    text = words.say("price", name=words.name(item), price=price)
    return f"{text} {words.say('in-stock')}"


def stock_found(state: State, result: Result, words: Wording) -> Step:
    """Take the result of ``check_stock``."""
    item = state.current
    if "error" in result or item is None:
        return _unknown(state, result, words)
    stock = number_in(result, "stock")
    short, wanted = state.errand == "short", state.quantity
    item = Item(
        item.id, item.name, item.brand, item.category, item.attributes,
        item.price_kopiykas, stock,
    )  # fmt: skip
    state = updated(state, item).but(errand="")
    if stock <= 0:
        return gone(state.but(quantity=0), item, words)
    if short:
        return order(state.but(misses=state.misses), wanted, words)
    text = words.say("enough", name=words.name(item), stock=stock)
    return _asked_how_many(state, text, words)


def _asked_how_many(state: State, text: str, words: Wording) -> Step:
    if state.asked in (Asked.NOTHING, Asked.DETAIL, Asked.ELSE, Asked.CHOICE):
        return say(state, f"{text} {words.say('quantity')}", Asked.QUANTITY)
    return resume(state, text, words)


def _unknown(state: State, result: Result, words: Wording) -> Step:
    down = result.get("error", "") in STORE_DOWN
    reason = "store_down" if down else "order_problem"
    return transfer(state.but(errand=""), words.say("no-details"), reason)
