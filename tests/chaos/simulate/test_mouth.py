from __future__ import annotations

import numpy as np
import pytest

from callcore.engines.spelled import read_spelled, spell
from chaos.simulate.mouth import Mouth, mixed
from tests.kit.phone.handset import FRAME_BYTES, SILENCE


async def test_own_sound_is_noted_and_silence_is_not(autojump_clock):
    mouth = Mouth()
    mouth.speech.say(spell("a"))
    frames = [mouth() for _ in range(4)]
    assert len(mouth.sounds_s) == 3
    assert frames[3] == SILENCE
    assert read_spelled(b"".join(frame or b"" for frame in frames)) == "a"


async def test_a_cough_is_loud_and_spells_nothing(autojump_clock):
    mouth = Mouth()
    mouth.make_noise(100)
    frames = [mouth() or b"" for _ in range(6)]
    assert [any(frame) for frame in frames] == [True] * 5 + [False]
    assert read_spelled(b"".join(frames)) == ""


@pytest.mark.parametrize("delay_frames", [1, 3])
async def test_the_echo_comes_so_many_frames_later_and_softer(
    autojump_clock, delay_frames
):
    mouth = Mouth(0.5, delay_frames)
    sent = spell("a")[:FRAME_BYTES]
    back = []
    for n in range(delay_frames + 2):
        mouth.hear_back(sent if n == 0 else SILENCE)
        back.append(mouth())
    assert [any(frame or b"") for frame in back] == [
        n == delay_frames for n in range(delay_frames + 2)
    ]
    heard = np.frombuffer(back[delay_frames] or b"", "<i2")
    assert np.abs(heard - np.frombuffer(sent, "<i2") * 0.5).max() <= 1
    assert mouth.sounds_s == []  # it is not his own


def test_what_he_says_can_be_read_through_an_echo():
    own, other = spell("stop"), spell("tyre")
    frames = range(0, len(own), FRAME_BYTES)
    both = b"".join(
        mixed(own[at : at + FRAME_BYTES], other[at : at + FRAME_BYTES], 0.5)
        for at in frames
    )
    assert both != own
    assert read_spelled(both) == "stop"


async def test_a_line_that_stalls_delivers_all_at_once(autojump_clock):
    mouth = Mouth()
    mouth.speech.say(spell("ab"))
    mouth.stall(3)
    mouth.stall(9)  # one at a time
    frames = [mouth() for _ in range(6)]
    assert [len(frame or b"") for frame in frames] == [0, 0, 960, 320, 320, 320]
    assert b"".join(frame or b"" for frame in frames) == spell("ab")
