"""Finding a product: what is missing, the search, which of the offered ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from callcore.engines.llm.offline.catalogue import fold
from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.ordering import MAX_QUANTITY, quantity_in, take
from callcore.engines.llm.offline.state import (
    MAX_OFFERED,
    MAX_SEARCHES_AGAIN,
    Asked,
    Item,
    State,
    Step,
)
from callcore.engines.llm.offline.steps import (
    call,
    missed,
    resume,
    say,
    transfer,
    unsure,
)
from callcore.engines.llm.offline.wish import Wish
from callcore.engines.llm.offline.wording import Wording

_WORD: Final = re.compile(r"[^\W_]+")
MAX_DESCRIBED: Final = 200  # characters
SPOKEN_AT_ONCE = 3  # more than three names nobody remembers


def look_for(state: State, heard: Heard, words: Wording) -> Step:
    """Follow a turn that says something of the wanted product."""
    wish = _base(state, heard.wish).merged(heard.wish)
    if not heard.sure:
        return unsure(state.but(guess=wish), words)
    again = state.searched_again + 1 if state.offered and wish == state.wish else 0
    if again > MAX_SEARCHES_AGAIN:
        return transfer(state, words.say("lost"), "not_understood")
    kept = state if wish.kind == state.wish.kind else state.fresh()
    return pursue(
        kept.but(
            wish=wish,
            current=None,
            searched_again=again,
            quantity=wanted(heard) or kept.quantity,
            preference=_preference(heard),
            described=heard.plain[:MAX_DESCRIBED],
        ),
        words,
    )


def wanted(heard: Heard) -> int:
    """Return the quantity in a description: "four tyres", or one number too many."""
    alone = len(heard.counts) == 1 and heard.counts[0] <= MAX_QUANTITY
    whole = heard.wish.size or (heard.wish.viscosity and heard.wish.volume)
    return quantity_in(heard, loose=alone and bool(whole))


def _base(state: State, new: Wish) -> Wish:
    """Return what is still valid: a whole new description forgets the old one."""
    whole = new.category and (new.size or new.viscosity)
    return Wish() if whole else state.wish


def pursue(state: State, words: Wording) -> Step:
    """Search if enough is known, else ask for what is missing."""
    wish = state.wish
    if not wish.kind and not wish.enough:
        return say(state, words.say("need"), Asked.DETAIL)
    if not wish.enough:
        missing = {"oil": "ask-viscosity", "wheel": "ask-diameter"}
        return say(state, words.say(missing.get(wish.kind, "ask-size")), Asked.DETAIL)
    return call(state, "search_products", query=wish.query, limit=MAX_OFFERED)


def answer_guess(state: State, heard: Heard, words: Wording) -> Step:
    """Take the answer to "did you say ...?"."""
    if heard.yes and not heard.wish.told and state.guess is not None:
        return pursue(state.but(wish=state.guess, guess=None), words)
    if heard.wish.told:
        return look_for(state.but(guess=None), heard, words)
    asked = Asked.DETAIL if heard.no else state.asked
    return missed(state.but(guess=None, asked=asked), words)


def answer_relax(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to "shall I look at other brands?"."""
    if heard.yes or heard.has("any", "more"):
        wish = state.wish.without_brand()
        return pursue(state.but(wish=wish, asked=Asked.NOTHING), words)
    if heard.no:
        return say(state.fresh(), words.say("else"), Asked.ELSE)
    return None


def choose(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the answer to "which one?"; ``None`` if the turn is about something else."""
    if not state.offered:
        return None
    if heard.no and not _names_one(heard):
        return say(state.fresh(), words.say("else"), Asked.ELSE)
    if heard.has("more") and not _names_one(heard):
        return show_more(state, words)
    chosen, left = _chosen(state, heard)
    if not chosen:
        return None
    quantity = _quantity_beside(heard, left) or quantity_in(heard, loose=False)
    if len(chosen) > 1:
        return offer(state.but(offered=tuple(chosen), quantity=quantity), words)
    return take(state.but(quantity=quantity or state.quantity), chosen[0], words)


def _names_one(heard: Heard) -> bool:
    named = heard.ordinals or heard.counts or heard.wish.told
    return bool(named or heard.has("cheaper", "dearer"))


def _chosen(state: State, heard: Heard) -> tuple[list[Item], tuple[int, ...]]:
    """Return the offered items that are meant, and the counts that did not choose."""
    items = list(state.offered)
    if heard.wish.told:
        items = [item for item in items if _means(heard.wish, item)]
        if not items:
            return [], heard.counts
    if one := _pointed_at(state, heard, items):
        return [one], heard.counts
    if heard.wish.told:  # "winter ones": all of them choose nothing
        narrowed = len(items) < len(state.offered) or len(items) == 1
        return (items if narrowed else []), heard.counts
    if len(items) == 1 and (heard.yes or heard.counts or heard.has("order", "set")):
        return items, heard.counts
    if len(heard.counts) == 1 and not heard.has("pieces"):
        place = heard.counts[0]
        if 0 < place <= state.shown:
            return [state.offered[place - 1]], ()
    return _by_name(state, heard), heard.counts


def _pointed_at(state: State, heard: Heard, items: list[Item]) -> Item | None:
    if place := _place(state, heard):
        return state.offered[place - 1]
    if heard.has("last"):
        return state.offered[max(state.shown, 1) - 1]
    if heard.has("cheaper", "any"):
        return min(items, key=_price)
    return max(items, key=_price) if heard.has("dearer") else None


def _place(state: State, heard: Heard) -> int:
    """Return which place in the spoken list is named, counted from 1."""
    return next((n for n in heard.ordinals if 0 < n <= len(state.offered)), 0)


def _by_name(state: State, heard: Heard) -> list[Item]:
    """Return items one of whose own words was said."""
    return named(state.offered, heard.plain)


def named(items: Sequence[Item], plain: str) -> list[Item]:
    """Return those of ``items`` one of whose own words is in ``plain``."""
    said = _words(plain)
    common = set.intersection(*(_words(item.name) for item in items))
    return [item for item in items if said & (_words(item.name) - common)]


def _words(text: str) -> set[str]:
    """Return the words by their sound: a model's name is spelled in two alphabets."""
    return {fold(word) for word in _WORD.findall(text.lower()) if len(word) > 3}


def _means(wish: Wish, item: Item) -> bool:
    return wish.fits(item.brand, item.attributes)


def _quantity_beside(heard: Heard, left: tuple[int, ...]) -> int:
    if heard.has("pieces") or heard.ordinals or heard.has("cheaper", "dearer"):
        return next((n for n in left if n > 0), 0)
    return 0


def _price(item: Item) -> int:
    return item.price_kopiykas


def _preference(heard: Heard) -> str:
    return next((name for name in ("cheaper", "dearer") if name in heard.concepts), "")


def show_more(state: State, words: Wording) -> Step:
    """Speak of the next ones."""
    rest = state.offered[state.shown :]
    if not rest:
        return say(state, words.say("no-more"), Asked.CHOICE)
    told = rest[:SPOKEN_AT_ONCE]
    text = words.say("offer", items=words.items(told))
    # The told ones come first from now on: "the first" is the first just heard.
    offered = (*told, *rest[len(told) :], *state.offered[: state.shown])
    kept = offered if len(rest) > len(told) else (*told,)
    return say(state.but(offered=kept, shown=len(told)), text, Asked.CHOICE)


def cheaper(state: State, words: Wording) -> Step:
    """Look for something cheaper than the only one that was found."""
    if state.wish.brand and state.wish.without_brand().enough:
        wish = state.wish.without_brand()
        return pursue(state.but(wish=wish, current=None, draft=None), words)
    return resume(state, words.say("cheapest-so"), words)


def offer(state: State, words: Wording) -> Step:
    """Speak of what was found, the cheapest first, or ask what would narrow it down."""
    items = sorted(state.offered, key=_price)
    seasons = sorted({item.attributes.get("season", "") for item in items} - {""})
    many = len(items) > SPOKEN_AT_ONCE
    if many and len(seasons) > 1 and not state.wish.season:
        named = words.listed([words.say(season) for season in seasons], "or")
        return say(state, words.say("ask-season", seasons=named), Asked.DETAIL)
    told = items[:SPOKEN_AT_ONCE]
    kept = state.but(offered=tuple(items), shown=len(told), current=None)
    key = "offer-many" if many else "offer"
    text = words.say(key, items=words.items(told), count=len(items))
    return say(kept, text, Asked.CHOICE)
