from __future__ import annotations

import random

import pytest

from callcore.call.speak import Speaker
from callcore.transport.playout import Playout
from chaos.bench import talkover
from chaos.bench.talkover import (
    NOISES,
    STORY,
    Kept,
    UnevenVoice,
    keep,
    noise_of,
    recover,
    run_scene,
    stop,
)


def test_an_objection_stops_the_story_within_a_frame_of_its_detection():
    found = run_scene(stop, 1)
    assert 20 <= found.detected_ms <= 100
    assert found.stopped_ms <= 20
    assert found.frames <= 1
    assert run_scene(stop, 1) == found  # the same seed, the same call


def test_a_reply_that_does_not_stop_is_seen(monkeypatch):
    monkeypatch.setattr(Playout, "pause", lambda _self: None)
    found = run_scene(stop, 1)
    assert found.stopped_ms > 20
    assert found.frames >= 2


@pytest.mark.parametrize("kind", NOISES)
def test_after_a_noise_the_story_goes_on_at_the_very_sample(kind):
    assert run_scene(recover(kind), 2).whole


def test_a_story_that_loses_a_sample_is_not_whole(monkeypatch):
    resume = Playout.resume

    def forgetful(self):
        resume(self)
        self.take_frame()

    monkeypatch.setattr(Playout, "resume", forgetful)
    found = run_scene(recover("cough"), 2)
    assert (found.noticed, found.whole) == (True, False)


def test_what_is_believed_is_what_arrived():
    kept = run_scene(keep, 3)
    assert kept.exact
    assert 0 < len(kept.arrived) < len(STORY.split())


def test_a_call_that_believes_all_it_wanted_to_say_is_found_out(monkeypatch):
    report = Speaker._report

    def boast(self, said, _text, **how):
        report(self, said, said.sentence.text, **how)

    monkeypatch.setattr(Speaker, "_report", boast)
    kept = run_scene(keep, 3)
    assert not kept.exact
    assert kept.error_chars > 0


def test_without_word_times_it_never_believes_more_than_a_word_too_much():
    kept = [run_scene(keep, seed, times=False) for seed in range(3)]
    assert all(k.error_chars <= 12 for k in kept)


def test_an_error_is_counted_in_characters_of_the_words():
    assert Kept(["a", "bc"], ["a"], ["a"]).error_chars == -3
    assert Kept(["a"], ["a", "bc"], ["a"]).error_chars == 3
    assert not Kept(["a"], ["a"], []).exact


def test_the_voice_knows_which_words_end_within_so_many_samples():
    voice = UnevenVoice(random.Random(1))
    voice.sentences = [("one two", [(100, 3), (300, 7)]), ("three", [(50, 5)])]
    assert voice.words_in(99) == []
    assert voice.words_in(299) == ["one"]
    assert voice.words_in(349) == ["one", "two"]
    assert voice.words_in(350) == ["one", "two", "three"]


@pytest.mark.parametrize("kind", [kind for kind in NOISES if kind != "echo"])
def test_a_noise_is_loud_and_lasts_60_to_450_ms(kind):
    for seed in range(20):
        pcm = noise_of(kind, random.Random(seed))
        assert 56 * 16 <= len(pcm) <= 450 * 16
        peak = max(abs(s) for s in memoryview(pcm).cast("h").tolist())
        assert 2000 < peak <= 32767


def test_an_echo_is_what_the_agent_said_100_ms_ago_and_a_tenth_of_it():
    class Phone:
        frames = [(0.0, bytes([n, 40] * 160)) for n in range(8)]

    voice = talkover.returned_voice(Phone())  # type: ignore[arg-type]
    heard = memoryview(voice()).cast("h")[0]
    assert heard == int((40 * 256 + 3) * talkover.ECHO_GAIN)
    Phone.frames = []
    assert voice() == bytes(320)
