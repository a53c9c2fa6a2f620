"""What the ear notices of a turn."""

from __future__ import annotations

import pytest

from callcore.audio.endpointing import EarSettings, TransitionKind
from chaos.turns.ear import JUDGE_LATE_MS, NEVER_MS, ROUND_LATE_MS, notice, speech_of
from tests.chaos.turns.made import FixedJudge, LoudnessVad, turn

SETTINGS = EarSettings(judge_ms=150, settle_ms=200)


def heard(pauses, judge=None):
    one = turn(pauses)
    return notice(one, speech_of(one, LoudnessVad()), judge, SETTINGS)


def test_a_hold_settles_and_resumes_and_the_end_stays_silent():
    noticed, quiets = heard([(1000, 1600), (2200, 5000)])
    kinds = [one.kind.name for one in noticed]
    assert kinds == ["STARTED", "SETTLED", "RESUMED", "SETTLED"]
    settled = noticed[1]
    assert settled.at_ms == pytest.approx(
        1024 + 224 + ROUND_LATE_MS, abs=1
    )  # whole windows
    hold, end = quiets
    assert hold.since_ms == pytest.approx(1000, abs=32)
    assert hold.until_ms == pytest.approx(1600, abs=40)
    assert end.until_ms == NEVER_MS


def test_the_judge_hears_two_seconds_that_end_in_the_silence_in_question():
    judge = FixedJudge(0.7)
    noticed, _ = heard([(2400, 3000), (3600, 6000)], judge)
    judged = [one for one in noticed if one.kind is TransitionKind.JUDGED]
    assert [one.finished for one in judged] == [0.7, 0.7]
    assert {len(tail) for tail in judge.tails} == {2 * 16_000}
    assert not any(judge.tails[0][-2 * 8 * 120 :])
    assert any(judge.tails[0][: 2 * 8 * 1000])
    late = judged[0].at_ms - judged[0].since_ms
    assert late == pytest.approx(160 + ROUND_LATE_MS + JUDGE_LATE_MS, abs=1)


def test_a_judgement_that_comes_too_late_is_not_heard_of():
    # silent for 170 ms: asked after 160, spoken on before the answer
    noticed, quiets = heard([(1024, 1190), (2200, 5000)], FixedJudge())
    assert len(quiets) == 2
    judged = [one for one in noticed if one.kind is TransitionKind.JUDGED]
    assert [one.since_ms > 2000 for one in judged] == [True]


def test_nothing_is_known_before_it_was_heard():
    noticed, _ = heard([(1000, 1600), (2200, 5000)], FixedJudge())
    assert all(one.at_ms > one.since_ms for one in noticed)
    assert [one.at_ms for one in noticed] == sorted(one.at_ms for one in noticed)
