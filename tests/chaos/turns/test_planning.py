"""Which turns a split has."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from callcore.shared.ids import LANGUAGES
from chaos.turns.planning import KINDS, make, plan
from chaos.turns.sample import SPLITS
from tests.callcore.engines.voicecache import CACHE, NEEDS_RHVOICE


def plans(split, language="en", seed=1):
    return plan(split, language, np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("split", "least"), [("train", 300), ("tune", 60), ("test", 120)]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_turns_of_every_kind(split, least, language):
    found = plans(split, language)
    assert len(found) >= least
    assert set(Counter(one.kind for one in found)) == set(KINDS)
    assert len({one.id for one in found}) == len(found)


def test_the_same_seed_plans_the_same():
    assert plans("test") == plans("test")
    assert plans("test") != plans("test", seed=2)


def test_voices_of_test_speak_as_they_are():
    assert {one.tempo for one in plans("test")} == {1.0}
    tempos = [one.tempo for one in plans("train")]
    assert 0.85 < min(tempos) < 0.9
    assert 1.1 < max(tempos) < 1.15


def test_every_split_has_its_own_words():
    said = {
        split: {phrase.text for one in plans(split) for phrase in one.phrases}
        for split in SPLITS
    }
    for split in ("train", "tune"):
        common = said["test"] & said[split]
        # a lone number may come up twice
        assert all(len(text) < 30 for text in common), common


@pytest.mark.native
@NEEDS_RHVOICE
@pytest.mark.parametrize("language", LANGUAGES)
def test_real_voices_are_silent_where_it_is_said(language, monkeypatch):
    kinds = {"trailing": 2, "hesitation": 1, "restart": 2, "comma": 1, "echo": 1}
    monkeypatch.setattr("chaos.turns.planning.KINDS", kinds)
    turns = make("test", language, CACHE, ())
    assert turns == make("test", language, CACHE, ())
    assert sum(len(one.holds) for one in turns) > 5
    for one in turns:
        samples = np.frombuffer(one.pcm, "<i2").astype(float)
        speech = np.sqrt(np.mean(samples[2400 : one.end_ms * 8] ** 2))
        for pause in one.pauses:
            inside = samples[(pause.start_ms + 30) * 8 : (pause.end_ms - 30) * 8]
            assert np.sqrt(np.mean(inside**2)) < speech / 5, (one.id, pause)
        assert one.pauses[-1].ms >= 2500
        assert one.pauses[-1].end_ms == len(one.pcm) // 16
        after = [end for end, _ in one.words if end > one.end_ms + 60]
        assert not after
