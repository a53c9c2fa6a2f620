from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.host.following import (
    LONGEST_BYTES,
    Follower,
    Piece,
    View,
    quietest,
)

S = 16_000  # bytes a second
PARTIAL = S // 2


def follower():
    return Follower(PARTIAL)


def talking(total, dropped=0):
    return View(dropped, total, total, settled=False, closed=False)


def silent(total, speech, *, closed=False):
    return View(0, total, speech, settled=True, closed=closed)


def start(one, view):
    piece = one.step(view)
    assert isinstance(piece, Piece)
    one.started(piece)
    return piece


def test_a_partial_is_due_for_each_half_second_of_new_audio():
    one = follower()
    assert one.step(talking(PARTIAL - 2)) == "wait"
    assert start(one, talking(PARTIAL)) == Piece(0, PARTIAL, "partial")
    one.finished("two", 0.9)
    assert one.step(talking(2 * PARTIAL - 2)) == "wait"
    assert one.step(talking(2 * PARTIAL)) == Piece(0, 2 * PARTIAL, "partial")


def test_only_one_partial_runs_at_a_time():
    one = follower()
    start(one, talking(PARTIAL))
    assert one.step(talking(5 * PARTIAL)) == "wait"


def test_silence_starts_a_final_of_everything():
    one = follower()
    assert one.step(silent(S + 3200, S)) == Piece(0, S + 3200, "final")


def test_a_running_partial_that_misses_the_end_is_replaced():
    one = follower()
    start(one, talking(PARTIAL))
    assert one.step(silent(S, S - 100)) == Piece(0, S, "final")


def test_a_running_partial_that_covers_all_speech_becomes_the_final():
    one = follower()
    start(one, talking(S))
    assert one.step(silent(S + 3200, S)) == "promote"


def test_a_finished_partial_that_covers_all_speech_is_the_result():
    one = follower()
    start(one, talking(S))
    one.finished("yes", 0.9)
    assert one.step(silent(S + 3200, S)) == "wait"
    assert one.step(silent(S + 8000, S, closed=True)) == "finish"
    assert one.transcript("en").text == "yes"


def test_a_final_is_of_no_use_once_the_caller_goes_on():
    one = follower()
    start(one, silent(S, S - 100))
    one.finished("two red", 0.9)
    assert one.step(talking(2 * S)) == Piece(0, 2 * S, "partial")
    assert one.step(silent(3 * S, 3 * S, closed=True)) == Piece(0, 3 * S, "final")


def test_nothing_said_is_nothing_decoded():
    one = follower()
    assert one.step(View(0, S, 0, settled=False, closed=True)) == "finish"
    assert one.transcript("en").text == ""


def test_a_long_talk_is_cut_and_its_texts_joined():
    one = follower()
    assert start(one, talking(LONGEST_BYTES + 2)).kind == "cut"
    assert one.step(talking(LONGEST_BYTES + S)) == "wait"
    one.running = Piece(0, 9 * S, "cut")  # where the quiet moment was
    one.finished("first part", 0.8)
    assert one.step(silent(15 * S, 15 * S, closed=True)) == Piece(
        9 * S, 15 * S, "final"
    )
    one.started(Piece(9 * S, 15 * S, "final"))
    one.finished("second part", 0.7)
    assert one.step(silent(15 * S, 15 * S, closed=True)) == "finish"
    transcript = one.transcript("ru")
    assert (transcript.text, transcript.confidence) == ("first part second part", 0.7)


def test_what_fell_off_the_front_is_not_asked_for():
    one = follower()
    piece = one.step(talking(70 * S, dropped=10 * S))
    assert piece == Piece(10 * S, 10 * S + LONGEST_BYTES, "cut")


@given(st.lists(st.tuples(st.integers(0, 3 * S), st.booleans()), max_size=40))
def test_every_closed_utterance_is_covered_to_its_last_word(moves):
    """Whatever the order of talk and silence, all speech lies in a decoded piece."""
    one, total, speech = follower(), 0, 0
    covered = 0

    def settle(view):
        nonlocal covered
        for _ in range(50):
            step = one.step(view)
            if isinstance(step, Piece):
                assert step.start <= covered or step.start == one.start
                one.started(step)
                one.finished("x", 0.5)
                covered = max(covered, step.end)
            else:
                return step
        raise AssertionError("it does not come to an end")

    for count, speaks in moves:
        total += count // 2 * 2
        speech = total if speaks else speech
        settle(View(0, total, speech, settled=not speaks, closed=False))
    assert settle(View(0, total, speech, settled=True, closed=True)) == "finish"
    assert covered >= speech


def test_the_cut_lies_in_the_quiet_moment():
    noise = np.random.default_rng(1).integers(-8000, 8000, 13 * 8000).astype("<i2")
    noise[10 * 8000 : 10 * 8000 + 4000] = 0
    cut = quietest(noise.tobytes())
    assert 10.0 <= cut / S <= 10.5
    assert cut % 2 == 0


def test_audio_too_short_to_cut_stays_whole():
    assert quietest(bytes(3200)) == 3200


def test_all_speech_is_covered_by_a_decode_to_its_end_and_not_by_less():
    one = follower()
    start(one, talking(S))
    assert not one.covers(silent(S + 3200, S))  # it has no text yet
    one.finished("yes", 0.9)
    assert one.covers(silent(S + 3200, S))
    assert not one.covers(silent(2 * S, S + 2))


def test_the_transcript_says_how_sure_its_language_is():
    transcript = follower().transcript("uk", 0.75)
    assert (transcript.language, transcript.language_confidence) == ("uk", 0.75)
