from __future__ import annotations

import numpy as np
import pytest

from callcore.audio.prosody import FEATURES
from chaos.training.examples import ASKED_MS, Asked, Clip, asked, examples_of, tail_at
from tests.kit.intonation import FALL_HZ, LEVEL_HZ, intoned


def clip(name="one", *, complete=True):
    """Return a voice that goes on after 400 ms and stops for good after that."""
    first = intoned(LEVEL_HZ, spoken_ms=800, silent_ms=400)  # 200 ms before it
    second = intoned(FALL_HZ, spoken_ms=800, silent_ms=600)
    pauses = ((1000, 1600), (2400, 3000))
    return Clip(name, "voice", "en", first + second, pauses, complete)


def test_every_silence_is_asked_about_so_many_times():
    found = list(asked([clip()], copies=3, seed=1))
    assert [one.finished for one in found] == [False] * 3 + [True] * 3
    assert len({one.tail for one in found}) == 6


def test_a_silence_that_is_too_short_to_be_asked_about_is_left_out():
    short = Clip("one", "v", "en", clip().pcm, ((1000, 1000 + ASKED_MS[0] - 1),))
    assert not list(asked([short], copies=3, seed=1))


def test_a_clip_that_is_not_complete_never_finishes():
    found = asked([clip(complete=False)], copies=1, seed=1)
    assert [one.finished for one in found] == [False, False]


def test_a_clip_is_spoilt_alike_whatever_stands_beside_it():
    alone = [one.tail for one in asked([clip()], copies=2, seed=1)]
    among = [one.tail for one in asked([clip("other"), clip()], copies=2, seed=1)]
    assert among[4:] == alone
    assert among[:4] != alone


def test_a_tail_ends_when_it_is_asked_for():
    pcm = np.arange(32_000, dtype="<i2").tobytes()
    tail = np.frombuffer(tail_at(Clip("a", "v", "en", pcm, ()), 3000), "<i2")
    assert (tail[0], tail[-1]) == (8000, 23_999)
    assert len(tail_at(Clip("a", "v", "en", pcm, ()), 500)) == 8000


def test_voices_count_by_the_root_of_their_number_and_answers_alike():
    def questions(voice, finished, count):
        return [Asked(bytes(320), "en", voice, finished)] * count

    found = examples_of(
        [
            *questions("often", True, 32),
            *questions("often", False, 4),
            *questions("seldom", True, 5),
            *questions("seldom", False, 4),
        ]
    )
    weights = found.weights
    assert found.features.shape == (45, FEATURES)
    assert weights[:32].sum() == pytest.approx(weights[32:36].sum(), rel=1e-4)
    assert weights[:36].sum() == pytest.approx(2 * weights[36:].sum(), rel=1e-4)
    assert weights.mean() == pytest.approx(1, rel=1e-4)
