from __future__ import annotations

import pytest
import trio
import trio.lowlevel

from callcore.audio.activity import WINDOW_SAMPLES
from callcore.audio.endpointing import TransitionKind
from callcore.transport.batchear import BatchEar
from callcore.transport.ear import EnergyEar
from callcore.transport.judges import Judges
from tests.kit.ears import (
    MOST_SILENT_BYTES,
    SOFT,
    ByMean,
    Gate,
    Oracle,
    attach,
    silent_bytes,
)
from tests.kit.switchboard import LOUD, QUIET, talk

STARTED, SETTLED = TransitionKind.STARTED, TransitionKind.SETTLED
RESUMED, ENDED = TransitionKind.RESUMED, TransitionKind.ENDED
JUDGED = TransitionKind.JUDGED


@pytest.fixture
def oracle():
    return Oracle()


@pytest.fixture
def model():
    return ByMean()


@pytest.fixture
def gate(autojump_clock):
    return Gate()


@pytest.fixture
async def by_loudness(autojump_clock, oracle, nursery):
    ear = EnergyEar(oracle)
    nursery.start_soon(ear.run)
    return ear


@pytest.fixture
async def judging(model, oracle, gate, nursery):
    ear = BatchEar(model, oracle, gate)
    nursery.start_soon(ear.run)
    return ear


def test_nobody_judges_nothing():
    judges = Judges(None)
    assert not judges.present
    assert not judges.ask([b"tail"])


def test_no_tails_are_not_asked_about(oracle):
    judges = Judges(oracle)
    assert not judges.ask([])
    assert oracle.jobs == []


def test_no_answer_is_counted_and_an_answer_is_passed_on(oracle):
    judges = Judges(oracle)
    assert list(judges.noted(judges.ask([b"a", b"b"]))) == [0.75, 0.75]
    oracle.answer = None
    assert list(judges.noted(judges.ask([b"a"]))) == []
    assert judges.failed == 1


async def test_a_silence_is_judged_once_and_in_its_tick(
    autojump_clock, by_loudness, oracle, switchboard
):
    wire, line, ear_line, notes = attach(by_loudness, switchboard)
    await talk(wire, 30)
    await talk(wire, 20, frame=LOUD)
    await talk(wire, 10)
    assert notes.kinds == [STARTED, JUDGED]
    assert ear_line.quiet_ms in {180, 200}
    found = notes.transitions[1]
    assert (found.at_sample, found.finished, found.speech_ms) == (50 * 160, 0.75, 400)
    assert notes.times[1] - notes.times[0] == pytest.approx(0.34 + 0.16, abs=0.021)
    ((tail,),) = oracle.jobs
    assert tail == line.ring.read(0)[1][: 58 * 320]  # 20 ms frames: 160 ms of silence
    await talk(wire, 40)
    assert notes.kinds == [STARTED, JUDGED, SETTLED, ENDED]
    assert len(oracle.jobs) == 1


async def test_every_pause_is_judged_and_a_tail_is_two_seconds_long(
    autojump_clock, by_loudness, oracle, switchboard
):
    wire, _line, _ear_line, notes = attach(by_loudness, switchboard)
    for _ in range(3):
        await talk(wire, 60, frame=LOUD)
        await talk(wire, 15)
    assert notes.kinds == [STARTED, *[JUDGED, SETTLED, RESUMED] * 2, JUDGED, SETTLED]
    assert [len(tail) for (tail,) in oracle.jobs] == [68 * 320, 32_000, 32_000]


async def test_on_hold_what_never_came_is_silence_to_the_judge(
    autojump_clock, by_loudness, oracle, switchboard
):
    wire, _line, _ear_line, notes = attach(by_loudness, switchboard)
    await talk(wire, 150, frame=LOUD)
    await trio.sleep(1)
    assert notes.kinds == [STARTED, JUDGED, SETTLED, ENDED] or notes.kinds == [
        STARTED, SETTLED, JUDGED, ENDED,
    ]  # fmt: skip
    ((tail,),) = oracle.jobs
    assert len(tail) == 32_000
    assert 0.15 * 16_000 <= silent_bytes(tail) <= 0.25 * 16_000


async def test_a_judge_who_fails_leaves_it_to_silence_with_one_warning(
    autojump_clock, by_loudness, oracle, switchboard, caplog
):
    wire, _line, _ear_line, notes = attach(by_loudness, switchboard)
    for oracle.answer in (None, None, 0.5, None):
        await talk(wire, 20, frame=LOUD)
        await talk(wire, 40)
    assert notes.kinds.count(ENDED) == 4
    assert notes.kinds.count(JUDGED) == 1
    assert by_loudness.failed_judgements == 3
    assert len(caplog.records) == 2  # one for each time that it began to fail


async def test_without_a_judge_nothing_is_judged(autojump_clock, nursery, switchboard):
    ear = EnergyEar()
    nursery.start_soon(ear.run)
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20, frame=LOUD)
    await talk(wire, 40)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert ear.failed_judgements == 0


async def test_a_silence_is_judged_one_or_two_rounds_later(
    autojump_clock, judging, oracle, switchboard
):
    wire, line, ear_line, notes = attach(judging, switchboard)
    await talk(wire, 30)
    await talk(wire, 32, frame=SOFT)  # 20 windows
    stopped = trio.current_time()
    while JUDGED not in notes.kinds and trio.current_time() < stopped + 1:
        await talk(wire, 1)
        await trio.sleep(0.02)
    assert trio.current_time() - stopped <= 0.15 + 3 * 0.032 + 0.04
    assert notes.kinds == [STARTED, JUDGED]
    assert notes.transitions[1].finished == 0.75
    assert notes.transitions[1].at_sample == pytest.approx(62 * 160, abs=WINDOW_SAMPLES)
    ((tail,),) = oracle.jobs
    assert 0.15 * 16_000 <= silent_bytes(tail) <= MOST_SILENT_BYTES
    assert tail == line.ring.read(0)[1][: len(tail)]
    await talk(wire, 40)
    assert notes.kinds == [STARTED, JUDGED, SETTLED, ENDED]
    assert len(oracle.jobs) == 1
    assert ear_line.quiet_ms == 0


async def test_who_falls_silent_together_is_judged_in_one_job_with_the_voices(
    autojump_clock, judging, oracle, model, gate, switchboard
):
    calls = [attach(judging, switchboard) for _ in range(20)]
    async with trio.open_nursery() as nursery:
        for wire, *_ in calls:
            nursery.start_soon(talk, wire, 30, 0.0, 0.0, SOFT)
    async with trio.open_nursery() as nursery:
        for wire, *_ in calls:
            nursery.start_soon(talk, wire, 50)
    await trio.sleep(0.1)
    story = {STARTED, JUDGED, SETTLED, ENDED}  # two windows at once: SETTLED is first
    assert all(
        len(notes.kinds) == 4 and set(notes.kinds) == story for *_, notes in calls
    )
    assert [len(tails) for tails in oracle.jobs] == [20]
    assert gate.jobs <= len(model.batches)


async def test_every_pause_gets_its_own_judgement(
    autojump_clock, judging, oracle, switchboard
):
    wire, _line, _ear_line, notes = attach(judging, switchboard)
    for oracle.answer in (0.1, 0.2, 0.9):
        await talk(wire, 30, frame=SOFT)
        await talk(wire, 18)
    assert [found.finished for found in notes.of(JUDGED)] == [0.1, 0.2, 0.9]


async def until_asked(ear, gate, wire, frames=1):
    """Be silent until a question is out, and leave its thread shut."""
    for _ in range(20):
        gate.open.set()
        await trio.lowlevel.checkpoint()
        gate.open = trio.Event()
        wire.say(QUIET * frames)
        await trio.sleep(0.04)
        if ear._batch is not None and ear._batch.questions:
            return
    pytest.fail("never asked")


async def test_a_caller_who_goes_on_meanwhile_is_not_judged(
    autojump_clock, judging, oracle, gate, switchboard
):
    """The windows of a batch are heard before its answers: a question may be out of date."""
    wire, _line, ear_line, notes = attach(judging, switchboard)
    await talk(wire, 30, frame=SOFT)
    await until_asked(judging, gate, wire)
    ear_line.judge_by_energy(9000, WINDOW_SAMPLES)  # as in the windows of this batch
    gate.open.set()
    await talk(wire, 2)
    assert len(oracle.jobs) == 1
    assert JUDGED not in notes.kinds


async def test_a_judge_who_fails_is_no_failure_of_the_voice_activity(
    autojump_clock, judging, oracle, switchboard, caplog
):
    wire, _line, _ear_line, notes = attach(judging, switchboard)
    for oracle.answer in (None, None, 0.5):
        await talk(wire, 20, frame=SOFT)
        await talk(wire, 40)
    story = [STARTED, SETTLED, ENDED]
    assert notes.kinds == [*story * 2, STARTED, JUDGED, SETTLED, ENDED]
    assert (judging.failed_judgements, judging.failed_batches) == (2, 0)
    assert len(caplog.records) == 1


async def test_a_judgement_that_is_late_is_thrown_away_and_counted(
    autojump_clock, judging, gate, switchboard
):
    wire, _line, _ear_line, notes = attach(judging, switchboard)
    await talk(wire, 30, frame=LOUD)
    await until_asked(judging, gate, wire)
    await talk(wire, 40)
    gate.open.set()
    await talk(wire, 10)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert judging.failed_judgements == 1


async def test_a_model_that_fails_takes_the_judgement_with_it(
    autojump_clock, judging, oracle, model, gate, switchboard
):
    wire, _line, _ear_line, notes = attach(judging, switchboard)
    await talk(wire, 20, frame=LOUD)
    await until_asked(judging, gate, wire, frames=2)
    assert judging._batch.stages
    model.failing = True
    gate.open.set()
    await talk(wire, 40)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert oracle.jobs == []
    assert judging.failed_judgements == 1


async def test_after_a_stall_only_the_last_pause_is_judged_and_at_its_own_moment(
    autojump_clock, judging, oracle, switchboard
):
    wire, _line, _ear_line, notes = attach(judging, switchboard)
    await talk(wire, 20, frame=LOUD)
    await trio.sleep(0.1)
    wire.say(QUIET * 15 + LOUD * 20 + QUIET * 20)  # 1.1 s at once
    await trio.sleep(0.1)
    assert notes.kinds.count(JUDGED) == 1
    assert notes.transitions[-1].at_sample == pytest.approx(
        55 * 160, abs=2 * WINDOW_SAMPLES
    )
    ((tail,),) = oracle.jobs
    assert 0.15 * 16_000 <= silent_bytes(tail) <= MOST_SILENT_BYTES


async def test_a_stall_that_ended_the_utterance_is_not_judged(
    autojump_clock, judging, oracle, switchboard
):
    wire, _line, _ear_line, notes = attach(judging, switchboard)
    await talk(wire, 20, frame=LOUD)
    await trio.sleep(0.1)
    wire.say(QUIET * 60)
    await trio.sleep(0.1)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert oracle.jobs == []


async def test_on_hold_no_window_comes_and_the_silence_is_judged_all_the_same(
    autojump_clock, judging, oracle, switchboard
):
    wire, _line, _ear_line, notes = attach(judging, switchboard)
    await talk(wire, 50, frame=SOFT)
    await trio.sleep(1)
    assert sorted(notes.kinds, key=lambda kind: kind.value) == [
        STARTED, JUDGED, SETTLED, ENDED,
    ]  # fmt: skip
    ((tail,),) = oracle.jobs
    assert 0.15 * 16_000 <= silent_bytes(tail) <= 0.3 * 16_000


async def test_a_caller_who_has_gone_is_told_nothing(
    autojump_clock, judging, gate, switchboard
):
    wire, _line, ear_line, notes = attach(judging, switchboard)
    await talk(wire, 30, frame=SOFT)
    await talk(wire, 8)
    gate.open = trio.Event()
    await talk(wire, 3)
    ear_line.close()
    gate.open.set()
    await talk(wire, 10)
    assert notes.kinds == [STARTED]


async def test_a_job_with_questions_only_says_nothing_about_the_model(
    autojump_clock, judging, model, switchboard, caplog
):
    wire, _line, _ear_line, notes = attach(judging, switchboard)
    model.failing = True
    for _ in range(8):
        await talk(wire, 20, frame=LOUD)
        await talk(wire, 40)
    assert notes.of(JUDGED)  # not every round brings a window
    warnings = [record for record in caplog.records if "activity" in record.message]
    assert len(warnings) == 1
