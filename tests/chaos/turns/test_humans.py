"""Turns of recorded humans."""

from __future__ import annotations

import numpy as np
import pytest

from callcore.engines.fetch import FetchError
from chaos.turns import humans
from chaos.turns.humans import make, openings, recordings
from chaos.turns.prompts import Recording
from tests.chaos.turns.made import tone

GAP = np.zeros(800)
SENTENCE = np.concatenate([tone(800), GAP, tone(700)])
DIGITS = [Recording(str(n), str(n), tone(300)) for n in range(10)]


def made(recorded, seed=1, language="en"):
    return make(language, recorded, np.random.default_rng(seed))


def sentences(count):
    return [Recording(f"s{n}", "please hold the line", SENTENCE) for n in range(count)]


def test_a_speakers_own_pause_is_drawn_out_except_in_every_third_sentence():
    turns = made(sentences(9))
    assert [one.kind for one in turns] == ["plain", "comma", "comma"] * 3
    for one in turns:
        (hold, _end) = one.pauses
        if one.kind == "plain":
            assert hold.ms == pytest.approx(100, abs=10)
        else:
            assert hold.ms >= 195
        assert hold.start_ms == pytest.approx(300 + 10 + 800, abs=15)


def test_all_are_of_test_and_of_a_human():
    for one in made([*sentences(3), *DIGITS]):
        assert (one.voice, one.split, one.language) == ("human", "test", "en")
        assert one.pauses[-1].ms >= 2500
        assert [end for end, _ in one.words] == sorted(end for end, _ in one.words)
        assert one.words[-1][0] == pytest.approx(one.end_ms, abs=30)


def test_digits_become_phone_numbers_in_three_groups():
    turns = made(DIGITS)
    assert len(turns) == humans.NUMBERS
    for one in turns:
        assert one.kind == "digits"
        assert len(one.words) == 10
        assert sum(hold.ms >= 195 for hold in one.holds) == 2


def test_without_a_pause_the_quietest_place_of_the_middle_is_opened():
    soft = tone(50, level=0.3 * 10 ** (-28 / 20))  # too loud for a silence
    audio = np.concatenate([tone(900), soft, tone(900)])
    ((left, right),) = openings(audio)
    assert left == right
    assert 7200 <= left <= 7200 + len(soft)
    assert openings(tone(2000)) == []


def test_the_same_seed_makes_the_same_turns():
    assert made([*sentences(5), *DIGITS]) == made([*sentences(5), *DIGITS])
    assert made(DIGITS) != made(DIGITS, seed=2)


def test_ukrainian_has_no_recordings_and_fetches_nothing(tmp_path):
    assert recordings("uk", tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_an_index_out_of_reach_is_said_in_one_sentence(tmp_path, monkeypatch, capsys):
    def fail(_cache):
        raise FetchError("cannot reach a Debian index (100)")

    monkeypatch.setattr("chaos.turns.prompts.fetch", fail)
    assert recordings("en", tmp_path) == ()
    assert capsys.readouterr().err == (
        "turns: no recorded human voices: cannot reach a Debian index (100)\n"
    )
