"""Cancel: the draft of this call at once, a binding order after its own question."""

from __future__ import annotations

import re
from typing import Final

from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.ordering import drop
from callcore.engines.llm.offline.reading import STORE_DOWN, Result, text_in
from callcore.engines.llm.offline.state import MAX_MISSES, Act, Asked, State, Step
from callcore.engines.llm.offline.status import ORDER_DIGITS, look_up
from callcore.engines.llm.offline.steps import call, missed, resume, say, transfer
from callcore.engines.llm.offline.wording import MAX_NUMBER_CHARS, Wording

_KEEPS: Final = re.compile(r"\b(?:dont|do not|not|no|не|нет|ні|нє)\b")
_TOO_LATE: Final = frozenset({"packed", "shipped", "delivered"})


def about_cancelling(state: State, heard: Heard, words: Wording) -> Step | None:
    """Follow a turn that wants something cancelled."""
    if not heard.has("cancel") or state.asked is Asked.CANCEL:
        return None
    if len(heard.digits) >= ORDER_DIGITS:
        return look_up(state.but(errand="cancel"), heard, words)
    if state.draft is not None or state.in_order or state.current is not None:
        changes = heard.counts and state.draft is not None
        return None if changes else drop(state, words)
    if state.known_order:
        return ask_to_cancel(state)
    return None if heard.wish.told else _which(state, heard, words)


def _which(state: State, heard: Heard, words: Wording) -> Step:
    """Ask for the number: nothing of this call is there to be cancelled."""
    idle = state.asked in (Asked.NOTHING, Asked.ELSE, Asked.ORDER_NUMBER)
    if idle or heard.has("status", "order"):
        kept = state.but(errand="cancel")
        return say(kept, words.say("ask-order-cancel"), Asked.ORDER_NUMBER)
    return resume(state.over(), words.say("nothing-to-cancel"), words)


def ask_to_cancel(state: State, text: str = "") -> Step:
    """Have the question asked whether the known order shall be cancelled."""
    misses = state.misses
    state, act = call(state, "cancel_order", text, order_id=state.known_order)
    return state.but(errand="cancel", misses=misses), act


def answer_cancel(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to that question. Only an explicit yes cancels."""
    if not state.known_order:
        return None
    if heard.explicit:
        return ask_to_cancel(state.but(misses=0))
    if heard.has("cancel") and not _KEEPS.search(heard.plain):
        return _cancel_it(state, words)
    if heard.no:
        return say(state.but(errand=""), words.say("order-stays"), Asked.ELSE)
    if heard.wish.told or heard.has("status", "help", "price"):
        return None
    return _cancel_it(state, words, words.say("say-yes-cancel"))


def _cancel_it(state: State, words: Wording, text: str = "") -> Step:
    """Ask again, or take "yes, cancel it": whether that is a yes is for the guard."""
    state, act = missed(state, words)
    return (state, act) if act.tool else ask_to_cancel(state, text)


def cancelled(state: State, result: Result, words: Wording) -> Step:
    """Take the result of ``cancel_order``."""
    if state.errand == "drop":
        return _dropped(state, result, words)
    error = result.get("error")
    if error == "too_late":
        return too_late(state, state.known_state, words)
    if error is not None:
        down = error in STORE_DOWN
        reason = "store_down" if down else "order_problem"
        return transfer(state.but(errand=""), words.say("no-cancel"), reason)
    if text_in(result, "say"):  # spoken by the tool; the caller answers it
        said = text_in(result, "say")
        return state.but(asked=Asked.CANCEL, said=said), Act()
    if text_in(result, "state") != "cancelled":
        return transfer(state, words.say("no-cancel"), "order_problem")
    return _gone(state, text_in(result, "order_id") or state.known_order, words)


def _dropped(state: State, result: Result, words: Wording) -> Step:
    """Leave the draft; the shop forgets it after the call if it did not do so now."""
    done = text_in(result, "state") == "cancelled"
    key = "cancelled" if done else "not-placed-else"
    return say(state.over(), words.say(key), Asked.ELSE)


def _gone(state: State, number: str, words: Wording) -> Step:
    state = state.over().but(known_order="")
    if len(number) > MAX_NUMBER_CHARS:
        return say(state, words.say("order-cancelled-long"), Asked.ELSE)
    return say(state, words.say("order-cancelled", number=number), Asked.ELSE)


def found_to_cancel(state: State, result: Result, words: Wording) -> Step:
    """Go on with an order that was looked up because it is to be cancelled."""
    now = text_in(result, "state")
    order_id = text_in(result, "order_id")
    if now in _TOO_LATE:
        return too_late(state, now, words)
    if now == "cancelled":
        return _gone(state, state.said_number, words)
    if not order_id or state.misses > MAX_MISSES:
        return transfer(state, words.say("no-cancel"), "order_problem")
    return ask_to_cancel(state.but(known_order=order_id))


def too_late(state: State, now: str, words: Wording) -> Step:
    """Say that an order is on its way; a human may still stop it."""
    told = now if now in _TOO_LATE else "packed"
    text = words.say("too-late", state=words.state(told))
    return say(state.but(errand=""), text, Asked.OPERATOR)
