from __future__ import annotations

import re
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.auth.keys import Keys
from adminapi.edges.application import WordConverter
from adminapi.edges.endpoint import Principal, Role
from adminapi.edges.problem import Problem
from adminapi.recordings.signing import LIFE_S, Signer

KEYS = Keys((b"1" * 32, b"0" * 32))
CALL = str(uuid4())


def who(role: Role = "supervisor", expires_s: float = 10_000.0) -> Principal:
    return Principal(str(uuid4()), "Olha", role, str(uuid4()), "jti", expires_s)


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def test_a_token_names_the_call_and_the_session_and_nothing_else() -> None:
    signer, asker = Signer(KEYS, Clock()), who()
    token, until_s = signer.sign(CALL, asker)
    permit = signer.read(token)
    assert permit.call_id == CALL
    assert (permit.who.session_id, permit.who.user_id) == (
        asker.session_id,
        asker.user_id,
    )
    assert permit.who.role == "supervisor"
    assert until_s == 1_000 + LIFE_S
    assert re.fullmatch(WordConverter.regex, token)


def test_a_token_is_over_after_a_minute() -> None:
    # 60 of security.md
    clock = Clock()
    signer = Signer(KEYS, clock)
    token, _ = signer.sign(CALL, who())
    clock.now_s += LIFE_S
    assert signer.read(token).call_id == CALL
    clock.now_s += 1
    with pytest.raises(Problem, match="unauthorized"):
        signer.read(token)


def test_a_token_does_not_outlive_the_login_that_asked_for_it() -> None:
    assert Signer(KEYS, Clock()).sign(CALL, who(expires_s=1_010.0))[1] == 1_010


def test_a_token_of_the_key_before_is_good_while_keys_are_changed() -> None:
    token, _ = Signer(Keys((b"0" * 32,)), Clock()).sign(CALL, who())
    assert Signer(KEYS, Clock()).read(token).call_id == CALL
    with pytest.raises(Problem):
        Signer(Keys((b"2" * 32,)), Clock()).read(token)


@given(st.integers(1, 91), st.sampled_from("ABCDabcd0123-_"))
def test_a_token_with_another_letter_is_worth_nothing(at: int, letter: str) -> None:
    signer = Signer(KEYS, Clock())
    token, _ = signer.sign(CALL, who())
    edited = token[:at] + letter + token[at + 1 :]
    if edited != token:
        with pytest.raises(Problem, match="unauthorized"):
            signer.read(edited)


@given(st.text(max_size=120) | st.from_regex(r"r[A-Za-z0-9_-]{80,99}", fullmatch=True))
def test_no_text_is_a_token_by_chance(text: str) -> None:
    with pytest.raises(Problem, match="unauthorized"):
        Signer(KEYS, Clock()).read(text)
