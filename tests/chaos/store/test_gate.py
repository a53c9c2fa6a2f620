from __future__ import annotations

import contextlib

import pytest

from chaos.store import gate
from chaos.store.gate import Gate
from chaos.store.problem import Problem


def let_in(door: Gate, times: int, now_s: float, client: str = "one") -> int:
    """Return how many of ``times`` requests at ``now_s`` came in."""
    came = 0
    for _ in range(times):
        with contextlib.suppress(Problem):
            door.check(client, "", now_s)
            came += 1
    return came


def test_without_token_and_rate_everybody_comes_in() -> None:
    assert let_in(Gate(), 1000, 0.0) == 1000


@pytest.mark.parametrize(
    "given", ["", "Bearer ", "Bearer wrong", "right", "Bearer ключ"]
)
def test_without_the_right_token_nobody_comes_in(given: str) -> None:
    with pytest.raises(Problem) as caught:
        Gate("right").check("one", given, 0.0)
    assert (caught.value.status, caught.value.code) == (401, "unauthorized")
    assert caught.value.headers == {"WWW-Authenticate": "Bearer"}


def test_the_right_token_opens() -> None:
    Gate("right").check("one", "Bearer right", 0.0)


def test_each_client_has_a_second_worth_of_requests_and_then_his_rate() -> None:
    door = Gate(rate=10)
    assert let_in(door, 30, 0.0) == 10
    assert let_in(door, 30, 0.55) == 5
    assert let_in(door, 30, 60.0) == 10
    assert let_in(door, 30, 60.0, client="two") == 10


def test_a_slow_rate_says_how_long_to_wait_and_means_it() -> None:
    door = Gate(rate=0.25)
    assert let_in(door, 1, 0.0) == 1
    with pytest.raises(Problem) as caught:
        door.check("one", "", 0.0)
    assert (caught.value.status, caught.value.code) == (429, "rate-limited")
    wait_s = float(caught.value.headers["Retry-After"])
    assert wait_s == 4
    assert let_in(door, 1, wait_s) == 1


def test_who_was_away_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MAX_CLIENTS", 2)
    door = Gate(rate=1)
    for client in ("one", "two", "three"):
        assert let_in(door, 1, 0.0, client) == 1
    assert let_in(door, 1, 0.0, "three") == 0
    assert let_in(door, 1, 0.0, "one") == 1
