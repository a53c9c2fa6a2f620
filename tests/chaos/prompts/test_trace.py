from __future__ import annotations

from chaos.prompts.trace import Called, Caller, Returned, Withheld, line_of
from tests.chaos.prompts.played import agent, bought, order, played


def test_a_transcript_has_a_line_an_entry():
    call = bought()
    lines = call.transcript().splitlines()
    assert len(lines) == len(call.entries)
    assert lines[0] == "caller: four winter tyres 205/55 R16"


def test_every_entry_can_be_shown():
    assert line_of(Caller("x", "en")) == "caller: x"
    assert line_of(agent("half of", whole=False)) == "agent:  half of --"
    assert line_of(Called("t", "{}", 1)) == "  call  t {}"
    assert line_of(Returned("t", True, "{}", 1)) == "  gives {}"
    assert line_of(Withheld("x", "leak")) == "  withheld (leak) x"


def test_the_tools_are_listed_in_order():
    assert bought().tools()[-1] == "confirm_order"


def test_a_result_that_is_no_object_is_empty():
    assert Returned("t", True, "[1]", 1).answer == {}
    assert Returned("t", True, "{", 1).answer == {}


def test_new_orders_are_those_that_were_not_there_before():
    call = played(orders=[order("1")], before=[order("2")])
    assert [one.id for one in call.books.made] == ["1"]
