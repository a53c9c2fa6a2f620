"""The state of an order: by its number, and by the phone that it was made for."""

from __future__ import annotations

from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.reading import STORE_DOWN, Result, text_in
from callcore.engines.llm.offline.state import MAX_MISSES, Asked, State, Step
from callcore.engines.llm.offline.steps import call, say, transfer
from callcore.engines.llm.offline.wording import Wording

MIN_DIGITS = 2  # of an order number that was asked for
ORDER_DIGITS = 4  # of one that was not: fewer may be anything


def about_status(state: State, heard: Heard, words: Wording) -> Step | None:
    """Follow a turn that asks for an order."""
    if heard.has("change") and heard.has("status", "an-order") and not state.draft:
        return say(state, words.say("change-placed"), Asked.OPERATOR)
    named = heard.has("an-order") and len(heard.digits) >= ORDER_DIGITS
    if not (heard.has("status") or named) or heard.wish.told:
        return None
    return look_up(state.but(errand="status"), heard, words)


def bare_number(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take a number out of the blue: an order's, if nothing else was being asked."""
    idle = state.asked in (Asked.NOTHING, Asked.ELSE)
    if not idle or len(heard.digits) < ORDER_DIGITS:
        return None
    return look_up(state.but(errand="status"), heard, words)


def look_up(state: State, heard: Heard, words: Wording) -> Step:
    """Look an order up, or ask for its number. Keeps ``state.errand``."""
    phone = heard.phone or state.said_phone
    state = state.but(said_phone=phone)
    if len(heard.digits) < MIN_DIGITS:
        key = "ask-order-cancel" if state.errand == "cancel" else "ask-order"
        return say(state, words.say(key), Asked.ORDER_NUMBER)
    state = state.but(said_number=heard.digits)
    if heard.has("other-number") and not phone:
        return say(state, words.say("ask-order-phone"), Asked.ORDER_PHONE)
    return _asked_shop(state)


def _asked_shop(state: State) -> Step:
    misses = state.misses  # wrong numbers count over turns: no guessing
    phone = {"phone": state.said_phone} if state.said_phone else {}
    state, act = call(state, "order_status", order_number=state.said_number, **phone)
    return state.but(misses=misses), act


def answer_number(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take an order number, or the phone of an order whose number is known."""
    if len(heard.digits) >= MIN_DIGITS:
        return look_up(state, heard, words)
    if heard.phone and state.said_number:
        return _asked_shop(state.but(said_phone=heard.phone))
    if heard.phone:
        kept = state.but(said_phone=heard.phone)
        return say(kept, words.say("ask-order"), Asked.ORDER_NUMBER)
    if heard.has("other-number") and state.said_number:
        return say(state, words.say("ask-order-phone"), Asked.ORDER_PHONE)
    return None


def answer_order_phone(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the phone that the order was made for."""
    phone = heard.phone or (heard.digits if len(heard.digits) > 8 else "")
    if phone and state.said_number:
        return _asked_shop(state.but(said_phone=phone))
    return answer_number(state, heard, words)


def not_found(state: State, result: Result, words: Wording) -> Step:
    """Answer an order that could not be looked up."""
    error = result.get("error")
    if error in STORE_DOWN:
        return transfer(state, words.say("no-status"), "store_down")
    if error == "phone_needed" and state.misses < MAX_MISSES:
        kept, act = say(state, words.say("ask-order-phone"), Asked.ORDER_PHONE)
        return kept.but(misses=state.misses + 1), act
    if error != "not_found" or state.misses >= MAX_MISSES:
        return transfer(state, words.say("operator"), "order_problem")
    text = words.say("status-none", number=state.said_number)
    kept, act = say(state, text, Asked.ORDER_NUMBER)
    return kept.but(misses=state.misses + 1), act


def told(state: State, result: Result, words: Wording) -> Step:
    """Tell the state of an order, and remember it: it may be cancelled next."""
    now, known = text_in(result, "state"), text_in(result, "order_id")
    number, said = state.said_number, words.state(now)
    text = words.say("status", number=number, state=said)
    kept = state.but(known_order=known, known_state=now, errand="", said_phone="")
    return say(kept, text, Asked.ELSE)
