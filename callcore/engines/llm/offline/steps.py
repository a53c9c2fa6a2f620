"""The steps that every part of the policy takes: say, ask, call a tool, give up."""

from __future__ import annotations

from typing import Final

from callcore.engines.llm.offline.state import MAX_MISSES, Act, Asked, State, Step
from callcore.engines.llm.offline.wording import Wording

# What to ask again after a repair; other questions repeat themselves well enough.
_REPAIRS: Final[dict[Asked, str]] = {
    Asked.QUANTITY: "quantity",
    Asked.CHOICE: "which",
    Asked.ORDER_NUMBER: "ask-order",
    Asked.ORDER_PHONE: "ask-order-phone",
    Asked.PHONE: "ask-number",
    Asked.CALLBACK_PHONE: "ask-callback-phone",
    Asked.WAY: "ask-way",
    Asked.CITY: "ask-city",
    Asked.NAME: "ask-name",
}
# What is asked again after the caller spoke of something else meanwhile.
_QUESTIONS: Final[dict[Asked, str]] = _REPAIRS | {
    Asked.CHANGE: "ask-change",
    Asked.OPERATOR: "ask-operator",
    Asked.ELSE: "else",
}
_WHOLE: Final = (Asked.GUESS, Asked.FEWER, Asked.RELAX)  # said again as they were


def say(state: State, text: str, asked: Asked | None = None) -> Step:
    """Speak; understood, so earlier misses are forgiven."""
    now = state.asked if asked is None else asked
    return state.but(said=text, asked=now, misses=0), Act(text)


def call(state: State, tool: str, text: str = "", **arguments: object) -> Step:
    """Call a tool, perhaps after some words."""
    return state.but(misses=0), Act(text, tool, arguments)


def transfer(state: State, text: str, reason: str) -> Step:
    """Bring the caller to a human."""
    return call(state, "transfer_to_operator", text, reason=reason)


def goodbye(state: State, words: Wording) -> Step:
    """Part; a draft that was never confirmed is named, so that nobody waits for it."""
    text = words.say("not-placed") if state.draft else ""
    return call(state.over(), "end_call", text + words.say("bye"))


def read_back(state: State, text: str = "") -> Step:
    """Have the draft read out; the tool speaks the sentence itself, protected."""
    order_id = state.draft.order_id if state.draft else ""
    misses = state.misses
    state, act = call(state, "read_back_order", text, order_id=order_id)
    return state.but(asked=Asked.CONFIRM, misses=misses), act


def resume(state: State, text: str, words: Wording) -> Step:
    """Speak, then ask again what was open: an aside must not cost the thread.

    A read-back is read again as a whole: the yes that counts must follow it directly.
    """
    if state.asked is Asked.CONFIRM and state.draft is not None:
        return read_back(state.but(misses=0), text)
    if state.asked is Asked.CANCEL and state.known_order:
        return call(state, "cancel_order", text, order_id=state.known_order)
    if state.asked in _WHOLE:
        return state.but(misses=0), Act(f"{text} {state.said}")
    asked = state.asked if state.asked in _QUESTIONS else Asked.DETAIL
    if asked is Asked.DETAIL:
        question = words.say(missing_key(state))
    elif asked is Asked.PLACE:
        question = words.say(place_key(state))
    else:
        question = words.say(_QUESTIONS[asked])
    return say(state, f"{text} {question}", asked)


def place_key(state: State) -> str:
    """Return the question for the place of a delivery."""
    return "ask-address" if state.way.kind == "courier" else "ask-branch"


def missing_key(state: State) -> str:
    """Return the question for what a search still needs."""
    if state.wish.kind == "tyre" and state.wish.enough:
        return "ask-which-season"
    missing = {"oil": "ask-viscosity", "wheel": "ask-diameter", "tyre": "ask-size"}
    return missing.get(state.wish.kind, "need")


def missed(state: State, words: Wording) -> Step:
    """Repair: ask again, differently the second time; the third time is for a human."""
    misses = state.misses + 1
    if misses > MAX_MISSES:
        return transfer(state, words.say("lost"), "not_understood")
    text = words.say(f"repair-{misses}")
    key = place_key(state) if state.asked is Asked.PLACE else _REPAIRS.get(state.asked)
    if key:
        text = words.say("repair-1") if misses == 1 else words.say(key)
    return state.but(misses=misses, said=text), Act(text)


def unsure(state: State, words: Wording) -> Step:
    """Ask for the guess in ``state`` to be confirmed; it counts as a miss until it is."""
    misses = state.misses + 1
    if misses > MAX_MISSES or state.guess is None:
        return transfer(state, words.say("lost"), "not_understood")
    text = words.say("guess", wish=words.wish(state.guess))
    return state.but(misses=misses, said=text, asked=Asked.GUESS), Act(text)
