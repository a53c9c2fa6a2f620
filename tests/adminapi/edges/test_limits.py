"""With Redis and over HTTP: tests/adminapi/security/test_limits.py."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adminapi.edges import limits
from adminapi.edges.limits import LIMITS, Limits, LocalLimits, network_of
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import Limit


def test_no_limit_is_without_a_bound():
    for name, rule in LIMITS.items():
        assert 0 < rule.book <= rule.most, name
        assert rule.most / rule.per_s <= 60, name


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 8), st.integers(1, 60))
def test_the_local_limit_never_gives_more_than_twice_its_rule_in_a_window(
    steps, most, per_s
):
    """A full bucket at the beginning and what drips in during the window."""
    now = [0.0]
    local = LocalLimits(lambda: now[0])
    given_at = []
    for step_s in steps:
        now[0] += step_s
        if local.count(Limit("x", most, per_s), "k") == 0:
            given_at.append(now[0])
    for start in given_at:
        assert len([at for at in given_at if start <= at < start + per_s]) <= 2 * most


@given(st.integers(1, 20), st.integers(1, 100))
def test_the_local_limit_says_exactly_when_there_is_another(most, per_s):
    now = [0.0]
    local = LocalLimits(lambda: now[0])
    limit = Limit("x", most, per_s)
    for _ in range(most):
        assert local.count(limit, "k") == 0
    wait_s = local.count(limit, "k")
    assert 0 < wait_s <= per_s
    now[0] += wait_s + 1e-6
    assert local.count(limit, "k") == 0


async def test_what_is_kept_in_this_process_is_bounded(monkeypatch):
    monkeypatch.setattr(limits, "MOST_KEYS", 10)
    mine = Limits(MemoryState(lambda: 0.0), lambda: 0.0)
    for n in range(100):
        await mine.take("user", str(n))
        mine._local.count(Limit("x", 1, 1), str(n))
    assert len(mine._books) == 10
    assert len(mine._local._free_at) == 10


def test_an_ipv6_host_counts_as_its_network():
    assert network_of("2001:db8::1") == network_of("2001:db8::2:3:4")
    assert network_of("2001:db8:1::1") != network_of("2001:db8::1")
    assert network_of("1.2.3.4") == "1.2.3.4"
    assert network_of("unknown") == "unknown"
