from __future__ import annotations

import numpy as np
import pytest

from callcore.engines.fetch import FetchError
from chaos.bench import clips
from chaos.bench.clips import ClipsMissing, clips_of, spread
from chaos.turns import prompts
from chaos.turns.prompts import Recording
from chaos.turns.voices import Spoken, VoicesMissing


def test_a_few_are_spread_over_all():
    assert spread(list(range(10)), 3) == [0, 3, 6]
    assert spread([1, 2], 5) == [1, 2]
    assert spread([], 5) == []


@pytest.fixture
def recorded(monkeypatch, tmp_path):
    found = [
        Recording(f"r{n}", f"please hold the line {'*' * (n % 2)}", np.full(4, 0.5))
        for n in range(6)
    ]
    monkeypatch.setattr(prompts, "fetch", lambda cache: cache)
    monkeypatch.setattr(prompts, "sentences", lambda _language, _folder: found)
    return found


def test_recorded_people_come_as_16_bit_audio(recorded, tmp_path):
    found = clips_of("ru", tmp_path, 2)
    assert (found.language, found.voice) == ("ru", "recorded sentences")
    assert [one.pcm for one in found.clips] == [b"\0\x40" * 4] * 2


def test_signs_that_are_read_as_words_are_left_out(recorded, tmp_path):
    assert len(clips_of("en", tmp_path, 40).clips) == 3


def test_loud_samples_are_clipped_and_do_not_wrap(recorded, tmp_path):
    recorded[0] = Recording("r", "a b c d", np.array([1.5, -1.5]))
    assert clips_of("en", tmp_path, 1).clips[0].pcm == b"\xff\x7f\x00\x80"


def test_no_recordings_are_told_in_a_sentence(monkeypatch, tmp_path, recorded):
    recorded.clear()
    with pytest.raises(ClipsMissing, match="the package has none"):
        clips_of("en", tmp_path, 2)

    def fetch(_cache):
        raise FetchError("cannot reach a Debian index")

    monkeypatch.setattr(prompts, "fetch", fetch)
    with pytest.raises(ClipsMissing, match="in en: cannot reach a Debian index"):
        clips_of("en", tmp_path, 2)


class Cast:
    """See :class:`chaos.turns.voices.Cast`."""

    def __init__(self, _cache):
        pass

    def say(self, voice, text, language):
        assert (voice.name, language) == ("Anatol", "uk")
        return Spoken(np.zeros(len(text)), (), (0, 0))


def test_ukrainian_is_spoken_by_a_voice_and_each_sentence_once(monkeypatch, tmp_path):
    monkeypatch.setattr(clips, "Cast", Cast)
    one, other = (clips_of("uk", tmp_path, 40) for _ in range(2))
    assert one == other
    assert one.voice == "synthetic voice"
    texts = [clip.text for clip in one.clips]
    assert len(set(texts)) == len(texts) == 40
    assert [len(clip.pcm) for clip in one.clips] == [2 * len(text) for text in texts]
    assert not any(char.isdigit() for text in texts for char in text)


def test_no_ukrainian_voice_is_told_in_a_sentence(monkeypatch, tmp_path):
    def say(*_):
        raise VoicesMissing("run `just voices`")

    monkeypatch.setattr(clips, "Cast", Cast)
    monkeypatch.setattr(Cast, "say", say)
    with pytest.raises(ClipsMissing, match="uk here: run `just voices`"):
        clips_of("uk", tmp_path, 2)
