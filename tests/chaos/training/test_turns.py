from __future__ import annotations

import hashlib
from typing import cast

import numpy as np
import pytest

from callcore.engines.turn.model import TurnModel
from callcore.engines.turn.network import Network
from chaos.training import turns
from chaos.training.examples import Clip
from chaos.training.recordings import RecordingsError
from chaos.training.turns import area_under_curve, clip_of, main, measured
from chaos.turns.sample import Pause, Turn
from chaos.turns.voices import VoicesMissing
from tests.kit.intonation import FALL_HZ, LEVEL_HZ, intoned


def turn(number, split, language):
    """Return a turn whose hold is level and whose end falls."""
    scale = 0.7 + 0.05 * number
    hold = intoned(LEVEL_HZ, spoken_ms=700, silent_ms=200, scale=scale)
    end = intoned(FALL_HZ, spoken_ms=700, silent_ms=500, scale=scale)
    return Turn(
        id=f"{language}-{split}-{number}",
        language=language,
        kind="plain",
        voice="robot",
        split=split,
        asked="How many?",
        pcm=hold + end,
        pauses=(Pause(900, 1300), Pause(2000, 2500)),
        words=((900, "four"), (2000, "please")),
    )


@pytest.fixture
def tiny(monkeypatch):
    """Give the training four turns a language and no people; return what it loads."""
    loaded = []

    def load(split, language, _cache):
        loaded.append(split)
        return [turn(number, split, language) for number in range(4)]

    monkeypatch.setattr(turns, "load", load)
    monkeypatch.setattr(turns, "COPIES", 4)
    monkeypatch.setattr(turns, "MEASURED_MS", (160,))
    monkeypatch.setattr(turns, "load_recordings", lambda _cache: [])
    return loaded


def losses(told):
    return [
        float(line.split("loss ")[1].split(",")[0])
        for line in told.splitlines()
        if line.startswith("member 0 ")
    ]


def test_a_short_training_learns_and_can_be_repeated(tiny, tmp_path, capsys):
    first, again = tmp_path / "first.npy", tmp_path / "again.npy"
    for path in (first, again):
        assert main(["turns", "--cache", str(tmp_path), "--out", str(path)]) == 0
    told = capsys.readouterr().err
    assert losses(told)[11] < losses(told)[0]
    assert first.read_bytes() == again.read_bytes()
    assert hashlib.sha256(first.read_bytes()).hexdigest() in told
    fall, level = TurnModel(first).judge([intoned(FALL_HZ), intoned(LEVEL_HZ)])
    assert fall > level
    assert set(tiny) == {"train", "tune"}


def test_the_test_is_only_looked_at_when_asked(tiny, tmp_path, capsys):
    out = str(tmp_path / "turn.npy")
    assert main(["turns", "--cache", str(tmp_path), "--out", out, "--test"]) == 0
    assert tiny.count("test") == 3
    assert "test 160 ms uk robot: " in capsys.readouterr().err


@pytest.mark.parametrize("error", [RecordingsError, VoicesMissing])
def test_what_is_missing_is_one_sentence(monkeypatch, tmp_path, capsys, error):
    def missing(_cache):
        raise error("no voices here")

    monkeypatch.setattr(turns, "load_recordings", missing)
    assert main(["turns", "--cache", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "train: no voices here\n"


def test_a_turn_ends_with_its_last_pause():
    found = clip_of(turn(0, "train", "ru"))
    assert (found.language, found.voice) == ("ru", "robot")
    assert found.moments() == [(900, 400, False), (2000, 500, True)]


@pytest.mark.parametrize(
    ("ends", "holds", "area"),
    [([0.9, 0.8], [0.1, 0.2], 1.0), ([0.5], [0.5], 0.5), ([0.1, 0.9], [0.5], 0.5)],
)
def test_the_area_counts_how_often_an_end_is_above_a_hold(ends, holds, area):
    truth = np.array([True] * len(ends) + [False] * len(holds))
    assert area_under_curve(truth, np.array(ends + holds)) == area


def test_without_holds_there_is_no_area():
    assert np.isnan(area_under_curve(np.array([True]), np.array([0.5])))


def test_silences_shorter_than_the_question_are_not_measured():
    class Always:
        def judge(self, features):
            return np.full(len(features), 0.5)

    short = Clip("a", "v", "en", bytes(64_000), ((500, 650), (1000, 2000)))
    assert measured(cast("Network", Always()), [short], 100)["en", "v"] == (2, 0.5)
    assert measured(cast("Network", Always()), [short], 200)["en", "v"][0] == 1
