"""How an order is to come: what is known of it, what must still be asked, how it is told.

By default nothing is asked: the draft is made with the shop's default option.
"""

from __future__ import annotations

from dataclasses import replace

from callcore.engines.llm.offline.state import Asked, Option, State, Step, Way
from callcore.engines.llm.offline.steps import call, place_key, say
from callcore.engines.llm.offline.wording import Wording

TOLD_AT_ONCE = 4  # ways to deliver; a shop with more has a human for them


def option_of(state: State) -> Option | None:
    """Return the option that the caller wants, ``None`` if it is not settled or not sold.

    One who names a place but no carrier gets the only option that goes to places.
    """
    way = state.way
    if way.kind:
        fitting = [option for option in state.options if option.kind == way.kind]
    else:
        fitting = [option for option in state.options if option.needs_place]
        fitting = fitting if len(fitting) == 1 else []
    return fitting[0] if fitting else None


def missing(state: State, words: Wording) -> Step | None:
    """Ask for what the wanted delivery still lacks; ``None`` if nothing is missing."""
    way = state.way
    if not way.wanted:
        return None
    if not state.options:
        return ask_options(state, "send")
    option = option_of(state)
    if option is None:
        return say(state, _which(state, words), Asked.WAY)
    if not option.needs_place:
        return None
    return _missing_place(state.but(way=replace(way, kind=option.kind)), words)


def _which(state: State, words: Wording) -> str:
    """Ask how: among all ways, or only among those to the place that was named."""
    if not (state.way.city or state.way.place):
        return f"{told_options(state.options, words)} {words.say('ask-way')}"
    names = [words.short(o.name) for o in state.options if o.needs_place]
    text = words.listed(names[:TOLD_AT_ONCE], "or")
    return f"{text[:1].upper()}{text[1:]}?" if names else words.say("ask-way")


def _missing_place(state: State, words: Wording) -> Step | None:
    way = state.way
    if not way.city:
        return say(state, words.say("ask-city"), Asked.CITY)
    if not way.place:
        return say(state, words.say(place_key(state)), Asked.PLACE)
    if not way.name and not way.nameless:
        return say(state, words.say("ask-name"), Asked.NAME)
    return None


def ask_options(state: State, errand: str) -> Step:
    """Look the options up; ``errand`` says what for."""
    city = {"city": state.way.city} if state.way.city else {}
    return call(state.but(errand=errand), "delivery_options", **city)


def arguments(state: State) -> dict[str, object]:
    """Return the delivery as ``create_order`` wants it; nothing for the default."""
    way, option = state.way, option_of(state)
    if not way.wanted or option is None:
        return {"name": way.name} if way.name else {}
    told: dict[str, object] = {"delivery": option.id}
    if option.needs_place:
        told |= {"city": way.city, "place": way.place}
    return told | ({"name": way.name} if way.name else {})


def told_options(options: tuple[Option, ...], words: Wording) -> str:
    """Return the options in one sentence, with prices and days."""
    told = [_told(option, words) for option in options[:TOLD_AT_ONCE]]
    text = words.listed(told, "and")
    return f"{text[:1].upper()}{text[1:]}."


def _told(option: Option, words: Wording) -> str:
    name = words.short(option.name)
    if option.price_kopiykas == 0:
        return words.say("way-free", name=name)
    price = words.money(option.price_kopiykas)
    days = words.days(option.days)
    key = "way-days" if days else "way-price"
    return words.say(key, name=name, price=price, days=days)


def merged(way: Way, new: Way) -> Way:
    """Return ``way`` after the caller said more; another kind forgets the place."""
    if new.kind == "pickup":
        return Way(kind="pickup", name=new.name or way.name)
    moved = new.kind not in ("", way.kind) and way.kind != ""
    place = "" if moved or (new.city and new.city != way.city) else way.place
    return Way(
        kind=new.kind or ("" if way.kind == "pickup" and new.wanted else way.kind),
        city=new.city or way.city,
        place=new.place or place,
        name=new.name or way.name,
        anyhow=new.anyhow or way.anyhow,
        nameless=way.nameless and not new.name,
    )
