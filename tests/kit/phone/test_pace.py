from __future__ import annotations

import pytest

from tests.kit.phone.pace import most_within, pace_of


def even(count, start_s=5.0):
    return [start_s + n * 0.02 for n in range(count)]


def test_an_even_stream_is_never_late():
    pace = pace_of(even(200))
    assert pace.frames == 200
    assert pace.late_max_ms == pytest.approx(0, abs=1e-6)
    assert pace.gap_p50_ms == pytest.approx(20)
    assert (pace.largest_clump, pace.most_per_100_ms, pace.reanchors) == (1, 5, 0)


def test_one_late_frame_is_seen_in_the_worst_only():
    times = even(200)
    times[77] += 0.015
    pace = pace_of(times)
    assert pace.late_p50_ms == pytest.approx(0, abs=1e-6)
    assert pace.late_max_ms == pytest.approx(15)
    assert pace.gap_max_ms == pytest.approx(35)
    assert pace.reanchors == 0


def test_a_stream_that_moves_its_phase_is_late_for_a_second_at_most():
    times = even(100) + [time_s + 0.01 for time_s in even(100, 7.0)]
    assert pace_of(times).late_max_ms == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("clump", "reanchors"), [(2, 0), (4, 0), (5, 39), (10, 39)])
def test_clumps_of_five_make_asterisk_jump(clump, reanchors):
    """ASTERISK.md section 3: 2-4 frames keep their timestamps, 5 and more do not."""
    times = [5 + n * clump * 0.02 for n in range(20) for _ in range(clump)]
    pace = pace_of(times)
    assert pace.largest_clump == clump
    assert pace.reanchors >= reanchors * (clump > 4) / 2
    assert (pace.reanchors > 0) is (reanchors > 0)


def test_a_pause_makes_asterisk_jump_once():
    assert pace_of(even(50) + even(50, 6.3)).reanchors == 1


def test_a_window_is_half_open():
    assert most_within([0.0, 0.1], 0.1) == 1
    assert most_within([0.0, 0.09], 0.1) == 2


@pytest.mark.parametrize("times", [[], [1.0]])
def test_nothing_to_judge_is_no_error(times):
    pace = pace_of(times)
    assert pace.frames == len(times)
    assert pace.gap_max_ms == 0
