from __future__ import annotations

import pytest

from chaos.prompts.legalmoves import LEGAL_MOVES, sensible
from chaos.prompts.mind import Call, Known
from tests.chaos.prompts.test_mind import mind


def next_tool(of):
    (move,) = sensible(of, "")
    assert isinstance(move, Call)
    return move.name


def test_sensible_moves_lead_to_an_order():
    of = mind()
    assert next_tool(of) == "search_products"
    of.products["t02"] = Known("t02", 465_000, 32)
    assert next_tool(of) == "create_order"
    of.orders["1"] = "draft"
    assert next_tool(of) == "read_back_order"
    of.read = "1"
    of.caller = "no"
    assert next_tool(of) == "read_back_order"
    of.caller = "yes"
    assert next_tool(of) == "confirm_order"
    of.orders["1"] = "confirmed"
    assert next_tool(of) == "create_order"


@pytest.mark.parametrize(
    "move", [one for one, _ in LEGAL_MOVES], ids=lambda one: one.__name__
)
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_move_can_be_made_in_every_state(move, language):
    of = mind(language=language)
    assert move(of, "kind")
    of.products["t02"] = Known("t02", 465_000, 32)
    assert all(isinstance(one, Call) or one.text for one in move(of, "kind"))
