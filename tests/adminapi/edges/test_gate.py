from __future__ import annotations

from adminapi.auth.guard import Guard
from adminapi.edges.gate import Gate, Identify, Remember, Throttle
from adminapi.edges.idempotency import Memory
from adminapi.edges.limits import Limits


def test_the_parts_of_the_house_fit_the_ports(monkeypatch):
    """mypy says the same; this says it of the objects that the house is made of."""
    identify: Identify = Guard(None, None, None).identify
    throttle: Throttle = Limits(None).throttle
    remember: Remember = Memory(None).remember
    assert Gate(identify, throttle, remember).identify is identify
