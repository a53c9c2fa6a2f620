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
}


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
    return call(state.fresh(), "end_call", text + words.say("bye"))


def missed(state: State, words: Wording) -> Step:
    """Repair: ask again, differently the second time; the third time is for a human."""
    misses = state.misses + 1
    if misses > MAX_MISSES:
        return transfer(state, words.say("lost"), "out_of_scope")
    text = words.say(f"repair-{misses}")
    if key := _REPAIRS.get(state.asked):
        text = words.say("repair-1") if misses == 1 else words.say(key)
    return state.but(misses=misses, said=text), Act(text)


def unsure(state: State, words: Wording) -> Step:
    """Ask for the guess in ``state`` to be confirmed; it counts as a miss until it is."""
    misses = state.misses + 1
    if misses > MAX_MISSES or state.guess is None:
        return transfer(state, words.say("lost"), "out_of_scope")
    text = words.say("guess", wish=words.wish(state.guess))
    return state.but(misses=misses, said=text, asked=Asked.GUESS), Act(text)
