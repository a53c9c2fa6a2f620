from __future__ import annotations

from callcore.call.waterfall import STAGES, Waterfall


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_the_stages_of_a_turn_add_up_to_its_total():
    clock = Clock()
    turn = Waterfall(clock)
    turn.speech_ended(0.5)
    for stage, took in zip(STAGES, (0.0, 0.2, 0.05, 0.1, 0.0, 0.01), strict=True):
        clock.now += took
        turn.done(stage)
    times = turn.finish()
    assert times is not None
    assert times["endpointing_ms"] == 500.0
    assert times["stt_ms"] == 200.0
    assert times["total_ms"] == 860.0
    assert sum(times[f"{stage}_ms"] for stage in STAGES) == times["total_ms"]


def test_a_stage_that_did_not_happen_takes_no_time():
    clock = Clock()
    turn = Waterfall(clock)
    turn.speech_ended(0.0)
    clock.now += 0.3
    turn.done("stt")
    times = turn.finish()
    assert times is not None
    assert (times["endpointing_ms"], times["stt_ms"], times["llm_ms"]) == (0, 300, 0)


def test_only_the_first_stamp_of_a_stage_counts():
    clock = Clock()
    turn = Waterfall(clock)
    turn.speech_ended(0.0)
    turn.done("llm")
    clock.now += 9
    turn.done("llm")
    clock.now += 1
    assert turn.finish() == {
        "endpointing_ms": 0,
        "stt_ms": 0,
        "llm_ms": 0,
        "tts_ms": 0,
        "filler_ms": 0,
        "wire_ms": 10_000,
        "total_ms": 10_000,
    }


def test_a_turn_is_reported_once_and_none_before_the_caller_spoke():
    turn = Waterfall(Clock())
    turn.done("stt")
    assert turn.finish() is None
    turn.speech_ended(0.1)
    assert turn.finish() is not None
    assert turn.finish() is None


def test_an_answer_that_waits_for_a_filler_has_a_stage_for_it():
    clock = Clock()
    turn = Waterfall(clock)
    turn.filler_ended()  # of nobody's turn
    turn.speech_ended(0.0)
    clock.now += 2
    turn.filler_ended()  # the first of two; the voice was not ready yet
    clock.now += 1
    turn.done("tts")
    clock.now += 0.5
    turn.filler_ended()
    clock.now += 0.02
    times = turn.finish()
    assert times is not None
    assert (times["tts_ms"], times["filler_ms"], times["wire_ms"]) == (3000, 500, 20)


def test_a_cough_in_a_turn_that_waits_does_not_disturb_its_times():
    clock = Clock()
    turn = Waterfall(clock)
    turn.speech_ended(0.0)
    clock.now += 1
    turn.done("stt")
    turn.speech_ended(0.2)
    turn.nothing_said()
    clock.now += 1
    times = turn.finish()
    assert times is not None
    assert (times["stt_ms"], times["total_ms"]) == (1000, 2000)


def test_a_cough_over_the_answer_is_no_turn():
    turn = Waterfall(Clock())
    turn.speech_ended(0.0)
    assert turn.finish() is not None
    turn.speech_ended(0.1)
    turn.nothing_said()
    assert turn.finish() is None
