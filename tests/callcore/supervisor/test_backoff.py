"""At once after a long life, ever more slowly after short ones."""

from __future__ import annotations

from callcore.supervisor.backoff import Backoff
from callcore.supervisor.deadlines import Deadlines

D = Deadlines(young_s=10, backoff_first_s=0.5, backoff_cap_s=8)


def test_an_old_process_is_replaced_at_once():
    assert Backoff(D).delay_s(10.0) == 0.0


def test_young_deaths_double_the_wait_up_to_the_cap():
    backoff = Backoff(D)
    assert [backoff.delay_s(1.0) for _ in range(7)] == [0.5, 1, 2, 4, 8, 8, 8]


def test_a_long_life_is_forgiven():
    backoff = Backoff(D)
    backoff.delay_s(1.0)
    backoff.delay_s(1.0)
    backoff.delay_s(100.0)
    assert backoff.delay_s(1.0) == 0.5


def test_years_of_failures_do_not_overflow():
    backoff = Backoff(D)
    assert [backoff.delay_s(0.0) for _ in range(3000)][-1] == 8
