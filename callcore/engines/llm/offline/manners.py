"""What is not done whoever asks: other rules, other prices, card numbers, other targets.

Each gets a short polite answer, then the question that was open. Nothing of what was said
is repeated, and no number of it is used.
"""

from __future__ import annotations

from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.ordering import MOST
from callcore.engines.llm.offline.state import Asked, State, Step
from callcore.engines.llm.offline.steps import resume, say, transfer
from callcore.engines.llm.offline.wording import Wording

TARGET_DIGITS = 7  # somebody dictates where to transfer him


def refused(state: State, heard: Heard, words: Wording) -> Step | None:
    """Answer a turn that wants what is not done; ``None`` for any other."""
    if heard.has("card"):
        return resume(state, words.say("no-cards"), words)
    if heard.has("inject"):
        return resume(state, words.say("only-shop"), words)
    return None


def to_a_human(state: State, heard: Heard, words: Wording) -> Step | None:
    """Follow a turn that asks for a human, or is angry enough to need one."""
    if heard.has("operator"):
        if len(heard.phone or heard.digits) >= TARGET_DIGITS:
            return say(state, words.say("only-operators"), Asked.OPERATOR)
        reason = "complaint" if heard.has("complaint") else "asked"
        return transfer(state, words.say("operator"), reason)
    if heard.has("complaint"):
        return transfer(state, words.say("sorry-operator"), "complaint")
    return None


def answer_operator(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to "shall I connect you to an operator?"."""
    if heard.no:
        return resume(state.but(asked=Asked.ELSE), words.say("all-right"), words)
    if heard.yes:
        return transfer(state, words.say("operator"), "asked")
    return None


def haggled(state: State, heard: Heard, words: Wording) -> Step | None:
    """Answer who wants another price, asks how to pay, or what only people know."""
    for concept, key in (
        ("haggle", "fixed-price"),
        ("payment", "payment"),
        ("elsewhere", "elsewhere"),
    ):
        if heard.has(concept) or (concept == "haggle" and _names_price(state, heard)):
            return _offered(state, words.say(key), words)
    return None


def _names_price(state: State, heard: Heard) -> bool:
    """Say whether he names his own price for what was read back to him."""
    if state.asked not in (Asked.CONFIRM, Asked.CHANGE, Asked.QUANTITY):
        return False
    return heard.has("amount") or any(n > MOST for n in heard.counts)


def _offered(state: State, text: str, words: Wording) -> Step:
    """Answer, then go on; with nothing to go on with, offer an operator."""
    idle = state.asked in (Asked.NOTHING, Asked.ELSE, Asked.OPERATOR)
    kept = state.but(asked=Asked.OPERATOR) if idle else state
    return resume(kept, text, words)
