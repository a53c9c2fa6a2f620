"""From a chosen product to a confirmed order: how many, read back, yes."""

from __future__ import annotations

from typing import Final

from callcore.engines.llm.offline import delivery
from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.lines import focused, order_lines, put_aside
from callcore.engines.llm.offline.state import (
    MAX_OFFERED,
    Act,
    Asked,
    Item,
    State,
    Step,
)
from callcore.engines.llm.offline.steps import (
    call,
    missed,
    missing_key,
    read_back,
    say,
    transfer,
)
from callcore.engines.llm.offline.wish import Wish
from callcore.engines.llm.offline.wording import Wording

SET_OF: Final = 4  # a set of tyres or wheels
PAIR_OF: Final = 2
MAX_QUANTITY: Final = 20  # the tools refuse more of one product: a human's order
MOST: Final = 200  # a bigger number is no quantity
PHONE_DIGITS: Final = 9  # fewer is no phone


def quantity_in(heard: Heard, *, loose: bool = True) -> int:
    """Return how many the turn asks for, 0 if it does not say.

    ``loose`` takes any bare number; else it must come with "pieces", "set" or the like.
    """
    count = next((n for n in heard.counts if 0 < n <= MOST), 0)
    if heard.has("set"):
        return SET_OF * (count if 0 < count <= MAX_QUANTITY // SET_OF else 1)
    if heard.has("pair"):
        return PAIR_OF
    return count if loose or heard.has("pieces") else 0


def take(state: State, item: Item, words: Wording) -> Step:
    """Settle on a product; order it at once if the quantity is known."""
    state = state.but(current=item, draft=None)
    if item.stock <= 0:
        return gone(state, item, words)
    if state.quantity:
        return order(state, state.quantity, words)
    price = words.money(item.price_kopiykas)
    text = words.say("chosen", name=words.name(item), price=price)
    return say(state, text, Asked.QUANTITY)


def gone(state: State, item: Item, words: Wording) -> Step:
    """Say that ``item`` is sold out, and offer what else was found."""
    others = tuple(o for o in state.offered if o.id != item.id and o.stock > 0)
    if not others:
        text = words.say("gone", name=words.name(item)) + " " + words.say("else")
        return say(state.fresh(), text, Asked.ELSE)
    text = words.say("gone-else", name=words.name(item))
    kept = state.but(offered=others, shown=len(others), current=None)
    return say(kept, text, Asked.CHOICE)


def order(state: State, quantity: int, words: Wording) -> Step:
    """Make a draft with ``quantity`` of the current product."""
    item = state.current
    if item is None:
        return say(state, words.say("need"), Asked.DETAIL)
    if quantity > MAX_QUANTITY and item.stock >= quantity:
        return transfer(state, words.say("operator"), "out_of_scope")
    if quantity > item.stock:
        text = words.say("fewer", stock=item.stock)
        return say(state.but(quantity=quantity), text, Asked.FEWER)
    return checkout(state.but(quantity=quantity), words)


def checkout(state: State, words: Wording) -> Step:
    """Make the draft, once everything that was asked for is known."""
    if state.later is not None:
        return _next_product(state, state.later, words)
    if (step := delivery.missing(state, words)) is not None:
        return step
    arguments = {"lines": order_lines(state), **delivery.arguments(state)}
    if state.phone:
        arguments["phone"] = state.phone
    return state.but(draft=None, asked=Asked.NOTHING, misses=0), Act(
        tool="create_order", arguments=arguments
    )


def _next_product(state: State, wish: Wish, words: Wording) -> Step:
    """Settle this product, and go on to the one that was asked for with it."""
    state = put_aside(state).but(
        wish=wish, later=None, quantity=state.later_quantity, offered=(), preference=""
    )
    if not wish.enough:
        return say(state, words.say(missing_key(state)), Asked.DETAIL)
    return call(state, "search_products", query=wish.query, limit=MAX_OFFERED)


def answer_quantity(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to "how many?"; "are there eight of them?" is none."""
    if heard.has("stock"):
        return None
    if quantity := quantity_in(heard):
        return order(state, quantity, words)
    return _nothing_more(state, words) if heard.no else None


def _nothing_more(state: State, words: Wording) -> Step:
    """Take none of it; he may still ask about what was named last."""
    kept = state.fresh().but(current=state.current)
    return say(kept, words.say("else"), Asked.ELSE)


def answer_fewer(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to "only so many are left, shall I take those?"."""
    if quantity := quantity_in(heard):
        return order(state, quantity, words)
    if heard.yes and state.current is not None:
        return order(state, min(state.current.stock, MAX_QUANTITY), words)
    return _nothing_more(state, words) if heard.no else None


def answer_phone(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the number that the order is for; it goes to the tool and nowhere else."""
    digits = heard.phone or heard.digits
    if not state.in_order or len(digits) < PHONE_DIGITS:
        return None
    return checkout(state.but(phone=digits), words)


def answer_confirm(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to the read-back. Only an explicit yes, and nothing else, confirms."""
    if state.draft is None:
        return None
    if heard.explicit:
        return call(state, "confirm_order", order_id=state.draft.order_id)
    if _about_a_product(heard) or heard.has("cheaper", "dearer", "more"):
        return None
    return _not_confirmed(state, heard, words)


def _about_a_product(heard: Heard) -> bool:
    """Say whether a product is described: more than the name of its kind."""
    return heard.wish.told and heard.wish != Wish(category=heard.wish.category)


def _not_confirmed(state: State, heard: Heard, words: Wording) -> Step | None:
    if quantity := quantity_in(heard):
        return order(focused(state, heard.wish.category), quantity, words)
    if heard.wish.told:
        return None
    if heard.has("quantity") and not heard.has("stock", "price"):
        return say(state, words.say("quantity"), Asked.QUANTITY)
    if heard.no or heard.has("change"):
        return say(state, words.say("change"), Asked.CHANGE)
    if heard.has("price", "repeat", "stock", "help"):
        return read_back(state.but(misses=0))
    return _unclear(state, words)


def _unclear(state: State, words: Wording) -> Step:
    """Read it again: the yes that counts must follow a read-back directly."""
    state, act = missed(state, words)
    if act.tool:
        return state, act
    return read_back(state, words.say("say-yes"))


def answer_change(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to "what should I change?"."""
    if _about_a_product(heard):
        return None
    if quantity := quantity_in(heard):
        return order(focused(state, heard.wish.category), quantity, words)
    if heard.has("quantity"):
        return say(state, words.say("quantity"), Asked.QUANTITY)
    if heard.no:
        return drop(state, words)
    if heard.has("tyre", "wheel", "oil", "product"):
        return say(state.fresh(), words.say("need"), Asked.DETAIL)
    return read_back(state) if heard.explicit else None


def drop(state: State, words: Wording) -> Step:
    """Cancel the draft, or forget what is not even a draft."""
    if state.draft is None:
        return say(state.over(), words.say("cancelled"), Asked.ELSE)
    kept = state.but(errand="drop")
    return call(kept, "cancel_order", order_id=state.draft.order_id)
