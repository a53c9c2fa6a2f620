from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio.endpointing import (
    EarSettings,
    Endpointer,
    Transition,
    TransitionKind,
)

SETTINGS = EarSettings(start_ms=60, settle_ms=200, end_ms=500, least_ms=120)
STARTED, SETTLED = TransitionKind.STARTED, TransitionKind.SETTLED
RESUMED, ENDED = TransitionKind.RESUMED, TransitionKind.ENDED
FRAME = 160


def hear(ear, *runs):
    """Hear ``(probability, frames)`` runs; return what changed."""
    found = []
    for probability, frames in runs:
        for _ in range(frames):
            found += ear.hear(probability, FRAME)
    return found


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


def test_silence_without_audio_ends_an_utterance_but_moves_no_position():
    ear = Endpointer(SETTINGS)
    hear(ear, (1, 20))
    assert kinds(ear.pass_silence(100)) == []
    assert kinds(ear.pass_silence(100)) == [SETTLED]
    ended = ear.pass_silence(300)
    assert ended == [Transition(ENDED, 20 * FRAME, 400)]
    assert ear.heard == 20 * FRAME
    assert ear.pass_silence(1000) == []


def test_an_echo_guard_raises_only_the_start():
    ear = Endpointer(SETTINGS)
    for _ in range(20):
        assert ear.hear(0.6, FRAME, raise_on=0.25) == []
    found = [t for _ in range(3) for t in ear.hear(0.8, FRAME, raise_on=0.25)]
    assert kinds(found) == [STARTED]
    for _ in range(50):
        assert ear.hear(0.4, FRAME, raise_on=0.25) == []


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


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 700)), max_size=200))
def test_any_audio_makes_a_legal_story(stretches):
    """STARTED (SETTLED (RESUMED SETTLED)* ENDED): nothing else, in order of time."""
    ear = Endpointer(SETTINGS)
    legal = {None: {STARTED}, STARTED: {SETTLED}, SETTLED: {RESUMED, ENDED}, RESUMED: {SETTLED}, ENDED: {STARTED}}  # fmt: skip
    last, at = None, 0
    for probability, samples in stretches:
        for transition in ear.hear(probability, samples):
            assert transition.kind in legal[last]
            assert at <= transition.at_sample <= ear.heard
            last, at = transition.kind, transition.at_sample
    assert ear.speaking is (last in (STARTED, SETTLED, RESUMED))
