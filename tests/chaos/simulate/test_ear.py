from __future__ import annotations

import pytest

from callcore.engines.spelled import spell
from chaos.simulate.ear import Ear

FRAME = 320


def frames_of(pcm):
    return [pcm[at : at + FRAME] for at in range(0, len(pcm), FRAME)]


def test_the_ear_reads_what_it_hears_and_when():
    ear = Ear()
    for n, frame in enumerate([bytes(FRAME), *frames_of(spell("Hello")), bytes(FRAME)]):
        ear(n * 0.02, frame)
    assert ear.text == "Hello"
    assert ear.sounds_s[0] == pytest.approx(0.02)
    assert ear.last_sound_s == pytest.approx(0.02 * 15)


def test_every_frame_is_told_for_the_echo():
    told: list[bytes] = []
    ear = Ear(returned=told.append)
    frames = [bytes(FRAME), *frames_of(spell("a"))]
    for frame in frames:
        ear(0.0, frame)
    assert told == frames
