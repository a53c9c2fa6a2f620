"""The ports of the gate, and who stands behind them."""

from __future__ import annotations

import inspect
from typing import Any, cast

import pytest

from adminapi.auth.guard import Guard
from adminapi.edges.gate import Gate, Identify, Remember, Throttle
from adminapi.edges.idempotency import Memory
from adminapi.edges.limits import Limits
from tests.kit.smallapp import NotingGate

NOBODY = cast("Any", None)


def test_the_parts_of_the_house_fit_the_ports():
    """mypy says the same; this says it of the objects that the house is made of."""
    identify: Identify = Guard(NOBODY, NOBODY, NOBODY).identify
    throttle: Throttle = Limits(NOBODY).throttle
    remember: Remember = Memory(NOBODY, NOBODY).remember
    assert Gate(identify, throttle, remember).identify is identify


@pytest.mark.parametrize(
    ("port", "parts"),
    [
        (Identify, [Guard.identify, NotingGate.identify]),
        (Throttle, [Limits.throttle, NotingGate.throttle]),
        (Remember, [Memory.remember, NotingGate.remember]),
    ],
)
def test_the_house_and_the_fake_are_asked_alike(port, parts):
    for part in parts:
        assert inspect.iscoroutinefunction(part)
        wanted = list(inspect.signature(port.__call__).parameters)
        assert list(inspect.signature(part).parameters) == wanted


def test_a_gate_stays_as_it_was_made():
    gate = Gate(NOBODY, NOBODY, NOBODY)
    with pytest.raises(AttributeError):
        gate.identify = NOBODY  # type: ignore[misc]
