from __future__ import annotations

import pytest

from callcore.engines.rollout.judging import judge, verdict_of
from callcore.shared.rollout.counters import Comparison
from tests.callcore.engines.rollout.trials import shadowed


def judged(*pairs, **more):
    seen = Comparison()
    for control, candidate in pairs:
        judge(shadowed(control, candidate, **more), seen)
    return seen


def test_errors_and_names_add_up_over_utterances():
    seen = judged(
        ("four michelin", "four michelin"), ("205/55 R16 please", "205/55 R17 please")
    )
    assert (seen.utterances, seen.words, seen.word_errors) == (2, 2 + 8, 1)
    assert (seen.heard, seen.missed, seen.extra) == (2, 1, 1)
    assert seen.wer == pytest.approx(0.1)
    assert 0 < seen.cer < seen.wer


def test_a_candidate_that_failed_is_no_sample_of_words():
    seen = judged(("four michelin", None))
    assert (seen.utterances, seen.failures, seen.words) == (0, 1, 0)


def test_a_control_that_failed_in_the_shadow_says_nothing_of_the_candidate():
    seen = judged(("four michelin", None), arm="candidate")
    assert seen == Comparison()


def test_of_a_candidates_call_the_shadow_is_the_reference():
    seen = judged(
        ("four", "four tyres"), arm="candidate"
    )  # the call's text comes first
    assert (seen.words, seen.word_errors) == (2, 1)


def test_silence_of_the_candidate_is_empty_and_all_words_wrong():
    seen = judged(("four michelin", ""))
    assert (seen.empty, seen.words, seen.word_errors) == (1, 2, 2)
    assert seen.missed == 2


@pytest.mark.parametrize("control", ["", "Thanks for watching!"])
def test_where_control_heard_nothing_there_are_no_words_to_be_wrong_about(control):
    seen = judged((control, "four michelin"), (control, ""))
    assert (seen.utterances, seen.words, seen.word_errors, seen.empty) == (2, 0, 0, 0)
    assert seen.extra == 2


def test_a_phantom_of_the_candidate_is_counted():
    assert judged(("four", "Thanks for watching!")).hallucinated == 1
    assert judged(("", "four"), speech_ms=0).hallucinated == 1


@pytest.mark.parametrize(
    ("control", "candidate", "differs"),
    [
        ("Four tyres.", "4 tyres", False),
        ("four tyres", "five tyres", True),
        ("four tyres", "", True),
        ("", "", False),
        ("", "Thanks for watching!", True),
        ("", "order 45", True),
    ],
)
def test_a_human_should_listen_where_they_differ(control, candidate, differs):
    verdict = verdict_of(control, candidate, shadowed(control, candidate))
    assert verdict.disagrees == differs
