"""Talk about delivery: asked about, wanted early, or changed when the order is read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from callcore.engines.llm.offline.delivery import (
    ask_options,
    merged,
    option_of,
    told_options,
)
from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.ordering import checkout
from callcore.engines.llm.offline.places import (
    spoken_address,
    spoken_branch,
    spoken_city,
    spoken_name,
)
from callcore.engines.llm.offline.reading import STORE_DOWN, Result, options_in
from callcore.engines.llm.offline.state import Asked, Option, State, Step, Way
from callcore.engines.llm.offline.steps import missed, resume, say, transfer
from callcore.engines.llm.offline.wording import Wording

KINDS: Final = ("pickup", "branch", "courier")
_ASKS: Final = ("asking", "price", "stock")
# Words of another errand: such a turn is no city, street or name.
_OTHERS: Final = ("price", "stock", "status", "help", "repeat", "cancel", "payment",
                  "change", "quantity", "haggle", "inject", "card", "callback", "remove",
                  "elsewhere", "complaint")  # fmt: skip


def way_in(heard: Heard) -> Way:
    """Return what a turn says of the delivery."""
    kind = next((kind for kind in KINDS if kind in heard.concepts), "")
    way = heard.way
    return replace(
        way, kind=way.kind or kind, anyhow=heard.has("delivery") and kind != "pickup"
    )


def about_delivery(state: State, heard: Heard, words: Wording) -> Step | None:
    """Follow a turn that asks about delivery or says how it is wanted."""
    way = way_in(heard)
    if not way.wanted or heard.has("elsewhere"):
        return None
    if heard.has("status") and not way.city:
        return None
    if _asks(state, heard, way):
        return _tell(state, way, words)
    if _too_late(state):
        return say(state, words.say("placed-already"), Asked.OPERATOR)
    if state.asked is Asked.WAY and not (way.kind or way.city):
        return None  # "by delivery" does not answer how
    return arranged(state.but(way=merged(state.way, way)), words)


def _asks(state: State, heard: Heard, way: Way) -> bool:
    """Say whether it is a question, not a wish put politely ("can you send it ...")."""
    if way.place:
        return False
    polite = heard.has("polite") and not (way.kind and state.in_order)
    return polite or heard.has(*_ASKS)


def _too_late(state: State) -> bool:
    """Say whether the order that he speaks of is placed already."""
    idle = not state.in_order and state.current is None
    return idle and bool(state.known_order) and state.asked is Asked.ELSE


def noted(state: State, heard: Heard, *, aside: bool) -> State:
    """Keep what a turn says of the recipient and, if ``aside``, also of the delivery."""
    way = way_in(heard)
    asks = heard.has("asking") and not (way.kind or way.city)
    if aside and way.wanted and not asks:
        return state.but(way=merged(state.way, way))
    return state.but(way=replace(state.way, name=way.name)) if way.name else state


def arranged(state: State, words: Wording) -> Step:
    """Go on with the order as it is to come now; without one, keep it in mind."""
    if state.in_order:
        return checkout(state, words)
    return resume(state, words.say("noted-way"), words)


def _tell(state: State, way: Way, words: Wording) -> Step:
    """Answer a question about delivery; ``city`` only narrows the answer."""
    city = way.city or state.way.city
    asked = state.but(way=replace(state.way, city=city)) if city else state
    step, act = ask_options(asked, f"tell {way.kind}".strip())
    return step.but(way=state.way), act


def options_found(state: State, result: Result, words: Wording) -> Step:
    """Take the result of ``delivery_options``."""
    error = result.get("error")
    if error is not None:
        reason = "store_down" if error in STORE_DOWN else "order_problem"
        return transfer(state, words.say("no-delivery"), reason)
    options = options_in(result)
    if not options:
        return transfer(state, words.say("no-delivery"), "out_of_scope")
    state = state.but(options=options)
    if state.errand == "send":
        return _sent(state.but(errand=""), words)
    about = tuple(o for o in options if state.errand == f"tell {o.kind}")
    told = told_options(about or options, words)
    if state.draft is not None or (state.errand == "ask" and state.in_order):
        text = f"{told} {words.say('ask-way')}"
        return say(state.but(errand=""), text, Asked.WAY)
    return resume(state.but(errand=""), told, words)


def _sent(state: State, words: Wording) -> Step:
    if state.way.kind and option_of(state) is None:
        told = f"{words.say('no-way')} {told_options(state.options, words)}"
        kept = state.but(way=replace(state.way, kind="", place=""))
        return say(kept, f"{told} {words.say('ask-way')}", Asked.WAY)
    return checkout(state, words)


def answer_way(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to "how shall we send it?"."""
    chosen = _chosen(state, heard)
    if chosen is not None:
        new = replace(heard.way, kind=chosen.kind)
        return arranged(state.but(way=merged(state.way, new)), words)
    if heard.no:  # as it was: the shop's default
        return arranged(state.but(way=Way(name=state.way.name)), words)
    if (number := spoken_branch(heard.counts)) and state.way.city:
        new = Way(kind="branch", place=number)
        return arranged(state.but(way=merged(state.way, new)), words)
    return missed(state, words) if heard.yes else None


def _asked_about(state: State) -> tuple[Option, ...]:
    """Return the options that were named in the question."""
    if state.way.city:
        return tuple(option for option in state.options if option.needs_place)
    return state.options


def _chosen(state: State, heard: Heard) -> Option | None:
    options = _asked_about(state)
    place = next(
        (n for n in (*heard.ordinals, *heard.counts) if 0 < n <= len(options)), 0
    )
    if place:
        return options[place - 1]
    if heard.has("cheaper", "any") and options:
        return min(options, key=lambda option: option.price_kopiykas)
    said = set(heard.plain.split())
    named = [
        o for o in options if said & {w for w in o.name.lower().split() if len(w) > 4}
    ]
    return named[0] if len(named) == 1 else None


def answer_city(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to "to which city?"."""
    city = heard.way.city or (
        "" if _other(heard) else spoken_city(heard.plain, words.language)
    )
    if not city:
        return None
    new = replace(way_in(heard), city=city)
    return arranged(state.but(way=merged(state.way, new)), words)


def answer_place(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the number of the branch, or the street and house."""
    if _other(heard):
        return None
    place = heard.way.place
    if not place and state.way.kind == "courier":
        place = spoken_address(heard.plain, words.language)
    elif not place:
        place = spoken_branch((*heard.counts, *heard.ordinals))
    if not place:
        return missed(state, words)
    new = replace(heard.way, kind=heard.way.kind or state.way.kind, place=place)
    return arranged(state.but(way=merged(state.way, new)), words)


def answer_name(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the recipient's name; who will not give one gets his order without it."""
    if _other(heard):
        return None
    if heard.no or (heard.yes and len(heard.plain.split()) < 2):
        return arranged(state.but(way=replace(state.way, nameless=True)), words)
    name = heard.way.name or spoken_name(heard.plain)
    if not name:
        return missed(state, words)
    return arranged(state.but(way=replace(state.way, name=name)), words)


def _other(heard: Heard) -> bool:
    return heard.has(*_OTHERS)
