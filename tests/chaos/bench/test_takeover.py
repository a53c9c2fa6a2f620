from __future__ import annotations

import random

import pytest
import trio

from callcore.engines.offers import Budget
from callcore.engines.scripted import Fault, ScriptedSpeechToText
from callcore.engines.utterance import UtteranceAudio
from chaos.bench import measured, takeover
from chaos.bench.clouds import open_ladder
from chaos.bench.takeover import Taken, speak, summary, talk, talk_all

TEXT = "my number is six seven"
BUDGET = Budget(first_s=1.5, between_s=3.0, final_s=1.5)


def engines(*faults, texts=None):
    made = []
    for fault in faults:
        made.append(ScriptedSpeechToText(partial_ms=200, final_s=0.1))
        made[-1].fault = fault
    return tuple(made)


async def test_a_healthy_engine_is_not_left(autojump_clock):
    found = await talk(engines(Fault(), Fault()), TEXT, BUDGET)
    assert found.left_s is None
    assert found.text_s == pytest.approx(takeover.ENDS_S + 0.1, abs=0.01)
    assert (found.words, found.lost, found.added) == (5, 0, 0)
    assert found.over_s(1.5) == found.text_s


@pytest.mark.parametrize("after", [0, 1, 3, 5, 99])
async def test_words_are_whole_wherever_the_first_engine_hangs(autojump_clock, after):
    found = await talk(engines(Fault("hang", after), Fault()), TEXT, BUDGET)
    assert found.left_s is not None
    assert (found.lost, found.added) == (0, 0)
    assert found.over_s(1.5) <= 0.7


async def test_an_engine_that_hangs_at_the_end_is_left_after_its_budget(autojump_clock):
    found = await talk(engines(Fault("hang", 99), Fault()), TEXT, BUDGET)
    assert found.left_s == pytest.approx(takeover.ENDS_S + 1.5, abs=0.01)
    assert found.over_s(1.5) == pytest.approx(takeover.ENDS_S + 0.1, abs=0.01)


async def test_without_any_engine_every_word_is_lost(autojump_clock):
    found = await talk(engines(Fault("lost"), Fault("lost")), TEXT, BUDGET)
    assert (found.words, found.lost, found.added) == (5, 5, 0)


async def test_words_that_nobody_said_are_counted(autojump_clock):
    wrong = ScriptedSpeechToText(["my my number six seven eight"])
    found = await talk((wrong, wrong), TEXT, BUDGET)
    assert (found.lost, found.added) == (1, 2)


async def test_callers_talk_at_once_each_with_engines_of_his_own(autojump_clock):
    made = []

    def make():
        made.append(ScriptedSpeechToText())
        return made[-1]

    found = await talk_all((make, make), [TEXT, TEXT, "goodbye"])
    assert len(made) == 6
    assert sorted(one.words for one in found) == [1, 5, 5]
    assert not any(one.lost for one in found)


async def test_speech_ends_with_the_silence_that_ends_a_turn(autojump_clock):
    audio = UtteranceAudio()
    ended_s = await speak(audio, "hello")
    assert ended_s == pytest.approx(0.3, abs=0.001)
    assert trio.current_time() == pytest.approx(ended_s + takeover.ENDS_S, abs=0.01)
    assert (audio.closed, audio.settled) == (True, True)
    assert audio.speech_bytes == 5 * 960


def test_what_was_waited_beyond_the_budget_counts():
    assert Taken(3.0, 2.0, 5, 0, 0).over_s(1.5) == 1.5
    assert Taken(1.0, -0.5, 5, 0, 0).over_s(1.5) == 1.0
    assert Taken(1.0, 0.3, 5, 0, 0).over_s(1.5) == pytest.approx(0.7)


def test_the_summary_counts_words_and_how_often_it_hung():
    well = [Taken(0.6, None, 5, 0, 0)]
    taken = [
        Taken(2.2, 2.0, 5, 1, 2),
        Taken(0.7, -1.0, 6, 0, 0),
        Taken(0.6, None, 7, 0, 0),
    ]
    found = summary(well, taken, BUDGET)
    assert (found["utterances"], found["hung"], found["hung_early"]) == (3, 2, 1)
    assert (found["words"], found["lost"], found["added"]) == (18, 1, 2)
    assert (found["text_p50_ms"], found["text_max_ms"]) == (700.0, 2200.0)
    assert found["over_max_ms"] == 700.0
    assert found["well_p50_ms"] == 600.0


def test_texts_are_random_words_and_the_same_for_a_seed():
    one, other = (takeover._texts(random.Random(seed), 9) for seed in (1, 1))
    assert one == other
    low, high = takeover.WORDS
    assert all(low <= len(text.split()) <= high for text in one)


@pytest.mark.integration
def test_a_recogniser_that_hangs_on_a_socket_costs_no_word(monkeypatch):
    """Only that it works: how fast is no test's business."""
    monkeypatch.setattr(measured, "pin", lambda *_: None)
    found = takeover.measure(open_ladder, rounds=1, at_once=2)
    assert found["utterances"] == 2
    assert found["hung"] >= 1  # a short text is over before the last random answer
    assert (found["lost"], found["added"]) == (0, 0)
