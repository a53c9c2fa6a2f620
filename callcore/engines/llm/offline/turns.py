"""What the agent does with a turn of the caller: a fixed order of questions to it.

What a caller may say at any time comes first (operator, goodbye), then the answer to what
he was asked, then a new errand; what is left is repaired.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from callcore.engines.llm.offline import choosing, ordering
from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.state import Asked, Item, State, Step
from callcore.engines.llm.offline.steps import call, goodbye, missed, say, transfer
from callcore.engines.llm.offline.wording import Wording

Answer = Callable[[State, Heard, Wording], Step | None]


def follow(state: State, heard: Heard, words: Wording) -> Step:
    """Return the next state and what to say or do."""
    for attempt in (_always, _answered, _errand, _small_talk):
        step = attempt(state, heard, words)
        if step is not None:
            return step
    return missed(state, words)


def _always(state: State, heard: Heard, words: Wording) -> Step | None:
    if heard.has("operator"):
        return transfer(state, words.say("operator"), "asked")
    if heard.has("abuse"):
        return say(state, words.say("polite"))
    if heard.has("bye") and not heard.wish.told:
        return goodbye(state, words)
    if heard.has("repeat") and state.said and not heard.wish.told:
        if state.asked is Asked.CONFIRM:
            return ordering.read_back(state)
        return say(state, state.said)
    return None


def _answer_else(state: State, heard: Heard, words: Wording) -> Step | None:
    if heard.wish.told or heard.has("status", "help", "price"):
        return None
    if heard.no:
        return goodbye(state, words)
    if heard.yes:
        return say(state, words.say("what-else"), Asked.DETAIL)
    return goodbye(state, words) if heard.has("thanks") else None


def _answer_number(state: State, heard: Heard, words: Wording) -> Step | None:
    return _status(state, heard, words) if len(heard.digits) > 1 else None


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
    Asked.ORDER_NUMBER: _answer_number,
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
    if heard.has("status") and not heard.wish.told:
        return _status(state, heard, words)
    if heard.wish.told and not (state.current and not _other_product(state, heard)):
        return choosing.look_for(state, heard, words)
    if state.current is not None:
        return _about_current(state, heard, words)
    if heard.wish.told:
        return choosing.look_for(state, heard, words)
    return None


def _about_current(state: State, heard: Heard, words: Wording) -> Step | None:
    if heard.has("cheaper", "dearer", "more") and len(state.offered) > 1:
        return choosing.choose(state, heard, words)
    if told := _told_of(state.current, heard, words):
        return say(state, f"{told} {words.say('quantity')}", Asked.QUANTITY)
    if quantity := ordering.quantity_in(heard):
        return ordering.order(state, quantity, words)
    if heard.has("order") or heard.yes or heard.wish.told:  # told: described once more
        return say(state, words.say("quantity"), Asked.QUANTITY)
    return None


def _told_of(item: Item | None, heard: Heard, words: Wording) -> str:
    if item is None:
        return ""
    if heard.has("price"):
        price = words.money(item.price_kopiykas)
        return words.say("price", name=words.name(item), price=price)
    if heard.has("stock"):
        return words.say("stock", name=words.name(item), stock=item.stock)
    return ""


def _status(state: State, heard: Heard, words: Wording) -> Step:
    if len(heard.digits) < 2:
        return say(state, words.say("ask-order"), Asked.ORDER_NUMBER)
    misses = state.misses  # wrong numbers count over turns: no guessing
    state, act = call(state, "order_status", order_number=heard.digits)
    return state.but(said_number=heard.digits, misses=misses), act


def _small_talk(state: State, heard: Heard, words: Wording) -> Step | None:
    if heard.has("help"):
        return say(state, words.say("help"), Asked.DETAIL)
    if heard.has("hello"):
        return say(state, words.say("hello"), Asked.DETAIL)
    if heard.has("thanks"):
        return say(state, words.say("welcome"), Asked.ELSE)
    if state.asked is Asked.NOTHING and heard.no:
        return goodbye(state, words)
    if heard.has("price", "stock", "order", "want", "change", "cancel") or heard.yes:
        return _what_of(state, heard, words)
    return None


def _what_of(state: State, heard: Heard, words: Wording) -> Step | None:
    """Answer a wish that does not say what is wanted."""
    if heard.has("cancel") and state.draft is not None:
        return ordering.cancelled(state, words)
    if state.asked is Asked.CHOICE:
        return say(state, words.say("which"))
    if heard.yes and not heard.has("order", "want", "price"):
        return None
    return choosing.pursue(state, words) if not state.offered else None
