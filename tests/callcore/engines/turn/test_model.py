from __future__ import annotations

import numpy as np
import pytest

from callcore.engines.models.errors import ModelError
from callcore.engines.models.pinned import PinnedFile, locate
from callcore.engines.turn import model as turn_model
from callcore.engines.turn.model import WEIGHTS, TurnModel
from tests.kit.intonation import FALL_HZ, LEVEL_HZ, ODD_AUDIO, RISE_HZ, intoned

SHIPPED = locate(WEIGHTS)


@pytest.fixture(scope="module")
def judge():
    return TurnModel()


@pytest.mark.parametrize("scale", [0.55, 0.8, 1.0])
def test_a_voice_that_falls_and_fades_has_finished(judge, scale):
    fall, level, rise = judge.judge(
        [
            intoned(hz, scale=scale, fade_ms=fade_ms)
            for hz, fade_ms in ((FALL_HZ, 150), (LEVEL_HZ, 8), (RISE_HZ, 8))
        ]
    )
    assert fall > 0.6
    assert level < 0.4
    assert rise < 0.3


@pytest.mark.parametrize("peak", [1000, 4000, 30_000])
def test_how_loud_the_line_is_does_not_decide(judge, peak):
    fall, level = judge.judge(
        [intoned(hz, peak=peak, noise=peak / 1000) for hz in (FALL_HZ, LEVEL_HZ)]
    )
    assert fall > 0.6 > level


@pytest.mark.parametrize("pcm", ODD_AUDIO.values(), ids=ODD_AUDIO.keys())
def test_odd_audio_gets_a_probability(judge, pcm):
    (found,) = judge.judge([pcm])
    assert isinstance(found, float)
    assert 0 <= found <= 1


def test_a_batch_judges_as_one_does(judge):
    tails = [intoned(FALL_HZ), b"", intoned(LEVEL_HZ), intoned(RISE_HZ), bytes(100)]
    alone = [judge.judge([tail])[0] for tail in tails]
    assert judge.judge(tails) == pytest.approx(alone, abs=1e-5)
    assert judge.judge(tails) == judge.judge(tails)


def test_nobody_asked_about_is_no_answer(judge):
    assert judge.judge([]) == []


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 0])
def test_a_line_of_another_rate_is_refused(rate_hz):
    with pytest.raises(ModelError, match=f"8000 Hz, not at {rate_hz}"):
        TurnModel(rate_hz=rate_hz)


def test_the_packaged_weights_are_small():
    assert SHIPPED.stat().st_size < 300_000


@pytest.fixture
def packaged(monkeypatch, tmp_path):
    """Return where the weights would be if they were a package of this test."""
    room = tmp_path / "turnweights"
    room.mkdir()
    (room / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    pinned = PinnedFile("callcore", "turnweights", WEIGHTS.path, WEIGHTS.sha256)
    monkeypatch.setattr(turn_model, "WEIGHTS", pinned)
    return room / WEIGHTS.path


def test_weights_that_are_missing_are_one_sentence(packaged):
    with pytest.raises(ModelError, match=r"callcore has no turn\.npy"):
        TurnModel()


def test_weights_that_changed_are_refused(packaged):
    whole = bytearray(SHIPPED.read_bytes())
    whole[-1] ^= 1
    packaged.write_bytes(whole)
    with pytest.raises(
        ModelError, match=r"turn\.npy of the package callcore is damaged"
    ):
        TurnModel()


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x93NUMPY", None])
def test_a_file_that_is_no_network_is_one_sentence(tmp_path, content):
    path = tmp_path / "other.npy"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"other\.npy is not the judge of turns"):
        TurnModel(path)


@pytest.mark.parametrize("numbers", [np.zeros(5, np.float16), np.zeros(5, "U3")])
def test_an_array_of_another_kind_is_one_sentence(tmp_path, numbers):
    path = tmp_path / "other.npy"
    np.save(path, numbers)
    with pytest.raises(ModelError, match="is not the judge of turns"):
        TurnModel(path)


def test_weights_that_are_not_numbers_are_refused(tmp_path):
    path = tmp_path / "other.npy"
    numbers = np.load(SHIPPED)
    numbers[7] = np.nan
    np.save(path, numbers)
    with pytest.raises(ModelError, match="holds no numbers"):
        TurnModel(path)
