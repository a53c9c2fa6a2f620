from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.audio import prosody
from callcore.audio.pcm import gain, pcm_of
from callcore.audio.prosody import FEATURES, features
from tests.kit.intonation import FALL_HZ, LEVEL_HZ, ODD_AUDIO, RISE_HZ, intoned


def melody(pcm):
    """Return the measures of the whole: the last ones of a row."""
    return features([pcm])[0][-prosody._WHOLE :]


def final_slope(pcm):
    return melody(pcm)[13]  # of 400 ms, after 11 of timing and the final pitch


@pytest.mark.parametrize("pcm", ODD_AUDIO.values(), ids=ODD_AUDIO.keys())
def test_odd_audio_has_finite_measures(pcm):
    found = features([pcm])
    assert found.shape == (1, FEATURES)
    assert np.isfinite(found).all()


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=4000))
def test_any_bytes_have_finite_measures(pcm):
    assert np.isfinite(features([pcm])).all()


def test_no_tails_have_no_rows():
    assert features([]).shape == (0, FEATURES)


@pytest.mark.parametrize("scale", [0.5, 0.8, 1.1])
def test_a_fall_of_the_voice_is_heard_at_any_pitch(scale):
    assert final_slope(intoned(FALL_HZ, scale=scale)) < -0.3
    assert abs(final_slope(intoned(LEVEL_HZ, scale=scale))) < 0.2
    assert final_slope(intoned(RISE_HZ, scale=scale)) > 0.1


def test_the_level_of_a_line_makes_no_difference():
    loud = intoned(FALL_HZ, peak=16_000, noise=0)
    soft = gain(loud, -12)
    assert np.abs(features([soft]) - features([loud])).mean() < 0.02
    assert np.abs(features([soft]) - features([intoned(RISE_HZ)])).mean() > 0.1


def test_an_offset_makes_no_difference_where_the_call_begins():
    plain = np.frombuffer(intoned(FALL_HZ), "<i2")[-8000:].astype(np.float64)
    shifted = pcm_of(plain + 9000)  # a step of 9000 would be louder than the voice
    assert np.abs(features([shifted]) - features([pcm_of(plain)])).mean() < 0.02


def test_the_silence_at_the_end_is_measured():
    early, late = (
        melody(intoned(FALL_HZ, silent_ms=ms))[0] * 10 * prosody.FRAME_MS
        for ms in (120, 280)
    )
    assert late - early == pytest.approx(160, abs=2 * prosody.FRAME_MS)


def test_a_pause_within_the_tail_is_counted():
    half = intoned(FALL_HZ, spoken_ms=600, silent_ms=200)
    once, twice = melody(half), melody(half + half)
    assert twice[4] > once[4]  # of pauses
    assert twice[1] > 1.5 * once[1]  # of speech


def test_only_the_last_two_seconds_count():
    tail = intoned(FALL_HZ, spoken_ms=2500)[-32_000:]
    before = np.random.default_rng(2).bytes(8000)
    assert (features([before + tail]) == features([tail])).all()


def test_a_row_does_not_depend_on_the_others():
    tails = [intoned(FALL_HZ), *ODD_AUDIO.values(), intoned(RISE_HZ)]
    together = features(tails)
    alone = np.concatenate([features([tail]) for tail in tails])
    assert (together == alone).all()
