"""Forged tokens: tests/adminapi/security/test_tokens.py."""

from __future__ import annotations

import pytest

from adminapi.auth.keys import new_key, read_keys
from adminapi.auth.tokens import LIFE_S, LONGEST, Tokens
from adminapi.edges.problem import Problem
from callcore.shared import stamps

HOUSE = Tokens(read_keys(new_key()), "https://office.example")
WHO = {"user_id": "u", "name": "Ї" * 100, "role": "viewer", "session_id": "s"}


def test_a_token_says_who_asks_for_a_quarter_of_an_hour():
    who = HOUSE.read(HOUSE.issue(**WHO))
    assert (who.user_id, who.name, who.role, who.session_id) == tuple(WHO.values())
    assert 0 <= who.expires_s - stamps.now_s() - LIFE_S + 1 <= 2


def test_each_token_has_an_id_of_its_own_and_room_for_the_longest_name():
    first, second = HOUSE.issue(**WHO), HOUSE.issue(**WHO)
    assert HOUSE.read(first).token_id != HOUSE.read(second).token_id
    assert len(first) <= LONGEST


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "Bearer", "\0", "ü.ü.ü", "a" * 9_999]
)
def test_what_is_no_token_is_refused(token):
    with pytest.raises(Problem, match="unauthorized"):
        HOUSE.read(token)
