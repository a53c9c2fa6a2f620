from __future__ import annotations

import random

import pytest

from callcore.engines.scripted import ScriptedLanguageModel
from chaos.simulate.circumstances import Circumstances, House
from chaos.simulate.twins import OneMarkTextToSpeech


def drawn(count=300):
    return [Circumstances.draw(random.Random(seed)) for seed in range(count)]


def test_the_same_seed_is_the_same_worker():
    assert drawn(3) == drawn(3)


@pytest.mark.parametrize(
    ("knob", "values"),
    [
        ("patient", {True, False}),
        ("judge", {"none", "random", "right"}),
        ("settled_partials", {True, False}),
        ("word_times", {True, False}),
        ("voiceless", {None, "uk", "ru"}),
        ("no_input", {"goodbye", "human"}),
        ("call_max_s", {90.0, 240.0}),
    ],
)
def test_every_kind_of_worker_is_drawn(knob, values):
    assert {getattr(how, knob) for how in drawn()} == values


def test_circumstances_are_told_in_a_few_words():
    how = Circumstances(True, "right", True, 100, word_times=False, voiceless="uk")
    told = "patient judge-right settled partials-100ms no-word-times no-uk"
    assert str(how) == told
    assert str(Circumstances()) == "partials-500ms"


def house(**how):
    llm = ScriptedLanguageModel([])
    return House(llm, [], Circumstances(**how), random.Random(1))


def test_a_house_has_the_voice_that_it_should():
    assert isinstance(house(word_times=False).tts, OneMarkTextToSpeech)
    assert not isinstance(house().tts, OneMarkTextToSpeech)


def test_a_language_without_a_voice_has_no_phrases():
    assert set(house(voiceless="uk").phrases) == {"en", "ru"}
    assert set(house().phrases) == {"en", "ru", "uk"}


@pytest.mark.parametrize(("judge", "stop"), [("none", ""), ("right", ".")])
def test_a_judge_that_is_right_needs_full_stops(judge, stop):
    assert Circumstances(judge=judge).full_stop == stop
