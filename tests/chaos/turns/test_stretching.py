"""Drawn-out vowels."""

from __future__ import annotations

import numpy as np
import pytest

from chaos.turns.stretching import lengthen
from tests.chaos.turns.made import tone


@pytest.mark.parametrize("hz", [90, 130, 220])
@pytest.mark.parametrize("extra", [800, 2400])
def test_a_vowel_gets_longer_at_its_own_pitch(hz, extra):
    voice = np.concatenate([tone(400, hz), np.zeros(80)])
    longer = lengthen(voice, extra)
    assert extra <= len(longer) - len(voice) <= extra + 400
    middle = longer[len(voice) - 1200 : len(voice) + extra - 400]
    strength = np.abs(np.fft.rfft(middle, 16_000))
    assert np.argmax(strength[:1000]) / 2 == pytest.approx(hz, abs=4)


def test_what_comes_before_the_vowel_is_left_alone():
    voice = tone(600)
    assert np.array_equal(lengthen(voice, 800)[:2000], voice[:2000])


def test_the_seams_do_not_click():
    longer = lengthen(tone(400), 2400)
    assert np.abs(np.diff(longer)).max() < 1.5 * np.abs(np.diff(tone(400))).max()


@pytest.mark.parametrize("audio", [np.zeros(4000), np.zeros(10), np.zeros(0)])
def test_where_no_voice_is_nothing_is_drawn_out(audio):
    assert len(lengthen(audio, 800)) == len(audio)
