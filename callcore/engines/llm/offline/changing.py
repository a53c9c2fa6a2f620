"""Change what is being ordered: one product more, one less, another number to reach."""

from __future__ import annotations

from callcore.engines.llm.offline.choosing import look_for
from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.lines import focused, lines_of, put_aside, without
from callcore.engines.llm.offline.ordering import checkout, drop, order, quantity_in
from callcore.engines.llm.offline.state import MAX_LINES, Asked, State, Step
from callcore.engines.llm.offline.steps import resume, say
from callcore.engines.llm.offline.wish import Wish
from callcore.engines.llm.offline.wording import Wording


def about_change(state: State, heard: Heard, words: Wording) -> Step | None:
    """Follow a turn that changes the order as a whole."""
    for attempt in (_number, _removal, _requantity, _addition):
        step = attempt(state, heard, words)
        if step is not None:
            return step
    return None


def _number(state: State, heard: Heard, words: Wording) -> Step | None:
    if (heard.has("status", "an-order") and not state.in_order) or heard.wish.told:
        return None
    if heard.phone and state.asked not in (Asked.ORDER_NUMBER, Asked.ORDER_PHONE):
        return _use_number(state.but(phone=heard.phone), words)
    if (
        heard.has("own-number")
        and state.in_order
        and (state.phone or _asks_phone(state))
    ):
        return _use_number(state.but(phone=""), words)
    if heard.has("other-number") and heard.has("phone") and state.in_order:
        return say(state, words.say("ask-number"), Asked.PHONE)
    return None


def _asks_phone(state: State) -> bool:
    return state.asked is Asked.PHONE


def _use_number(state: State, words: Wording) -> Step | None:
    if state.asked is Asked.CALLBACK_PHONE:
        return None
    if state.in_order:
        return checkout(state, words)
    return resume(state, words.say("noted-number"), words)


def _removal(state: State, heard: Heard, words: Wording) -> Step | None:
    category = heard.wish.category
    lines = lines_of(state)
    if not (heard.has("remove") and category and lines) or heard.counts:
        return None
    if all(line.item.category != category for line in lines):
        return resume(state, words.say("removed-none"), words)
    left = without(state, category)
    if not lines_of(left):
        return drop(state, words)
    return checkout(left.but(offered=(), wish=Wish()), words)


def _requantity(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take "make it two wheels" while another product is talked about."""
    category, quantity = heard.wish.category, quantity_in(heard)
    if quantity and _more_of_it(state, heard):
        return order(state, state.quantity + quantity, words)
    if not quantity or heard.wish != Wish(category=category) or heard.has("add"):
        return None
    there = any(line.item.category == category for line in state.lines)
    if not there or (state.current is not None and state.current.category == category):
        return None
    return order(focused(state, category), quantity, words)


def _more_of_it(state: State, heard: Heard) -> bool:
    """Say whether he wants "two more" of what is in the draft."""
    item, category = state.current, heard.wish.category
    if item is None or state.draft is None or heard.no or heard.ordinals:
        return False
    same = heard.wish == Wish(category=category) and category in ("", item.category)
    return same and heard.has("add", "more")


def _addition(state: State, heard: Heard, words: Wording) -> Step | None:
    """Look for one product more; the ones before it stay in the order."""
    if not heard.wish.told or not heard.sure or not _adds(state, heard):
        return None
    if len(lines_of(state)) >= MAX_LINES:
        return resume(state, words.say("too-many"), words)
    if state.in_order and state.asked is not Asked.QUANTITY:
        return look_for(put_aside(state).fresh(), heard, words)
    if state.current is None:
        return None
    return say(state.but(later=heard.wish), words.say("quantity"), Asked.QUANTITY)


def _adds(state: State, heard: Heard) -> bool:
    """Say whether another product is wanted besides the one talked about.

    Another kind of thing is, unless he takes something back; of the same kind only if he
    says so ("also").
    """
    if heard.no or heard.has("change", "remove"):
        return False
    kinds = {line.item.category for line in lines_of(state)}
    if state.current is not None:
        kinds.add(state.current.category)
    kind = heard.wish.kind
    other = bool(kinds) and bool(kind) and kind not in kinds
    settled = state.asked in (Asked.CONFIRM, Asked.CHANGE, Asked.ELSE, Asked.WAY)
    if other:
        return settled or heard.has("add")
    return settled and heard.has("add") and _describes(heard)


def _describes(heard: Heard) -> bool:
    return heard.wish != Wish(category=heard.wish.category)
