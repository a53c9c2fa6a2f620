from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.transport.counters import BUCKET_S, BUCKETS, Lateness


def lateness(*seconds):
    found = Lateness()
    for late_s in seconds:
        found.note(late_s)
    return found


def test_without_ticks_there_is_no_lateness():
    assert lateness().quantile_s(0.99) == 0
    assert lateness().worst_s == 0


def test_the_worst_is_kept_even_beyond_the_last_bucket():
    found = lateness(0.0, 7.5)
    assert found.worst_s == 7.5
    assert found.quantile_s(1.0) == 7.5


def test_an_early_tick_is_in_time():
    assert lateness(-0.001).quantile_s(0.5) == BUCKET_S


def test_a_cumulative_bucket_counts_what_is_below_its_edge():
    found = lateness(0.0001, 0.0012, 0.0049, 0.0051, 9)
    assert [found.below(edge_s) for edge_s in (0.001, 0.002, 0.005, 0.01)] == [
        1, 2, 3, 4,
    ]  # fmt: skip


def test_a_measurement_may_begin_anew():
    found = lateness(1.0)
    found.reset()
    assert (found.ticks, found.worst_s, found.quantile_s(0.5)) == (0, 0, 0)


@given(
    st.lists(st.floats(0, BUCKETS * BUCKET_S - 1e-6), min_size=1), st.floats(0.01, 1)
)
def test_a_quantile_is_right_to_half_a_millisecond(seconds, share):
    found = lateness(*seconds).quantile_s(share)
    rank = max(0, -int(-share * len(seconds) // 1) - 1)
    assert found - BUCKET_S - 1e-9 <= sorted(seconds)[rank] + 1e-9
    assert sum(s < found + 1e-9 for s in seconds) >= share * len(seconds) - 1e-6


def test_the_edges_are_half_a_millisecond():
    assert pytest.approx(0.0005) == BUCKET_S
