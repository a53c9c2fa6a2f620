from __future__ import annotations

import json

import pytest

from callcore.engines.llm.offline.results import absorb
from callcore.engines.llm.offline.shipping import noted, way_in
from callcore.engines.llm.offline.state import Asked, State, Way
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.said import (
    READ,
    WAYS,
    after,
    heard,
    lines,
)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "do you deliver?"), ("en", "how much is the delivery"), ("en", "is there delivery to kharkiv"),
     ("en", "can you deliver it"), ("ru", "сколько стоит доставка"), ("ru", "а самовывоз есть"),
     ("ru", "вы отправляете новой почтой"), ("ru", "доставка есть?"), ("uk", "скільки коштує доставка"),
     ("uk", "а самовивіз є"), ("uk", "чи доставляєте у львів"), ("uk", "можна замовити доставку")],
)  # fmt: skip
def test_a_question_about_delivery_asks_the_shop(language, text):
    state, act = after(text, language=language)
    assert act.tool == "delivery_options"
    assert not state.way.wanted


@pytest.mark.parametrize(
    ("language", "text", "kind", "city", "place"),
    [("en", "no, send it to Lviv, Nova Poshta branch five", "branch", "Lviv", "5"),
     ("en", "can you send it by courier", "courier", "", ""),
     ("en", "no I will pick it up myself", "pickup", "", ""),
     ("ru", "нет, новой почтой в одессу, отделение семь", "branch", "Одесса", "7"),
     ("ru", "курьером на улицу мира 10 в киеве", "courier", "Киев", "улица Мира 10"),
     ("ru", "нет, самовывоз", "pickup", "", ""),
     ("uk", "відправте новою поштою у вінницю відділення сім", "branch", "Вінниця", "7"),
     ("uk", "краще кур'єром", "courier", "", ""), ("uk", "так але заберу сам", "pickup", "", "")],
)  # fmt: skip
def test_a_wish_at_the_read_back_changes_the_order(language, text, kind, city, place):
    state, act = after(text, READ, language)
    way = state.way
    assert (way.kind, way.city, way.place) == (kind, city, place)
    assert act.tool == ("create_order" if kind == "pickup" else "")
    assert act.tool or state.asked in (Asked.CITY, Asked.PLACE, Asked.NAME)


def test_a_plain_yes_is_no_wish_for_delivery():
    assert after("yes", READ)[1].tool == "confirm_order"


def test_what_is_said_early_is_kept_for_later():
    state, act = after("winter tyres 205 55 16 with delivery to lviv by nova poshta")
    assert act.tool == "search_products"
    assert (state.way.kind, state.way.city) == ("branch", "Lviv")
    state, act = after("please send it by courier", State(asked=Asked.QUANTITY))
    assert "noted" in act.text
    assert act.text.endswith("How many would you like?")
    assert state.way.kind == "courier"


def test_a_name_is_kept_whenever_it_is_said():
    state = noted(State(), heard("my name is oliver"), aside=False)
    assert state.way.name == "Oliver"
    assert way_in(heard("hello")) == Way()


def options(*kinds):
    return {
        "options": [
            {"id": o.id, "kind": o.kind, "name": o.name, "price_kopiykas": o.price_kopiykas,
             "days": o.days, "needs_place": o.needs_place}
            for o in WAYS
            if o.kind in kinds
        ]
    }  # fmt: skip


def told(state, result):
    return absorb(state, "delivery_options", json.dumps(result), Wording("en"))


def test_the_answer_names_the_asked_way_and_returns_to_the_question():
    asked = State(asked=Asked.QUANTITY, errand="tell courier")
    _, act = told(asked, options("pickup", "courier"))
    assert act.text.startswith("Delivery by courier costs 250 UAH")
    assert "free" not in act.text
    assert act.text.endswith("How many would you like?")


def test_with_a_draft_the_answer_ends_in_how():
    state, act = told(READ.but(errand="tell"), options("pickup", "branch"))
    assert state.asked is Asked.WAY
    assert act.text.endswith("How shall we send it?")


def test_a_way_that_is_not_offered_is_told():
    wanting = READ.but(errand="send", way=Way(kind="courier"), options=())
    state, act = told(wanting, options("pickup", "branch"))
    assert "do not deliver like that" in act.text
    assert state.asked is Asked.WAY


@pytest.mark.parametrize(
    "result", [{"error": "store_unavailable"}, {"error": "x"}, {}, {"options": [{}]}]
)
def test_no_options_at_all_are_for_a_human(result):
    assert told(State(errand="tell"), result)[1].tool == "transfer_to_operator"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("pick-up", "pickup"), ("the second one", "branch"), ("by courier please", "courier"),
     ("the cheapest", "pickup"), ("nova poshta", "branch"), ("the third", "courier")],
)  # fmt: skip
def test_a_way_is_chosen_by_name_or_place_in_the_list(text, kind):
    assert after(text, READ.but(asked=Asked.WAY))[0].way.kind == kind


def test_no_to_how_leaves_the_default():
    _state, act = after("no, leave it", READ.but(asked=Asked.WAY, way=Way(anyhow=True)))
    assert act.tool == "create_order"
    assert "delivery" not in act.arguments


def test_a_city_alone_leaves_the_question_how():
    state, act = after("to odesa", READ.but(asked=Asked.WAY, way=Way(anyhow=True)))
    assert state.asked is Asked.WAY
    assert act.text == "Delivery to a branch or delivery by courier?"
    state, act = after("number twelve", state)
    assert (state.way.kind, state.way.place) == ("branch", "12")


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_city_place_and_name_follow_one_another(language):
    said = {"en": ("to odesa", "twelve", "john smith"), "ru": ("в одессу", "двенадцать", "иван"),
            "uk": ("в одесу", "дванадцяте", "олена коваль")}[language]  # fmt: skip
    state = READ.but(asked=Asked.CITY, way=Way(kind="branch"))
    for text, asked in zip(said, (Asked.PLACE, Asked.NAME), strict=False):
        state, act = after(text, state, language)
        assert state.asked is asked
    _, act = after(said[2], state, language)
    assert act.tool == "create_order"
    assert lines(act) == [("w1", 4)]
    assert act.arguments["place"] == "12"
    assert str(act.arguments["name"]).istitle()


def test_who_will_not_tell_his_name_gets_his_order_without_it():
    way = Way(kind="branch", city="Lviv", place="5")
    _, act = after("no", READ.but(asked=Asked.NAME, way=way))
    assert act.tool == "create_order"
    assert "name" not in act.arguments


@pytest.mark.parametrize("asked", [Asked.CITY, Asked.PLACE, Asked.NAME, Asked.WAY])
def test_an_answer_that_is_none_is_repaired_and_at_last_a_humans_work(asked):
    state = READ.but(asked=asked, way=Way(kind="branch", city="Lviv", place="5"))
    for _ in range(3):
        state, act = after("the blue house behind the old mill on the hill", state)
    assert act.tool == "transfer_to_operator"


@pytest.mark.parametrize("asked", [Asked.CITY, Asked.PLACE, Asked.NAME])
def test_who_cancels_instead_of_answering_is_heard(asked):
    state = READ.but(asked=asked, way=Way(kind="branch"))
    assert after("cancel it", state)[1].tool == "cancel_order"


def test_a_placed_order_is_not_silently_promised_another_delivery():
    state = State(asked=Asked.ELSE, known_order="7")
    after_it, act = after("by courier please", state)
    assert "cannot change it" in act.text
    assert after_it.asked is Asked.OPERATOR
