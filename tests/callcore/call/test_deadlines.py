from __future__ import annotations

import pytest

from callcore.call import deadlines as d
from callcore.dialog.patience import PROFILES


def test_silence_is_filled_before_two_seconds_of_it():
    endpointing_s, frame_s = 0.5, 0.02
    assert endpointing_s + d.FILLER_S + d.WATCH_S + frame_s < 2.0


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_it_is_filled_however_long_a_turn_is_waited_for(profile):
    longest_s = max(d.FILLER_AFTER_S, profile.dictating_ms / 1000)
    assert longest_s + d.WATCH_S + 0.1 < 2.0


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_no_turn_is_waited_for_longer_than_the_watch_thinks(profile):
    assert profile.most_ms / 1000 <= d.LONGEST_END_S


def test_a_calm_is_too_short_to_miss_a_filler():
    assert d.CALM_S < d.FILLER_S


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
