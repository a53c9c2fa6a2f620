"""The defaults keep the desk off the network."""

from __future__ import annotations

from callcore.supervisor.plan import Plan


def test_the_defaults_are_those_of_the_dialplan_and_of_loopback():
    plan = Plan(worker_command=lambda _name, _fd: [], workers=1)
    assert (plan.agi_host, plan.agi_port) == ("127.0.0.1", 4573)
    assert plan.target_host == "127.0.0.1"
    assert plan.call_max_s == 1200.0
