from __future__ import annotations

import pytest

from chaos.prompts.callattacks import CALL_ATTACKS, flood, half_json
from chaos.prompts.mind import Call, Known
from tests.chaos.prompts.test_mind import mind


@pytest.mark.parametrize("attack", CALL_ATTACKS, ids=lambda one: one.__name__)
def test_every_attack_marks_what_it_tries(attack):
    for of in (mind(), mind(language="uk")):
        moves = attack(of, "kind")
        assert any(move.kind == "kind" for move in moves)
        assert all(isinstance(move, Call) for move in moves)
        of.products["t02"] = Known("t02", 465_000, 32)
        of.orders["1"] = "confirmed"
        assert any(move.kind == "kind" for move in attack(of, "kind"))


def test_a_flood_is_hundreds_of_calls_now_and_then():
    of = mind()
    assert max(len(flood(of, "x")) for _ in range(40)) == 300


def test_half_json_is_never_whole():
    of = mind()
    for _ in range(50):
        (move,) = half_json(of, "x")
        assert isinstance(move, Call)
        assert not move.arguments.endswith("]}")
