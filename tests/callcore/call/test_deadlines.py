from __future__ import annotations

from callcore.call import deadlines as d


def test_silence_is_filled_before_two_seconds_of_it():
    endpointing_s, frame_s = 0.5, 0.02
    assert endpointing_s + d.FILLER_S + d.WATCH_S + frame_s < 2.0


def test_a_dead_stage_brings_the_caller_to_a_human_within_ten_seconds():
    endpointing_s = 0.5
    assert endpointing_s + d.STT_FINAL_S + d.WATCH_S < 10
    assert endpointing_s + d.THINK_S + d.WATCH_S < 10
    assert d.VOICE_S < 10


def test_a_tool_is_settled_before_its_turn_is_given_up():
    assert d.TOOL_S < d.THINK_S


def test_one_engine_is_left_in_time_to_ask_the_next():
    assert d.EngineBudgets.FIRST_AUDIO_S < d.VOICE_S
    assert d.EngineBudgets.FIRST_TOKEN_S < d.THINK_S
    assert d.EngineBudgets.FIRST_PARTIAL_S < d.STT_FINAL_S
