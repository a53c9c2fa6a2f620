"""The port itself: its window is what the line's clock divides into."""

from __future__ import annotations

from callcore.audio.activity import WINDOW_MS, WINDOW_SAMPLES
from callcore.shared.audioformat import SAMPLE_RATE_HZ


def test_a_window_is_32_ms_at_the_lines_rate():
    assert WINDOW_SAMPLES * 1000 == WINDOW_MS * SAMPLE_RATE_HZ
