from __future__ import annotations

from dataclasses import replace

from callcore.engines.llm.offline.lines import (
    focused,
    lines_of,
    order_lines,
    put_aside,
    updated,
    without,
)
from callcore.engines.llm.offline.state import Line, State
from tests.callcore.engines.llm.offline.said import BOTH, OIL, READ, WHEEL


def test_lines_go_to_the_tool_with_the_prices_that_were_told():
    assert order_lines(BOTH) == [
        {"product_id": "o1", "quantity": 1, "price_kopiykas": 189_000},
        {"product_id": "w1", "quantity": 4, "price_kopiykas": 489_000},
    ]


def test_a_product_without_a_quantity_is_no_line():
    assert lines_of(State(current=WHEEL)) == ()


def test_the_same_product_stands_once_with_what_was_said_last():
    again = READ.but(lines=(Line(WHEEL, 2),))
    assert lines_of(again) == (Line(WHEEL, 4),)


def test_what_is_put_aside_stays_in_the_order():
    aside = put_aside(READ)
    assert (aside.current, aside.quantity, aside.draft) == (None, 0, None)
    assert lines_of(aside) == (Line(WHEEL, 4),)
    assert aside.fresh().lines == aside.lines
    assert aside.over().lines == ()


def test_another_line_can_be_talked_about_again():
    state = focused(BOTH, "oil")
    assert (state.current, state.quantity) == (OIL, 1)
    assert lines_of(state) == lines_of(BOTH)[::-1]
    assert focused(BOTH, "wheel") is BOTH
    assert focused(BOTH, "tyre") is BOTH


def test_a_line_is_taken_out():
    assert lines_of(without(BOTH, "oil")) == (Line(WHEEL, 4),)
    assert lines_of(without(BOTH, "wheel")) == (Line(OIL, 1),)
    assert lines_of(without(READ, "wheel")) == ()


def test_what_is_known_anew_stands_everywhere():
    dearer = replace(OIL, price_kopiykas=200_000)
    state = updated(BOTH.but(offered=(OIL, WHEEL)), dearer)
    assert state.lines == (Line(dearer, 1),)
    assert state.offered == (dearer, WHEEL)
    assert state.current is WHEEL
