from __future__ import annotations

import math

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


WHOLE = {"stt": d.STT_FINAL_S, "llm": d.THINK_S, "tts": d.VOICE_S}


@pytest.mark.parametrize("kind", d.ENGINE_BUDGETS)
def test_one_engine_is_left_in_time_to_ask_the_next(kind):
    budget = d.ENGINE_BUDGETS[kind]
    whole_s = WHOLE[kind.partition("-")[0]]
    finite = [s for s in (budget.first_s, budget.final_s) if s < math.inf]
    assert finite
    assert max(finite) < whole_s


def test_services_are_left_as_soon_as_promised():
    # issue 4: first partial 1.5 s, first token 2 s, first audio 1 s
    assert d.ENGINE_BUDGETS["stt-stream"].first_s <= 1.5
    assert d.ENGINE_BUDGETS["llm-service"].first_s <= 2.0
    assert d.ENGINE_BUDGETS["tts-service"].first_s <= 1.0


def test_two_voices_in_a_row_have_begun_before_the_sentence_is_given_up():
    kinds = d.ENGINE_BUDGETS["tts-service"], d.ENGINE_BUDGETS["tts-local"]
    assert sum(budget.first_s for budget in kinds) < d.VOICE_S


def test_a_voice_that_stops_is_left_before_its_chunk_is_overdue():
    for kind in ("tts-service", "tts-local"):
        assert d.ENGINE_BUDGETS[kind].between_s < d.VOICE_CHUNK_S
