from __future__ import annotations

import pytest

from callcore.engines.llm.offline.catalogue import shelf_of
from callcore.engines.llm.offline.choosing import (
    choose,
    look_for,
    offer,
    pursue,
    show_more,
)
from callcore.engines.llm.offline.hearing import hear
from callcore.engines.llm.offline.state import Asked, Item, State
from callcore.engines.llm.offline.wish import Wish
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.shop import CATALOGUE

WORDS = Wording("en")
SHELF = shelf_of(CATALOGUE)
MODELS = ("Alpha", "Bravo", "Charlie", "Delta", "Echo")
BRANDS = ("Michelin", "Nokian", "Rosava", "Hankook", "Kumho")


def items(count=5, **attributes):
    return tuple(
        Item(f"p{n}", f"Winter tyre {brand} {MODELS[n]}", brand, "tyre",
             {"season": "winter"} | attributes, 1000 * (n + 1), 10)
        for n, brand in enumerate(BRANDS[:count])
    )  # fmt: skip


def chosen(text, count=3):
    state, _ = offer(State(offered=items(count)), WORDS)
    step = choose(state, hear(text, "en", SHELF), WORDS)
    return step and step[0].current and step[0].current.id


@pytest.mark.parametrize(
    ("text", "item"),
    [("the first one", "p0"), ("second please", "p1"), ("number three", "p2"), ("two", "p1"),
     ("the last", "p2"), ("the cheapest", "p0"), ("most expensive", "p2"), ("nokian", "p1"),
     ("the mishlan one", "p0"), ("any", "p0"), ("bravo", "p1"), ("four of the second", "p1")],
)  # fmt: skip
def test_one_of_the_offered_is_named_in_many_ways(text, item):
    assert chosen(text) == item


@pytest.mark.parametrize(
    "text", ["what", "the tenth", "hmm well", "winter ones", "four"]
)
def test_what_names_none_chooses_none(text):
    assert chosen(text) is None


def test_a_quantity_beside_the_choice_is_kept():
    state, _ = offer(State(offered=items(3)), WORDS)
    step = choose(state, hear("four of the second", "en", SHELF), WORDS)
    assert step is not None
    assert step[1].arguments == {
        "lines": [{"product_id": "p1", "quantity": 4, "price_kopiykas": 2000}]
    }


def test_more_than_three_are_spoken_of_in_parts():
    state, act = offer(State(offered=items(5), wish=Wish(season="winter")), WORDS)
    assert "found 5" in act.text
    assert "Hankook" not in act.text
    state, act = show_more(state, WORDS)
    assert "Hankook" in act.text
    assert state.offered[0].brand == "Hankook"


def test_many_seasons_are_asked_about_first():
    mixed = items(3) + tuple(items(2, season="summer"))
    state, act = offer(State(offered=mixed), WORDS)
    assert state.asked is Asked.DETAIL
    assert "summer or winter" in act.text


def test_no_to_the_offer_ends_it():
    state, _ = offer(State(offered=items(3)), WORDS)
    step = choose(state, hear("no", "en", SHELF), WORDS)
    assert step is not None
    assert step[0].asked is Asked.ELSE


@pytest.mark.parametrize(
    ("wish", "words"),
    [(Wish(), "tyres, wheels or oil"), (Wish(category="tyre"), "Which size"),
     (Wish(category="oil"), "Which viscosity"), (Wish(category="wheel"), "Which diameter")],
)  # fmt: skip
def test_what_is_missing_is_asked_for(wish, words):
    assert words in pursue(State(wish=wish), WORDS)[1].text


def test_the_same_wish_again_and_again_is_for_a_human():
    heard = hear("winter tyres 205/55 R16", "en", SHELF)
    state, act = look_for(State(), heard, WORDS)
    for _ in range(2):
        state, act = look_for(state.but(offered=items()), heard, WORDS)
        assert act.tool == "search_products"
    _, act = look_for(state.but(offered=items()), heard, WORDS)
    assert act.tool == "transfer_to_operator"


def test_another_wish_in_between_starts_the_count_anew():
    heard = hear("winter tyres 205/55 R16", "en", SHELF)
    other = hear("summer tyres 205/55 R16", "en", SHELF)
    state = State()
    for turn in (heard, heard, other, heard, heard):
        state, act = look_for(state.but(offered=items()), turn, WORDS)
        assert act.tool == "search_products"
