from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio.endpointing import (
    EarSettings,
    Endpointer,
    Question,
    Transition,
    TransitionKind,
)

SETTINGS = EarSettings(
    start_ms=60, judge_ms=150, settle_ms=200, end_ms=500, least_ms=120
)
STARTED, SETTLED = TransitionKind.STARTED, TransitionKind.SETTLED
RESUMED, ENDED = TransitionKind.RESUMED, TransitionKind.ENDED
JUDGED = TransitionKind.JUDGED
FRAME = 160


def hear(ear, *runs):
    """Hear ``(probability, frames)`` runs; return what changed."""
    found = []
    for probability, frames in runs:
        for _ in range(frames):
            found += list(ear.hear(probability, FRAME))
    return found


def asked(ear):
    question = ear.ask()
    assert question is not None
    return question


def kinds(transitions):
    return [transition.kind for transition in transitions]


def test_an_utterance_starts_settles_and_ends_at_the_times_of_the_changes():
    found = hear(Endpointer(SETTINGS), (0, 10), (1, 50), (0, 40))
    assert found == [
        Transition(STARTED, 10 * FRAME, 60),
        Transition(SETTLED, 60 * FRAME, 1000),
        Transition(ENDED, 60 * FRAME, 1000),
    ]


@pytest.mark.parametrize(("silent_ms", "known"), [(180, []), (200, [SETTLED]), (480, [SETTLED]), (500, [SETTLED, ENDED])])  # fmt: skip
def test_settled_and_ended_come_when_the_silence_is_long_enough(silent_ms, known):
    assert kinds(hear(Endpointer(SETTINGS), (1, 20), (0, silent_ms // 20))) == [
        STARTED, *known,
    ]  # fmt: skip


def test_speech_after_settled_resumes_and_the_end_waits_anew():
    found = hear(Endpointer(SETTINGS), (1, 20), (0, 12), (1, 10), (0, 24))
    assert kinds(found) == [STARTED, SETTLED, RESUMED, SETTLED]
    assert found[2].at_sample == 32 * FRAME
    assert found[3] == Transition(SETTLED, 42 * FRAME, 600)


def test_a_short_pause_between_words_is_no_transition():
    assert kinds(hear(Endpointer(SETTINGS), (1, 20), (0, 9), (1, 20))) == [STARTED]


def test_a_click_does_not_start_and_a_cough_ends_short():
    assert hear(Endpointer(SETTINGS), (1, 2), (0, 50)) == []
    found = hear(Endpointer(SETTINGS), (1, 5), (0, 50))
    assert kinds(found) == [STARTED, SETTLED, ENDED]
    assert [t.short for t in found] == [False, False, True]


def test_clicks_do_not_add_up_to_speech():
    assert hear(Endpointer(SETTINGS), *[(1, 2), (0, 1)] * 50) == []


def test_a_soft_syllable_goes_on_but_does_not_begin():
    between = (SETTINGS.threshold_on + SETTINGS.threshold_off) / 2
    assert hear(Endpointer(SETTINGS), (between, 100)) == []
    assert kinds(hear(Endpointer(SETTINGS), (1, 10), (between, 100))) == [STARTED]


def test_after_settled_only_clear_speech_resumes():
    between = (SETTINGS.threshold_on + SETTINGS.threshold_off) / 2
    found = hear(Endpointer(SETTINGS), (1, 20), (0, 12), (between, 40))
    assert kinds(found) == [STARTED, SETTLED, ENDED]


def test_the_silence_that_ends_may_be_changed_while_digits_are_dictated():
    ear = Endpointer(SETTINGS)
    ear.end_ms = 900
    assert kinds(hear(ear, (1, 20), (0, 44))) == [STARTED, SETTLED]
    ear.end_ms = 500  # and back, in the middle of the silence
    assert kinds(hear(ear, (0, 1))) == [ENDED]


@pytest.mark.parametrize("end_ms", [20, 100, 300, 380])
def test_a_shorter_end_than_the_silence_already_is_ends_with_the_next_audio(end_ms):
    ear = Endpointer(SETTINGS)
    assert kinds(hear(ear, (1, 20), (0, 19))) == [STARTED, SETTLED]
    ear.end_ms = end_ms
    assert hear(ear, (0, 1)) == [Transition(ENDED, 20 * FRAME, 400)]


def test_a_shorter_end_acts_on_a_line_on_which_nothing_comes():
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20))
    assert kinds(ear.pass_silence(400)) == [SETTLED]
    ear.end_ms = 300
    assert kinds(ear.pass_silence(20)) == [ENDED]


def test_a_longer_end_counts_until_the_very_last_moment():
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20), (0, 24))
    ear.end_ms = 900
    assert kinds(hear(ear, (0, 20))) == []
    assert ear.quiet_ms == 880
    assert kinds(hear(ear, (0, 1))) == [ENDED]
    ear.end_ms = 5000  # too late: he had finished
    assert kinds(hear(ear, (1, 3))) == [STARTED]


def test_an_end_that_is_shorter_than_the_settling_settles_too():
    ear = Endpointer(SETTINGS)
    ear.end_ms = 100
    assert kinds(hear(ear, (1, 20), (0, 5))) == [STARTED, SETTLED, ENDED]


def test_how_long_a_pause_is_is_known_in_an_utterance_only():
    ear = Endpointer(SETTINGS)
    hear(ear, (0, 50))
    assert ear.quiet_ms == 0
    hear(ear, (1, 20), (0, 5))
    assert ear.quiet_ms == 100
    hear(ear, (1, 1))
    assert ear.quiet_ms == 0


def test_once_in_a_pause_it_asks_whether_the_caller_has_finished():
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20), (0, 7))
    assert ear.ask() is None
    hear(ear, (0, 1))
    assert ear.ask() == Question(pause=1, at_sample=28 * FRAME, unheard=0)
    hear(ear, (0, 10))
    assert ear.ask() is None
    hear(ear, (1, 5), (0, 8))
    assert ear.ask() == Question(pause=2, at_sample=51 * FRAME, unheard=0)


def test_a_question_that_nobody_took_keeps_its_moment():
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20), (0, 20))
    question = asked(ear)
    assert question.at_sample == 28 * FRAME


@pytest.mark.parametrize("then", [(1, 1), (0, 25)])
def test_a_question_is_void_when_speech_goes_on_or_the_utterance_has_ended(then):
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20), (0, 8))
    assert ear.question is not None
    hear(ear, then)
    assert ear.ask() is None


def test_a_silence_that_never_came_is_told_with_the_question():
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20), (0, 2))
    ear.pass_silence(128)
    assert ear.ask() == Question(pause=1, at_sample=22 * FRAME, unheard=1024)


def test_the_answer_is_posted_with_the_place_where_speech_ended():
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20), (0, 9))
    question = asked(ear)
    hear(ear, (0, 3))
    assert ear.judge(question, 0.75) == [
        Transition(JUDGED, 20 * FRAME, 400, finished=0.75)
    ]


@pytest.mark.parametrize("then", [[(1, 1)], [(1, 1), (0, 9)], [(0, 25)], [(0, 25), (1, 5), (0, 9)]])  # fmt: skip
def test_an_answer_to_another_pause_is_forgotten(then):
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20), (0, 9))
    question = asked(ear)
    hear(ear, *then)
    assert kinds(ear.judge(question, 0.9)) == []


def test_a_pause_that_ends_before_it_settles_has_a_question_of_its_own():
    ear = Endpointer(replace(SETTINGS, judge_ms=60))
    hear(ear, (1, 20), (0, 4))
    first = asked(ear)
    assert kinds(hear(ear, (1, 2), (0, 4))) == []
    second = asked(ear)
    assert first.pause != second.pause
    assert kinds(ear.judge(first, 0.9)) == []
    assert kinds(ear.judge(second, 0.9)) == [JUDGED]


def test_silence_without_audio_ends_an_utterance_but_moves_no_position():
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20))
    assert kinds(ear.pass_silence(100)) == []
    assert kinds(ear.pass_silence(100)) == [SETTLED]
    ended = ear.pass_silence(300)
    assert ended == [Transition(ENDED, 20 * FRAME, 400)]
    assert ear.heard == 20 * FRAME
    assert kinds(ear.pass_silence(1000)) == []


def test_an_echo_guard_raises_only_the_start():
    ear = Endpointer(SETTINGS)
    for _ in range(20):
        assert not ear.hear(0.6, FRAME, raise_on=0.25)
    found = [t for _ in range(3) for t in ear.hear(0.8, FRAME, raise_on=0.25)]
    assert kinds(found) == [STARTED]
    for _ in range(50):
        assert not ear.hear(0.4, FRAME, raise_on=0.25)


def test_a_guard_can_never_make_certain_speech_unheard():
    ear = Endpointer(SETTINGS)
    found = [t for _ in range(3) for t in ear.hear(1.0, FRAME, raise_on=9)]
    assert kinds(found) == [STARTED]


def test_positions_go_on_from_where_the_ear_was_attached():
    found = hear(Endpointer(SETTINGS, at_sample=8000), (0, 1), (1, 3))
    assert found[0].at_sample == 8000 + FRAME


def test_instant_settings_react_to_every_frame():
    found = hear(Endpointer(EarSettings.instant()), (0, 2), (1, 10), (0, 1))
    assert kinds(found) == [STARTED, SETTLED, ENDED]
    assert not found[-1].short


def test_the_preroll_is_known_in_samples():
    assert replace(SETTINGS, preroll_ms=300).preroll_samples == 2400


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 700), st.sampled_from([20, 150, 200, 500, 900])), max_size=200))  # fmt: skip
def test_any_audio_makes_a_legal_story_whatever_the_end_is_set_to(stretches):
    """STARTED (SETTLED (RESUMED SETTLED)* ENDED): nothing else, in order of time."""
    ear = Endpointer(SETTINGS)
    legal = {None: {STARTED}, STARTED: {SETTLED}, SETTLED: {RESUMED, ENDED}, RESUMED: {SETTLED}, ENDED: {STARTED}}  # fmt: skip
    last, at = None, 0
    for probability, samples, end_ms in stretches:
        ear.end_ms = end_ms
        for transition in ear.hear(probability, samples):
            assert transition.kind in legal[last]
            assert at <= transition.at_sample <= ear.heard
            last, at = transition.kind, transition.at_sample
        assert ear.question is None or ear.quiet_ms >= SETTINGS.judge_ms
    assert ear.speaking is (last in (STARTED, SETTLED, RESUMED))
