from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from chaos.prompts.hostilemodel import play_hostile
from chaos.prompts.invariants import unsafe
from tests.chaos.prompts.test_hostile import without


@settings(max_examples=25, deadline=None)
@given(st.integers(1_000_000, 2_000_000))
def test_a_hostile_model_achieves_nothing_on_the_stage(seed):
    assert unsafe(play_hostile(seed)) == []


def test_the_same_seed_is_the_same_call():
    assert play_hostile(11).entries == play_hostile(11).entries


def test_it_calls_tools_talks_and_is_interrupted():
    calls = [play_hostile(seed) for seed in range(30)]
    assert any(len(call.tools()) > 10 for call in calls)
    assert any(not one.whole for call in calls for one in call.agent_said())
    assert {call.outcome for call in calls} >= {"operator", "open"}


def test_with_a_rule_switched_off_it_achieves_something():
    assert any(unsafe(play_hostile(seed, without("world"))) for seed in range(30))
