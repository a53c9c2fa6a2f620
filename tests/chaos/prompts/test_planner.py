from __future__ import annotations

import pytest

from chaos.prompts.dialogue import End, Planted, Wanted
from chaos.prompts.invariants import broken
from chaos.prompts.planner import planner
from chaos.prompts.score import score
from chaos.prompts.stage import run
from tests.chaos.prompts.played import dialogue

YES = {"confirm": ("yes",), "cancel": ("yes",)}
OLD = Planted("412345", "+380671234567", "confirmed", (("t02", 4),))


def ends(answers=YES, **more):
    of = dialogue(answers=answers, **more)
    call = run(of, planner(of))
    assert broken(call) == []
    return score(of, call)


def test_it_orders_what_shall_be_ordered():
    assert ends(end=End(orders=(Wanted((("t02", 4), ("o02", 1))),))) == []


def test_it_sends_it_where_it_shall_go():
    wanted = Wanted(
        (("t02", 4),), delivery="nova-poshta", city="Lviv", place="5", name="Olha"
    )
    assert ends(end=End(orders=(wanted,))) == []


def test_it_asks_for_a_phone_that_it_cannot_know():
    wanted = Wanted((("t02", 4),), phone="+380501112233")
    assert ends(YES | {"phone": ("050 111 22 33",)}, end=End(orders=(wanted,))) == []


def test_it_confirms_nothing_without_a_yes():
    of = dialogue(
        end=End(orders=(Wanted((("t02", 4),)),)), answers={"confirm": ("no",)}
    )
    call = run(of, planner(of))
    assert call.books.confirmations == ()
    assert broken(call) == []


def test_it_cancels_what_shall_be_cancelled():
    end = End(old_orders={"412345": "cancelled"})
    assert ends(turns=("cancel my order 412345",), orders=(OLD,), end=end) == []


def test_it_looks_an_order_up():
    end = End(tools=("order_status",))
    turns = ("where is my order 412345",)
    assert ends(turns=turns, orders=(OLD,), end=end, category="status") == []


def test_it_notes_a_callback_and_transfers():
    assert ends(end=End(callbacks=1)) == []
    end = End(outcome=("operator",), reason="complaint", queue="sales")
    assert ends(end=end, queues={"sales": "sales,s,1"}) == []


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_it_speaks_the_callers_language(language):
    of = dialogue(language=language, turns=("...",))
    call = run(of, planner(of))
    assert broken(call) == []
    assert call.outcome in ("ended", "open")
