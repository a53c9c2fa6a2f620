from __future__ import annotations

import pytest

from callcore.call.degrade import LADDER, last_rungs, stage_of


@pytest.mark.parametrize("stage", LADDER)
def test_every_ladder_ends_with_a_human(stage):
    assert LADDER[stage][-1] == "human"


@pytest.mark.parametrize("stage", sorted(set(LADDER) - {"call"}))
def test_before_the_human_a_phrase_says_so(stage):
    assert LADDER[stage][-2] == "phrase"


@pytest.mark.parametrize(
    ("reason", "stage"),
    [("stt-late", "stt"), ("tts", "tts"), ("store-open", "store"), ("odd", "call")],
)
def test_a_reason_names_its_stage(reason, stage):
    assert stage_of(reason) == stage


def test_what_is_left_needs_no_engine():
    for stage in LADDER:
        assert set(last_rungs(stage)) <= {"phrase", "human"}
        assert last_rungs(stage)
