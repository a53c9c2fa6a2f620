from __future__ import annotations

import pytest

from chaos.simulate.caller import Entry
from tests.kit.phone.result import Outcome

NUMBER = "06712345677"


def keyed(world, *, pressed=1, said=1):
    at_s = world.now_s
    world.entries.append(Entry(at_s, at_s + 3, NUMBER + "#", NUMBER))
    world.speak(3)
    for _ in range(pressed):
        world.note("caller:pressed", number=NUMBER)
    for _ in range(said):
        world.caller(NUMBER)
    return world.speak(4)


def test_a_number_that_is_entered_once_is_fine(world):
    assert keyed(world).broken == []


@pytest.mark.parametrize("times", [0, 2])
def test_a_number_that_is_not_entered_once_is_found(world, times):
    assert keyed(world, pressed=times).broken == [
        f"call 0: keys {NUMBER}# were entered {times} times"
    ]


@pytest.mark.parametrize("times", [0, 2])
def test_a_number_that_is_not_once_in_the_history_is_found(world, times):
    assert keyed(world, said=times).broken == [
        f"call 0: the number {NUMBER} is not once in the history"
    ]


def test_a_number_at_the_end_of_a_call_may_be_lost(world):
    world.speak(1).state("closing")
    assert keyed(world, pressed=0, said=0).broken == []


def zeroed(world, decided_s, there_s):
    """One who presses 0 now; the call is decided and he is there so much later."""
    at_s = world.now_s
    world.entries.append(Entry(at_s, at_s + 0.3, "0"))
    world.result.outcome = Outcome.HUMAN
    world.speak(decided_s).state("handover").speak(there_s - decided_s)
    world.result.at_operator_s = world.now_s
    return world


def test_zero_brings_the_operator(world):
    assert zeroed(world, 1.0, 5.0).broken == []


def test_a_zero_that_is_decided_late_is_found(world):
    (line,) = zeroed(world, 2.5, 5.0).broken
    assert "0 was pressed at 0.72, decided at 3.2" in line


def test_an_operator_who_comes_late_is_found(world):
    (line,) = zeroed(world, 1.0, 11.0).broken
    assert "0 was pressed at 0.72, the operator came at 11." in line


def test_one_who_hangs_up_gets_no_operator(world):
    world.entries.append(Entry(world.now_s, world.now_s + 0.3, "0"))
    world.speak(0.5)
    world.result.outcome = Outcome.HUNG_UP
    assert world.broken == []
