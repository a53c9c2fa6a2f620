"""When the first frame of an answer leaves: in its slot, or a moment beside it."""

from __future__ import annotations

from itertools import pairwise

import pytest
import trio

from callcore.transport.line import LineLost


def tone(frames):
    return b"\x11\x22" * 160 * frames


def begin(line):
    """Say the first chunk of an answer, as the speaker does."""
    line.playout.add(line.playout.open("Hello."), tone(10))


async def test_a_silent_slot_waits_up_to_6_ms_for_an_answer_and_no_longer(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.1)
    due_s = wire.outbox[-1][0] + 0.020
    line.expect_speech()
    await trio.sleep_until(due_s + 0.003)
    line.playout.play(tone(2))
    await trio.sleep(0.1)
    late = [t for t, data in wire.outbox if t > due_s - 0.001]
    assert late[0] == pytest.approx(due_s + 0.004)
    assert any(next(data for t, data in wire.outbox if t == late[0])[3:])
    assert all(b - a == pytest.approx(0.020) for a, b in pairwise(late[:4]))


async def test_a_slot_that_waits_sends_what_is_said_now_and_not_with_the_next_step(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.105)
    due_s = wire.outbox[-1][0] + 0.020
    line.expect_speech()
    await trio.sleep_until(due_s + 0.003)
    begin(line)
    await trio.sleep(0.1)
    late = [t for t, data in wire.outbox if t > due_s - 0.001]
    assert late[0] == pytest.approx(due_s + 0.003)
    assert any(next(data for t, data in wire.outbox if t == late[0])[3:])
    assert late[1] - late[0] == pytest.approx(0.021)  # from the step that it waited for
    assert all(b - a == pytest.approx(0.020) for a, b in pairwise(late[1:5]))


@pytest.mark.parametrize(("early_ms", "is_early"), [(1, True), (3, True), (7, False)])
async def test_an_expected_answer_leaves_up_to_4_ms_before_its_slot(
    autojump_clock, switchboard, early_ms, is_early
):
    wire, line = switchboard.call()
    await trio.sleep(0.105)
    due_s = wire.outbox[-1][0] + 0.020
    line.expect_speech()
    await trio.sleep_until(due_s - early_ms / 1000)
    begin(line)
    await trio.sleep(0.1)
    spoken = [t for t, data in wire.outbox if any(data[3:])]
    assert spoken[0] == pytest.approx(due_s - early_ms / 1000 * is_early)
    # no frame more, and the slots stay where they were
    slots = [due_s + n * 0.020 for n in range(1, 4)]
    assert spoken[1:4] == pytest.approx(slots)


async def test_speech_that_nobody_waits_for_keeps_to_its_slot(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.105)
    due_s = wire.outbox[-1][0] + 0.020
    await trio.sleep_until(due_s - 0.001)
    begin(line)
    await trio.sleep(0.1)
    spoken = [t for t, data in wire.outbox if any(data[3:])]
    assert spoken[0] == pytest.approx(due_s)


async def test_a_bug_in_who_follows_the_mouth_costs_the_line_and_not_the_speaker(
    autojump_clock, switchboard
):
    class Buggy:
        def clip_started(self, clip):
            raise ZeroDivisionError

    _wire, line = switchboard.call()
    await trio.sleep(0.105)
    line.playout.listener = Buggy()
    line.expect_speech()
    await trio.sleep(0.014)
    begin(line)  # does not raise
    assert isinstance(line.ended, LineLost)
    assert switchboard.ticker.counters.line_bugs == 1
    assert switchboard.ticker.lines == 0


async def test_an_answer_that_does_not_come_costs_6_ms_of_silence(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.105)
    due_s = wire.outbox[-1][0] + 0.020
    line.expect_speech()
    await trio.sleep(0.1)
    late = [t for t, _ in wire.outbox if t > due_s - 0.001]
    assert late[0] == pytest.approx(due_s + 0.006)
    assert late[1] - late[0] == pytest.approx(0.020)


async def test_speech_that_is_there_does_not_wait(autojump_clock, switchboard):
    wire, line = switchboard.call()
    await trio.sleep(0.1)
    due_s = wire.outbox[-1][0] + 0.020
    line.playout.play(tone(5))
    line.expect_speech()
    await trio.sleep(0.1)
    assert any(t == pytest.approx(due_s) for t, _ in wire.outbox)
