from __future__ import annotations

from adminapi.edges.limits import LIMITS, Limits
from callcore.shared.state.memory import MemoryState
from chaos.security.target import generous_limits


def test_the_limits_of_the_target_do_not_end_an_attack(monkeypatch):
    monkeypatch.setattr(Limits.__init__, "__defaults__", Limits.__init__.__defaults__)
    generous_limits()
    rules = Limits(MemoryState())._rules
    assert set(rules) == set(LIMITS)
    assert min(rule.most for rule in rules.values()) >= 1_000_000
