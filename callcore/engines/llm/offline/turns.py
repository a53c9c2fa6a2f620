"""What the agent does with a turn of the caller: a fixed order of questions to it.

What a caller may say at any time comes first (operator, goodbye), then what concerns the
order as a whole (delivery, cancelling, one product more), then the answer to what he was
asked, then a new errand; what is left is repaired.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from callcore.engines.llm.offline import choosing, ordering, shipping, status
from callcore.engines.llm.offline.callback import (
    about_callback,
    answer_callback_phone,
)
from callcore.engines.llm.offline.cancelling import about_cancelling, answer_cancel
from callcore.engines.llm.offline.changing import about_change
from callcore.engines.llm.offline.details import about_item
from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.manners import (
    answer_operator,
    haggled,
    refused,
    to_a_human,
)
from callcore.engines.llm.offline.queues import topics_in
from callcore.engines.llm.offline.state import Asked, State, Step
from callcore.engines.llm.offline.steps import goodbye, missed, read_back, say
from callcore.engines.llm.offline.wording import Wording

Answer = Callable[[State, Heard, Wording], Step | None]


def follow(state: State, heard: Heard, words: Wording) -> Step:
    """Return the next state and what to say or do."""
    state = state.but(topics=topics_in(heard, state.topics))
    state = shipping.noted(state, heard, aside=_describes(heard))
    for attempt in _ATTEMPTS:
        step = attempt(state, heard, words)
        if step is not None:
            return _with_second(step, heard)
    return missed(state, words)


def _with_second(step: Step, heard: Heard) -> Step:
    """Keep the second product of "tyres and oil" for when the first is settled."""
    state, act = step
    if heard.second is None or act.tool not in ("", "search_products"):
        return step
    quantity = choosing.wanted(heard.second)
    return state.but(later=heard.second.wish, later_quantity=quantity), act


def _always(state: State, heard: Heard, words: Wording) -> Step | None:
    for attempt in (refused, about_callback, to_a_human):
        if (step := attempt(state, heard, words)) is not None:
            return step
    if heard.has("abuse"):
        return say(state, words.say("polite"))
    if heard.has("bye") and not heard.wish.told:
        return goodbye(state, words)
    if heard.has("repeat") and state.said and not heard.wish.told:
        return read_back(state) if _reads(state) else say(state, state.said)
    return None


def _reads(state: State) -> bool:
    return state.asked is Asked.CONFIRM


_FREE_WORDS: Final[dict[Asked, Answer]] = {
    Asked.CITY: shipping.answer_city,
    Asked.PLACE: shipping.answer_place,
    Asked.NAME: shipping.answer_name,
}


def _named(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take names and addresses first: any word may stand in them."""
    answer = _FREE_WORDS.get(state.asked)
    return answer(state, heard, words) if answer else None


def _whole_order(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take what concerns the order as a whole, whatever was asked."""
    if (step := about_cancelling(state, heard, words)) is not None:
        return step
    if state.asked is Asked.CONFIRM and heard.explicit and not heard.way.wanted:
        return None
    if not _describes(heard):
        step = shipping.about_delivery(state, heard, words)
    return about_change(state, heard, words) if step is None else step


def _firm(state: State, heard: Heard, words: Wording) -> Step | None:
    return None if _describes(heard) else haggled(state, heard, words)


def _describes(heard: Heard) -> bool:
    """Say whether a product is described in more than its kind."""
    wish = heard.wish
    return bool(wish.size or wish.viscosity or wish.volume or wish.season or wish.brand)


def _answer_else(state: State, heard: Heard, words: Wording) -> Step | None:
    if heard.wish.told or heard.has("status", "help", "price"):
        return None
    if heard.counts and state.known_order and not heard.digits[3:]:
        return say(state, words.say("placed-already"), Asked.OPERATOR)
    if heard.no and (heard.has("sorry") or heard.counts):  # "no, wait ..."
        return say(state, words.say("what-else"), Asked.DETAIL)
    if heard.no or (heard.has("thanks") and not heard.yes):
        done = not state.lines or heard.has("bye")
        return goodbye(state, words) if done else ordering.checkout(state, words)
    if heard.yes:
        return say(state.fresh(), words.say("what-else"), Asked.DETAIL)
    return None


def _answer_detail(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take a bare number as the rim that was asked for."""
    rims = [n for n in heard.counts if 12 <= n <= 24]
    if rims and state.wish.profile and not state.wish.diameter:
        found = heard.with_diameter(str(rims[0]))
        return choosing.look_for(state, found, words)
    if heard.has("cheaper", "dearer", "any") and state.offered:
        return choosing.choose(state, heard, words)
    return None


_ANSWERS: Final[dict[Asked, Answer]] = {
    Asked.DETAIL: _answer_detail,
    Asked.GUESS: choosing.answer_guess,
    Asked.CHOICE: choosing.choose,
    Asked.QUANTITY: ordering.answer_quantity,
    Asked.FEWER: ordering.answer_fewer,
    Asked.RELAX: choosing.answer_relax,
    Asked.CONFIRM: ordering.answer_confirm,
    Asked.CHANGE: ordering.answer_change,
    Asked.PHONE: ordering.answer_phone,
    Asked.WAY: shipping.answer_way,
    Asked.ORDER_NUMBER: status.answer_number,
    Asked.ORDER_PHONE: status.answer_order_phone,
    Asked.CANCEL: answer_cancel,
    Asked.CALLBACK_PHONE: answer_callback_phone,
    Asked.OPERATOR: answer_operator,
    Asked.ELSE: _answer_else,
}
_ABOUT_PRODUCT: Final = (Asked.QUANTITY, Asked.FEWER)
_AFTER_CHOICE: Final = (*_ABOUT_PRODUCT, Asked.CONFIRM, Asked.CHANGE)


def _chooses_again(state: State, heard: Heard) -> bool:
    again = heard.ordinals or heard.has("cheaper", "dearer")
    return bool(again) and len(state.offered) > 1 and not heard.wish.told


def _answered(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the turn as an answer, unless it describes another product."""
    if state.asked in _ABOUT_PRODUCT and _other_product(state, heard):
        return None
    if state.asked in _AFTER_CHOICE and _chooses_again(state, heard):
        return choosing.choose(state, heard, words)
    answer = _ANSWERS.get(state.asked)
    return answer(state, heard, words) if answer else None


def _other_product(state: State, heard: Heard) -> bool:
    item = state.current
    if item is None or not heard.wish.told:
        return False
    same = heard.wish.category in ("", item.category)
    return not (same and heard.wish.fits(item.brand, item.attributes))


def _errand(state: State, heard: Heard, words: Wording) -> Step | None:
    if (step := status.about_status(state, heard, words)) is not None:
        return step
    if heard.wish.told and not (state.current and not _other_product(state, heard)):
        return choosing.look_for(state, heard, words)
    if state.current is not None:
        return _about_current(state, heard, words)
    return None


def _about_current(state: State, heard: Heard, words: Wording) -> Step | None:
    if heard.has("cheaper", "dearer", "more") and len(state.offered) > 1:
        return choosing.choose(state, heard, words)
    if heard.has("cheaper"):
        return choosing.cheaper(state, words)
    step = about_item(state, heard, words)
    return _taken(state, heard, words) if step is None else step


def _taken(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take a turn that wants the product that is talked about."""
    if quantity := ordering.quantity_in(heard):
        return ordering.order(state, quantity, words)
    if state.draft is not None and heard.wish.told:  # what is in it, said once more
        return read_back(state)
    if heard.has("order") or heard.yes or heard.wish.told:  # told: described once more
        return say(state, words.say("quantity"), Asked.QUANTITY)
    return None


def _small_talk(state: State, heard: Heard, words: Wording) -> Step | None:
    for concept, key, asked in (
        ("help", "help", Asked.DETAIL),
        ("hello", "hello", Asked.DETAIL),
        ("thanks", "welcome", Asked.ELSE),
    ):
        if heard.has(concept):
            return say(state, words.say(key), asked)
    if (step := status.bare_number(state, heard, words)) is not None:
        return step
    if state.asked is Asked.NOTHING and heard.no:
        return goodbye(state, words)
    if heard.has("price", "stock", "order", "want", "change", "cancel") or heard.yes:
        return _what_of(state, heard, words)
    return None


def _what_of(state: State, heard: Heard, words: Wording) -> Step | None:
    """Answer a wish that does not say what is wanted."""
    if state.asked is Asked.CHOICE:
        return say(state, words.say("which"))
    if heard.yes and not heard.has("order", "want", "price"):
        return None
    return choosing.pursue(state, words) if not state.offered else None


_ATTEMPTS: Final = (
    _always,
    _named,
    _whole_order,
    _firm,
    _answered,
    _errand,
    _small_talk,
)
