"""Who calls, with what, judged by whom."""

from __future__ import annotations

import wave

import pytest

from chaos.demo import cast as casts
from chaos.demo.arguments import Options
from chaos.demo.caller import Caller, OneSentence
from chaos.demo.judges import for_answer, for_fault
from tests.chaos.demo.test_voice import FakeVoice


@pytest.fixture(autouse=True)
def _voice(monkeypatch):
    monkeypatch.setattr(casts, "cast_caller", lambda _language, _cache: FakeVoice())


def test_a_scenario_has_a_fresh_caller_for_each_call_and_all_his_lines(tmp_path):
    chosen = casts.cast(Options(scenario="oil"), tmp_path)
    one, other = chosen.talker(), chosen.talker()
    assert isinstance(one, Caller)
    assert one is not other
    assert set(chosen.clips) == set(one.lines())
    assert chosen.title == "oil · en · fake"


def test_a_fault_run_is_judged_as_one(tmp_path):
    chosen = casts.cast(Options(fault="kill9"), tmp_path)
    assert chosen.judge is for_fault
    assert "kill9" in chosen.title


def test_a_fault_with_a_second_choice_is_judged_by_the_order(tmp_path):
    chosen = casts.cast(
        Options(scenario="phone-number", fault="stt-hang-mid"), tmp_path
    )
    assert chosen.judge is not for_fault
    hopeless = casts.cast(Options(scenario="phone-number", fault="both-stt"), tmp_path)
    assert hopeless.judge is for_fault


def test_only_the_caller_with_a_withheld_number_hides_it(tmp_path):
    assert casts.cast(Options(scenario="phone-number"), tmp_path).withheld
    assert not casts.cast(Options(scenario="oil"), tmp_path).withheld


def test_one_sentence_is_said(tmp_path):
    chosen = casts.cast(Options(mode="call", text="Hi there"), tmp_path)
    assert isinstance(chosen.talker(), OneSentence)
    assert set(chosen.clips) == {"Hi there"}
    assert chosen.judge is for_answer


def test_a_recording_is_played(tmp_path):
    path = tmp_path / "me.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(1600))
    chosen = casts.cast(Options(mode="talk", recording=path), tmp_path)
    assert list(chosen.clips.values()) == [bytes(1600)]
    assert chosen.talker().lines() == list(chosen.clips)
