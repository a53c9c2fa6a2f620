from __future__ import annotations

import random

import pytest
import trio

from callcore.engines.scripted import ScriptedLanguageModel
from chaos.simulate.circumstances import Circumstances, House
from chaos.simulate.flaky import FlakyModel
from chaos.simulate.ladders import Ladders
from chaos.simulate.twins import OneMarkTextToSpeech
from tests.kit.phone.handset import Handset


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
    assert str(Circumstances(seconds=True)) == "partials-500ms second-engines"


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


@pytest.mark.parametrize("word_times", [True, False])
def test_second_engines_are_like_the_first_ones(word_times):
    hall = house(word_times=word_times)
    assert (hall.ladders, hall.seconds) == (None, {})
    model = FlakyModel(ScriptedLanguageModel([]))
    ladders = hall.add_seconds(model)
    assert hall.ladders is ladders
    assert (ladders.first.tts, ladders.second.llm) == (hall.tts, model)
    for stage in ("stt", "tts"):
        one, two = getattr(ladders.first, stage), getattr(ladders.second, stage)
        assert type(one) is type(two)
        assert one.name != two.name


async def test_every_call_has_ladders_of_its_own(autojump_clock, monkeypatch):
    hall = house()
    ladders = hall.add_seconds(FlakyModel(ScriptedLanguageModel([])))
    made = []

    def of_a_call(self, services):
        made.append(real(self, services))
        return made[-1]

    real = Ladders.of_a_call
    monkeypatch.setattr(Ladders, "of_a_call", of_a_call)
    async with hall.open():
        for _ in range(2):
            handset = Handset()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(hall.phone.call, handset)
                await trio.sleep(3)
                handset.hang_up()
            await trio.sleep(1)
    one, other = made
    assert one.tts is not other.tts
    assert one.phrases is other.phrases is hall.phrases
    assert ladders.degraded == []
    assert [outcome.reason for outcome in hall.tally.outcomes] == ["caller-hung-up"] * 2
