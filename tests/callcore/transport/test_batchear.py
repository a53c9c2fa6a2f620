from __future__ import annotations

import threading

import numpy as np
import pytest
import trio

from callcore.audio.activity import WINDOW_SAMPLES, VoiceActivityError
from callcore.audio.endpointing import EarSettings, Transition, TransitionKind
from callcore.protocol.audiosocket import encode_audio
from callcore.shared.offload import run_inline
from callcore.transport.batchear import LATE_S, MAX_WINDOWS, BatchEar
from callcore.transport.line import Line, LineLost
from callcore.transport.memory import MemoryWire
from tests.kit.switchboard import LOUD, QUIET, talk

SETTINGS = EarSettings(start_ms=60, settle_ms=200, end_ms=500, least_ms=120)
STARTED, SETTLED = TransitionKind.STARTED, TransitionKind.SETTLED
RESUMED, ENDED = TransitionKind.RESUMED, TransitionKind.ENDED
SOFT = encode_audio((300).to_bytes(2, "little") * 160)  # too soft for loudness


class ByMean:
    """A model to which anything above -50 dBFS is speech; counts its rows."""

    def __init__(self):
        self.rows, self.batches, self.failing = {}, [], False
        self.threads = set()

    def open_row(self):
        row = next(n for n in range(9999) if n not in self.rows)
        self.rows[row] = 0
        return row

    def close_row(self, row):
        del self.rows[row]

    def infer(self, windows, rows):
        self.threads.add(threading.get_ident())
        if self.failing:
            raise VoiceActivityError("by the test")
        assert windows.dtype == np.float32
        assert windows.shape == (len(rows), WINDOW_SAMPLES)
        assert len(set(rows)) == len(rows)
        assert np.abs(windows).max() <= 1
        for row in rows:
            self.rows[row] += 1
        self.batches.append(rows)
        return (np.abs(windows).mean(axis=1) > 0.003).astype(np.float32)


class Gate:
    """A thread that answers when the test says so."""

    def __init__(self):
        self.open = trio.Event()
        self.open.set()

    async def __call__(self, work):
        await self.open.wait()
        return work()


@pytest.fixture
def model():
    return ByMean()


@pytest.fixture
def gate(autojump_clock):
    return Gate()


@pytest.fixture
async def ear(model, gate, nursery):
    ear = BatchEar(model, gate)
    nursery.start_soon(ear.run)
    return ear


def attach(ear, switchboard):
    wire, line = switchboard.call()
    posted: list[Transition] = []
    return wire, line, ear.attach(line, posted.append, SETTINGS), posted


def kinds(posted):
    return [transition.kind for transition in posted]


async def test_the_model_decides_where_loudness_would_hear_nothing(
    autojump_clock, ear, switchboard
):
    wire, _line, _ear_line, posted = attach(ear, switchboard)
    await talk(wire, 20)
    await talk(wire, 50, frame=SOFT)
    await talk(wire, 40)
    assert kinds(posted) == [STARTED, SETTLED, ENDED]
    assert posted[0].at_sample == pytest.approx(20 * 160, abs=WINDOW_SAMPLES)
    assert posted[-1].at_sample == pytest.approx(70 * 160, abs=WINDOW_SAMPLES)


async def test_speech_is_known_within_two_windows_of_its_deciding_one(
    autojump_clock, ear, switchboard
):
    wire, _line, _ear_line, posted = attach(ear, switchboard)
    await talk(wire, 20)
    start = trio.current_time()
    while not posted:
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
    assert [kinds(posted) for *_, posted in calls] == [[], [STARTED]] * 10
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
    for *_, ear_line, _posted in calls:
        ear_line.close()
        ear_line.close()
    assert model.rows == {}


async def test_a_row_is_not_given_back_while_the_model_has_it(
    autojump_clock, ear, model, gate, switchboard
):
    wire, _line, ear_line, posted = attach(ear, switchboard)
    gate.open = trio.Event()
    wire.say(SOFT * 8)
    await trio.sleep(0.08)
    ear_line.close()
    assert len(model.rows) == 1
    gate.open.set()
    await trio.sleep(0.08)
    assert model.rows == {}
    assert posted == []


async def test_a_late_batch_falls_back_to_loudness_and_its_answer_is_thrown_away(
    autojump_clock, ear, gate, switchboard
):
    wire, _line, _ear_line, posted = attach(ear, switchboard)
    await talk(wire, 20)
    gate.open = trio.Event()
    await talk(wire, 40, frame=LOUD)
    assert kinds(posted) == [STARTED]
    assert ear.late_batches == 1
    await talk(wire, 40)
    assert kinds(posted) == [STARTED, SETTLED, ENDED]
    gate.open.set()
    await talk(wire, 30)
    assert kinds(posted) == [STARTED, SETTLED, ENDED]
    await talk(wire, 20, frame=SOFT)  # and the model is asked again
    assert kinds(posted)[3:] == [STARTED]
    assert posted[3].at_sample == pytest.approx(130 * 160, abs=WINDOW_SAMPLES)
    assert ear.late_batches == 1


async def test_a_batch_that_is_only_slow_is_waited_for(
    autojump_clock, ear, gate, switchboard
):
    wire, _line, _ear_line, posted = attach(ear, switchboard)
    await talk(wire, 20)
    gate.open = trio.Event()
    wire.say(SOFT * 5)
    await trio.sleep(LATE_S * 0.9)
    gate.open.set()
    await trio.sleep(0.1)
    assert kinds(posted) == [STARTED]
    assert ear.late_batches == 0


async def test_a_model_that_fails_is_replaced_by_loudness_with_one_warning(
    autojump_clock, ear, model, switchboard, caplog
):
    wire, _line, _ear_line, posted = attach(ear, switchboard)
    await talk(wire, 20)
    model.failing = True
    await talk(wire, 40, frame=LOUD)
    assert kinds(posted) == [STARTED]
    assert ear.failed_batches > 10
    assert len(caplog.records) == 1
    model.failing = False
    await talk(wire, 40)
    assert kinds(posted) == [STARTED, SETTLED, ENDED]


async def test_after_a_stall_only_the_last_windows_are_worth_a_model(
    autojump_clock, ear, model, switchboard
):
    wire, line, _ear_line, posted = attach(ear, switchboard)
    await talk(wire, 10)
    await trio.sleep(0.1)
    before = sum(model.rows.values())
    wire.say(LOUD * 80)  # 1.6 s at once
    await trio.sleep(0.1)
    assert sum(model.rows.values()) - before == MAX_WINDOWS
    assert kinds(posted) == [STARTED]
    assert posted[0].at_sample == pytest.approx(10 * 160, abs=WINDOW_SAMPLES)
    wire.say(QUIET * 120)  # more than the ring holds: the story stays in place
    await trio.sleep(0.1)
    assert kinds(posted) == [STARTED, SETTLED, ENDED]
    assert posted[-1].at_sample <= line.ring.samples


async def test_a_caller_on_hold_ends_his_utterance_although_no_frame_comes(
    autojump_clock, ear, switchboard
):
    wire, _line, _ear_line, posted = attach(ear, switchboard)
    await talk(wire, 50, frame=SOFT)
    await trio.sleep(1)
    assert kinds(posted) == [STARTED, SETTLED, ENDED]


async def test_our_own_echo_does_not_start_an_utterance(
    autojump_clock, ear, switchboard
):
    wire, line, _ear_line, posted = attach(ear, switchboard)
    line.playout.play((20_000).to_bytes(2, "little") * 160 * 100)
    await talk(wire, 5)
    await talk(wire, 50, frame=encode_audio((2000).to_bytes(2, "little") * 160))
    assert posted == []
    await talk(wire, 10, frame=LOUD)
    assert kinds(posted) == [STARTED]


async def test_an_ear_without_callers_sleeps(autojump_clock, ear, switchboard):
    wire, line, ear_line, _posted = attach(ear, switchboard)
    await talk(wire, 10)
    ear_line.close()
    line.end(LineLost("by the test"))
    await trio.sleep(0.2)
    assert trio.lowlevel.current_statistics().seconds_to_next_deadline == float("inf")


async def test_the_inline_twin_hears_the_same(
    autojump_clock, model, nursery, switchboard
):
    ear = BatchEar(model, run_inline)
    nursery.start_soon(ear.run)
    wire, _line, _ear_line, posted = attach(ear, switchboard)
    await talk(wire, 20, frame=SOFT)
    await talk(wire, 40)
    assert kinds(posted) == [STARTED, SETTLED, ENDED]
    assert model.threads == {threading.get_ident()}


@pytest.mark.integration
async def test_by_default_the_model_works_on_a_thread_of_its_own(model, nursery):
    line, started = Line(MemoryWire()), trio.Event()
    ear = BatchEar(model)
    nursery.start_soon(ear.run)
    ear.attach(line, lambda _transition: started.set(), SETTINGS)
    line.ring.write(SOFT[3:] * 20)
    with trio.fail_after(20):
        await started.wait()
    assert model.threads
    assert threading.get_ident() not in model.threads
    nursery.cancel_scope.cancel()
