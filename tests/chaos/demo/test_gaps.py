"""Turn gaps on synthetic audio: what a caller with a stop-watch would write down."""

from __future__ import annotations

import math

import numpy as np
import pytest

from callcore.shared.audioformat import FRAME_BYTES, SAMPLE_RATE_HZ
from chaos.demo.gaps import (
    SILENT_DBFS,
    Gap,
    first_after,
    frame_levels,
    percentile,
    stretches,
    turn_gaps,
)


def pcm_of(total_ms, *spoken):
    """Return PCM with a tone in each (start_ms, end_ms)."""
    samples = np.zeros(total_ms * SAMPLE_RATE_HZ // 1000)
    for start, end in spoken:
        here = slice(start * SAMPLE_RATE_HZ // 1000, end * SAMPLE_RATE_HZ // 1000)
        length = here.stop - here.start
        samples[here] = 6000 * np.sin(np.arange(length) * 2 * math.pi * 440 / 8000)
    return samples.astype("<i2").tobytes()


def track(total_ms, *spoken, start_s=100.0):
    """Return the same as frames with their times, as a phone keeps them."""
    pcm = pcm_of(total_ms, *spoken)
    return [
        (start_s + 0.02 * number, pcm[at : at + FRAME_BYTES])
        for number, at in enumerate(range(0, len(pcm), FRAME_BYTES))
    ]


def turn_gaps_ms(caller, agent):
    return [gap.ms for gap in turn_gaps(caller, agent)]


def test_levels_are_in_dbfs_a_frame():
    full = np.full(160, 32767, "<i2").tobytes()
    assert frame_levels(bytes(FRAME_BYTES) + full) == [
        SILENT_DBFS,
        pytest.approx(0, abs=0.01),
    ]


def test_a_torn_last_frame_is_left_out():
    assert len(frame_levels(bytes(2 * FRAME_BYTES + 7))) == 2
    assert frame_levels(b"") == []


def test_short_pauses_stay_inside_what_is_said():
    frames = track(4000, (500, 1000), (1400, 2000), (3000, 3200), start_s=0.0)
    found = [
        time_s for one in stretches(frames) for time_s in (one.first_s, one.last_s)
    ]
    assert found == pytest.approx([0.5, 1.98, 3.0, 3.18])


def test_faint_noise_is_silence():
    noise = np.random.default_rng(1).normal(0, 40, SAMPLE_RATE_HZ).astype("<i2")
    pcm = noise.tobytes()
    assert stretches([(0.0, pcm[:FRAME_BYTES]), (0.02, pcm[-FRAME_BYTES:])]) == []


def test_the_gap_is_from_the_last_caller_frame_to_the_first_agent_frame():
    caller = track(8000, (1000, 2000), (5000, 6000))
    agent = track(8000, (0, 500), (3200, 4000), (7000, 7500))
    assert turn_gaps_ms(caller, agent) == [1220, 1020]


def test_a_gap_is_as_fine_as_the_clock_and_not_as_the_frame():
    caller = track(4000, (1000, 2000))
    agent = track(4000, (3000, 3500), start_s=100.007)
    assert turn_gaps_ms(caller, agent) == [1027]


def test_a_turn_nobody_answered_makes_no_gap():
    caller = track(8000, (1000, 2000), (4000, 5000))
    agent = track(8000, (6000, 7000))
    assert turn_gaps_ms(caller, agent) == [1020]
    assert turn_gaps_ms(caller, track(8000)) == []
    assert turn_gaps_ms([], agent) == []


def test_an_agent_who_talks_on_makes_no_gap():
    caller = track(8000, (1000, 2000))
    assert turn_gaps_ms(caller, track(8000, (500, 3000), (5000, 6000))) == []


def test_an_agent_who_stopped_when_interrupted_is_timed_to_the_answer():
    caller = track(8000, (1000, 2000))
    assert turn_gaps_ms(caller, track(8000, (500, 1200), (3000, 4000))) == [1020]


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 30), (0.95, 50), (0.0, 10), (1.0, 50), (0.2, 10)]
)
def test_percentiles_are_values_that_were_measured(share, value):
    assert percentile([50, 10, 40, 20, 30], share) == value


def test_there_is_no_percentile_of_nothing():
    assert math.isnan(percentile([], 0.5))


def test_the_gap_of_a_fault_is_that_of_the_first_turn_that_ended_after_it():
    gaps = [Gap(10.0, 900), Gap(20.0, 4000), Gap(30.0, 1000)]
    assert first_after(gaps, 15.0) == Gap(20.0, 4000)
    assert first_after(gaps, 31.0) is None
    assert first_after(gaps, None) is None


def test_a_gap_knows_when_the_caller_had_ended():
    (gap,) = turn_gaps(track(4000, (1000, 2000)), track(4000, (3000, 3500)))
    assert gap.after_s == pytest.approx(101.98)
