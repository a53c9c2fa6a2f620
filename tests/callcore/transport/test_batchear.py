from __future__ import annotations

import threading

import pytest
import trio

from callcore.audio.activity import WINDOW_SAMPLES
from callcore.audio.endpointing import TransitionKind
from callcore.shared.offload import run_inline
from callcore.transport.batchear import LATE_S, MAX_WINDOWS, BatchEar
from callcore.transport.line import Line, LineLost
from callcore.transport.memory import MemoryWire
from tests.kit.ears import SETTINGS, SOFT, ByMean, Gate, Oracle, attach, shout
from tests.kit.switchboard import LOUD, QUIET, talk

STARTED, SETTLED = TransitionKind.STARTED, TransitionKind.SETTLED
JUDGED = TransitionKind.JUDGED
RESUMED, ENDED = TransitionKind.RESUMED, TransitionKind.ENDED


@pytest.fixture
def model():
    return ByMean()


@pytest.fixture
def gate(autojump_clock):
    return Gate()


@pytest.fixture
async def ear(model, gate, nursery):
    ear = BatchEar(model, run_sync=gate)
    nursery.start_soon(ear.run)
    return ear


async def test_the_model_decides_where_loudness_would_hear_nothing(
    autojump_clock, ear, switchboard
):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20)
    await talk(wire, 50, frame=SOFT)
    await talk(wire, 40)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert notes.transitions[0].at_sample == pytest.approx(20 * 160, abs=WINDOW_SAMPLES)
    assert notes.transitions[-1].at_sample == pytest.approx(
        70 * 160, abs=WINDOW_SAMPLES
    )


async def test_speech_is_known_within_two_windows_of_its_deciding_one(
    autojump_clock, ear, switchboard
):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20)
    start = trio.current_time()
    while not notes:
        await talk(wire, 1, frame=SOFT)
        await trio.sleep(0.02)
    assert trio.current_time() - start <= 0.064 + 0.064 + 0.02


async def test_every_caller_has_a_row_and_all_are_asked_at_once(
    autojump_clock, ear, model, switchboard
):
    calls = [attach(ear, switchboard) for _ in range(20)]
    async with trio.open_nursery() as nursery:
        for n, (wire, *_) in enumerate(calls):
            nursery.start_soon(talk, wire, 50, 0.0, 0.0, SOFT if n % 2 else QUIET)
    await trio.sleep(0.1)
    assert [notes.kinds for *_, notes in calls] == [[], [STARTED]] * 10
    assert len(model.rows) == 20
    assert all(len(rows) == 20 for rows in model.batches)
    assert len(model.batches) == 50 * 160 // WINDOW_SAMPLES


async def test_no_window_is_lost_or_asked_twice_whatever_the_frames(
    autojump_clock, ear, model, switchboard
):
    wire, line, *_ = attach(ear, switchboard)
    await talk(wire, 97, jitter_s=0.015)
    await trio.sleep(0.1)
    assert sum(model.rows.values()) == line.ring.samples // WINDOW_SAMPLES


async def test_rows_are_given_back_when_calls_end(
    autojump_clock, ear, model, switchboard
):
    calls = [attach(ear, switchboard) for _ in range(3)]
    for wire, *_ in calls:
        wire.say(QUIET * 4)
    await trio.sleep(0.2)
    assert len(model.rows) == 3
    for *_, ear_line, _notes in calls:
        ear_line.close()
        ear_line.close()
    assert model.rows == {}


async def test_a_row_is_not_given_back_while_the_model_has_it(
    autojump_clock, ear, model, gate, switchboard
):
    wire, _line, ear_line, notes = attach(ear, switchboard)
    gate.open = trio.Event()
    wire.say(SOFT * 8)
    await trio.sleep(0.08)
    ear_line.close()
    assert len(model.rows) == 1
    gate.open.set()
    await trio.sleep(0.08)
    assert model.rows == {}
    assert notes.kinds == []


async def test_a_late_batch_falls_back_to_loudness_and_its_answer_is_thrown_away(
    autojump_clock, ear, gate, switchboard
):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20)
    gate.open = trio.Event()
    await talk(wire, 40, frame=LOUD)
    assert notes.kinds == [STARTED]
    assert ear.late_batches == 1
    await talk(wire, 40)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    gate.open.set()
    await talk(wire, 30)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    await talk(wire, 20, frame=SOFT)  # and the model is asked again
    assert notes.kinds[3:] == [STARTED]
    assert notes.transitions[3].at_sample == pytest.approx(
        130 * 160, abs=WINDOW_SAMPLES
    )
    assert ear.late_batches == 1


async def test_a_batch_that_is_only_slow_is_waited_for(
    autojump_clock, ear, gate, switchboard
):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20)
    gate.open = trio.Event()
    wire.say(SOFT * 5)
    await trio.sleep(LATE_S * 0.9)
    gate.open.set()
    await trio.sleep(0.1)
    assert notes.kinds == [STARTED]
    assert ear.late_batches == 0


async def test_a_model_that_fails_is_replaced_by_loudness_with_one_warning(
    autojump_clock, ear, model, switchboard, caplog
):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20)
    model.failing = True
    await talk(wire, 40, frame=LOUD)
    assert notes.kinds == [STARTED]
    assert ear.failed_batches > 10
    assert len(caplog.records) == 1
    model.failing = False
    await talk(wire, 40)
    assert notes.kinds == [STARTED, SETTLED, ENDED]


async def test_after_a_stall_only_the_last_windows_are_worth_a_model(
    autojump_clock, ear, model, switchboard
):
    wire, line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 10)
    await trio.sleep(0.1)
    before = sum(model.rows.values())
    wire.say(LOUD * 80)  # 1.6 s at once
    await trio.sleep(0.1)
    assert sum(model.rows.values()) - before == MAX_WINDOWS
    assert notes.kinds == [STARTED]
    assert notes.transitions[0].at_sample == pytest.approx(10 * 160, abs=WINDOW_SAMPLES)
    wire.say(QUIET * 120)  # more than the ring holds: the story stays in place
    await trio.sleep(0.1)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert notes.transitions[-1].at_sample <= line.ring.samples


async def test_a_caller_on_hold_ends_his_utterance_although_no_frame_comes(
    autojump_clock, ear, switchboard
):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 50, frame=SOFT)
    await trio.sleep(1)
    assert notes.kinds == [STARTED, SETTLED, ENDED]


async def test_our_own_echo_does_not_start_an_utterance(
    autojump_clock, ear, switchboard
):
    wire, line, ear_line, notes = attach(ear, switchboard)
    line.playout.play(shout(20_000)[3:] * 200)
    await talk(wire, 5)
    await talk(wire, 90, frame=shout(5000))
    assert notes.kinds == []
    assert ear_line.echo.gain == pytest.approx(0.25)
    await talk(wire, 10, frame=shout(9000))
    assert notes.kinds == [STARTED]


async def test_our_own_echo_does_not_hold_an_utterance_while_we_go_on(
    autojump_clock, ear, switchboard
):
    wire, line, _ear_line, notes = attach(ear, switchboard)
    line.playout.play(shout(20_000)[3:] * 400)
    await talk(wire, 90, frame=shout(5000))
    await talk(wire, 20, frame=shout(12_000))
    await talk(wire, 40, frame=shout(5000))
    assert notes.kinds == [STARTED, SETTLED, ENDED]


async def test_our_echo_is_not_learnt_as_noise(autojump_clock, ear, switchboard):
    wire, line, ear_line, _notes = attach(ear, switchboard)
    line.playout.play(shout(20_000)[3:] * 800)
    await talk(wire, 50)
    await talk(wire, 700, frame=shout(5000))
    assert ear_line.noise.floor < 100


@pytest.mark.parametrize("end_ms", [300, 1500])
async def test_the_end_may_be_moved_while_a_pause_runs(
    autojump_clock, ear, switchboard, end_ms
):
    wire, _line, ear_line, notes = attach(ear, switchboard)
    await talk(wire, 30, frame=SOFT)
    stopped = trio.current_time()
    await talk(wire, 20)  # 400 ms
    assert notes.kinds == [STARTED, SETTLED]
    ear_line.end_ms = end_ms
    while ENDED not in notes.kinds and trio.current_time() < stopped + 3:
        await talk(wire, 1)
        await trio.sleep(0.02)
    ended_s = trio.current_time() - stopped
    assert ended_s == pytest.approx(max(end_ms / 1000, 0.4), abs=0.12)


async def test_an_ear_without_callers_sleeps(autojump_clock, ear, switchboard):
    wire, line, ear_line, _notes = attach(ear, switchboard)
    await talk(wire, 10)
    ear_line.close()
    line.end(LineLost("by the test"))
    await trio.sleep(0.2)
    assert trio.lowlevel.current_statistics().seconds_to_next_deadline == float("inf")


async def test_the_inline_twin_hears_the_same(
    autojump_clock, model, nursery, switchboard
):
    ear = BatchEar(model, run_sync=run_inline)
    nursery.start_soon(ear.run)
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20, frame=SOFT)
    await talk(wire, 40)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert model.threads == {threading.get_ident()}


@pytest.mark.integration
async def test_by_default_the_model_works_on_a_thread_of_its_own(model, nursery):
    line, judged, oracle = Line(MemoryWire()), trio.Event(), Oracle()
    ear = BatchEar(model, oracle)
    nursery.start_soon(ear.run)

    def post(transition):
        if transition.kind is JUDGED:
            judged.set()

    ear.attach(line, post, SETTINGS)
    line.ring.write(SOFT[3:] * 20 + bytes(320 * 10))
    with trio.fail_after(20):
        await judged.wait()
    assert len(model.threads) == 1
    assert model.threads == oracle.threads
    assert threading.get_ident() not in model.threads
    nursery.cancel_scope.cancel()
