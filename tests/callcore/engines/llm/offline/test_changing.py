from __future__ import annotations

import pytest

from callcore.engines.llm.offline.state import MAX_LINES, Asked, Line, State
from callcore.engines.llm.offline.wish import Wish
from tests.callcore.engines.llm.offline.said import (
    BOTH,
    OIL,
    READ,
    WHEEL,
    after,
    lines,
)

PHONE = "0671234567"


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [("en", "and four litres of oil too five w thirty", "oil 5W-30 4 l"),
     ("en", "also castrol oil", "oil Castrol"), ("en", "I also need winter tyres 205 55 16", "winter tyre 205/55 R16"),
     ("ru", "и ещё масло кастрол", "oil Castrol"), ("ru", "добавьте шины 205 55 16", "tyre 205/55 R16"),
     ("ru", "и масло пять тридцать", "oil 5W-30"), ("uk", "і ще оливу кастрол", "oil Castrol"),
     ("uk", "також зимові шини 205 55 16", "winter tyre 205/55 R16"), ("uk", "додайте олію 5w-30", "oil 5W-30")],
)  # fmt: skip
def test_one_product_more_is_looked_for_and_the_first_one_stays(language, text, query):
    state, act = after(text, READ, language)
    assert (act.tool, act.arguments["query"]) == ("search_products", query)
    assert state.lines == (Line(WHEEL, 4),)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "no, I want oil 5w-30 instead"), ("ru", "нет, масло 5w-30"), ("uk", "ні, краще оливу 5w-30 замість")],
)  # fmt: skip
def test_another_product_instead_replaces_it(language, text):
    state, act = after(text, READ, language)
    assert act.tool == "search_products"
    assert state.lines == ()


def test_before_the_quantity_is_known_the_second_product_waits():
    asking = State(asked=Asked.QUANTITY, current=WHEEL)
    state, act = after("and oil 5w-30 too", asking)
    assert state.later == Wish("oil", viscosity="5W-30")
    assert act.text == "How many would you like?"
    state, act = after("four", state)
    assert (act.tool, act.arguments["query"]) == ("search_products", "oil 5W-30")
    assert state.lines == (Line(WHEEL, 4),)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "four wheels R16 and oil 5w-30"), ("ru", "четыре диска R16 и масло 5w-30"),
     ("uk", "чотири диски R16 та оливу 5w-30"), ("en", "wheels R16, oil 5w-30")],
)  # fmt: skip
def test_two_products_in_one_breath_are_taken_one_after_the_other(language, text):
    state, act = after(text, language=language)
    assert act.arguments["query"] == "wheel R16"
    assert state.later == Wish("oil", viscosity="5W-30")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "remove the oil"), ("en", "without the oil please"), ("ru", "уберите масло"), ("ru", "масло не надо, уберите"),
     ("uk", "приберіть оливу"), ("uk", "без оливи")],
)  # fmt: skip
def test_a_product_is_taken_out(language, text):
    _, act = after(text, BOTH, language)
    assert lines(act) == [("w1", 4)]


def test_the_only_product_taken_out_cancels_the_draft():
    assert after("remove the wheels", READ)[1].tool == "cancel_order"
    assert "not in your order" in after("remove the oil", READ)[1].text


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [("en", "two oils", [("w1", 4), ("o1", 2)]), ("en", "make it two wheels", [("o1", 1), ("w1", 2)]),
     ("ru", "только две канистры масла", [("w1", 4), ("o1", 2)]), ("uk", "зробіть два диски", [("o1", 1), ("w1", 2)]),
     ("en", "two more wheels", [("o1", 1), ("w1", 6)]), ("ru", "ещё два диска", [("o1", 1), ("w1", 6)]),
     ("uk", "ще два", [("o1", 1), ("w1", 6)])],
)  # fmt: skip
def test_the_quantity_of_one_line_is_changed(language, text, expected):
    assert lines(after(text, BOTH, language)[1]) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "order it for 067 123 45 67"), ("en", "no, on another number, 0671234567"),
     ("ru", "оформите на номер 067 123 45 67"), ("uk", "на інший номер 0671234567"),
     ("ru", "на ноль шестьдесят семь сто двадцать три сорок пять шестьдесят семь")],
)  # fmt: skip
def test_another_number_makes_the_order_anew(language, text):
    _, act = after(text, READ, language)
    assert act.tool == "create_order"
    assert act.arguments["phone"] == PHONE
    assert lines(act) == [("w1", 4)]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "put it on another number"), ("ru", "оформите на другой номер"), ("uk", "давайте на інший номер")],
)  # fmt: skip
def test_a_number_that_was_not_told_is_asked_for(language, text):
    assert after(text, READ, language)[0].asked is Asked.PHONE


def test_his_own_number_after_all_drops_the_other():
    _, act = after("use the number I am calling from", READ.but(phone=PHONE))
    assert "phone" not in act.arguments
    state, act = after("my number is 0671234567", State(asked=Asked.QUANTITY))
    assert state.phone == PHONE
    assert PHONE not in act.text


def test_an_order_has_no_more_lines_than_can_be_listened_to():
    many = tuple(Line(WHEEL, 1) for _ in range(MAX_LINES - 1))
    full = READ.but(lines=tuple(
        Line(type(OIL)(f"o{n}", "Oil", "b", "tyre", {}, 1, 9), 1) for n in range(len(many))
    ))  # fmt: skip
    assert "one order" in after("and oil 5w-30 too", full)[1].text
