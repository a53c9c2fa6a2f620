from __future__ import annotations

import random
from itertools import pairwise

import pytest
import trio

from callcore.transport.line import CallerHungUp, Deaf, Line, LineLost
from callcore.transport.memory import MemoryReadiness, MemoryWire
from callcore.transport.ticker import EpollReadiness, Ticker
from tests.kit.leaks import no_leaks
from tests.kit.switchboard import FRAME_S, QUIET, talk, tcp_pair


def offsets_ms(wire, phase_s, last):
    """How long after the caller's frames ours were sent."""
    return [(t - phase_s) % FRAME_S * 1000 for t, _ in wire.frames()[-last:]]


@pytest.mark.parametrize("phase_ms", [0.5, 3.1, 7.7, 12.9, 19.9])
async def test_the_slot_locks_2_to_4_ms_behind_the_callers_frames(
    autojump_clock, switchboard, phase_ms
):
    start = trio.current_time()
    wire, _line = switchboard.call()
    await talk(wire, 100, phase_ms / 1000)
    for offset_ms in offsets_ms(wire, start + phase_ms / 1000, last=40):
        assert 2.0 - 1e-6 <= offset_ms <= 4.0 + 1e-6, offsets_ms(
            wire, start + phase_ms / 1000, last=50
        )


async def test_jitter_never_makes_us_send_more_or_less_than_the_caller(
    autojump_clock, switchboard
):
    wire, _line = switchboard.call()
    await talk(wire, 500, 0.0, jitter_s=0.015)
    assert len(wire.frames()) == pytest.approx(500, abs=2)


async def test_the_slot_does_not_move_while_we_speak(autojump_clock, switchboard):
    wire, line = switchboard.call()
    await talk(wire, 20, 0.0)
    line.playout.play(b"\x11\x22" * 160 * 60)
    await talk(wire, 40, 0.007)  # the caller's phase jumps
    sent = [t for t, _ in wire.frames()[-30:]]
    assert [b - a for a, b in pairwise(sent)] == pytest.approx([FRAME_S] * 29)


@pytest.mark.parametrize("jump_ms", range(1, 20, 3))
async def test_a_move_of_the_slot_is_at_most_half_a_frame(
    autojump_clock, switchboard, jump_ms
):
    for _ in range(10):  # somebody in every slot, so that the ticker visits them all
        switchboard.call()
        await trio.sleep(0.002)
    wire, _line = switchboard.call()
    await talk(wire, 60, 0.0)
    await talk(wire, 120, jump_ms / 1000)
    sent = [t for t, _ in wire.frames()[20:]]
    gaps_ms = [(b - a) * 1000 for a, b in pairwise(sent)]
    assert all(12 - 1e-6 <= gap_ms <= 30 + 1e-6 for gap_ms in gaps_ms), gaps_ms


async def test_silence_goes_out_without_any_inbound_frame(autojump_clock, switchboard):
    wire, _line = switchboard.call()
    await trio.sleep(1)
    assert 49 <= len(wire.frames()) <= 51
    assert not any(any(pcm) for _, pcm in wire.frames())


@pytest.mark.parametrize("harm", ["oserror", "garbage", "bug"])
async def test_one_bad_line_does_not_hurt_the_others(autojump_clock, switchboard, harm):
    class Buggy(Deaf):
        def heard(self, pcm):
            raise ZeroDivisionError

    good = [switchboard.call()[0] for _ in range(3)]
    bad, line = switchboard.call(Buggy() if harm == "bug" else None)
    if harm == "oserror":
        bad.broken = TimeoutError("by the test")
    bad.say(b"\x77" if harm == "garbage" else QUIET)
    with pytest.raises(LineLost) as caught:
        await line.wait_ended()
    assert caught.value.__cause__ is not None
    sent = len(bad.outbox)
    await trio.sleep(1)
    assert len(bad.outbox) == sent
    assert all(len(wire.frames()) >= 49 for wire in good)


async def test_a_stalled_ticker_sends_at_most_two_frames_to_catch_up(
    autojump_clock, switchboard
):
    wire, _line = switchboard.call()
    await trio.sleep(0.5)
    before, start = len(wire.outbox), trio.current_time()
    autojump_clock.jump(1.0)  # the loop was wedged for a second
    await trio.sleep(0.0001)
    burst = [t for t, _ in wire.outbox[before:] if t < start + 1.001]
    assert len(burst) <= 3
    await trio.sleep(0.1)
    last = [t for t, _ in wire.outbox[-4:]]
    assert [b - a for a, b in pairwise(last)] == pytest.approx([FRAME_S] * 3)
    assert switchboard.ticker.counters.clumps_avoided >= 47


@pytest.mark.parametrize("seed", range(5))
async def test_no_stalls_of_any_length_make_a_clump_of_five(
    autojump_clock, switchboard, seed
):
    wires = []
    for _ in range(7):
        wires.append(switchboard.call()[0])
        await trio.sleep(0.003)
    chance = random.Random(seed)
    for _ in range(60):
        autojump_clock.jump(chance.choice([0.003, 0.02, 0.039, 0.05, 0.09, 0.4]))
        await trio.sleep(chance.uniform(0.0, 0.06))
    for wire in wires:
        sent = [t for t, _ in wire.frames()]
        assert len(sent) > 60
        spans = [sent[n + 4] - sent[n] for n in range(len(sent) - 4)]
        assert min(spans) >= 0.04 - 0.011  # 80 ms of audio may never come 80 ms early


async def test_a_late_tick_yields_so_that_a_driver_answers_before_the_next_slot(
    autojump_clock, switchboard, nursery
):
    heard = trio.Event()

    class Ear(Deaf):
        def heard(self, pcm):
            heard.set()

    wire, line = switchboard.call(Ear())

    async def driver():
        await heard.wait()
        line.playout.play(b"\x11\x22" * 160)

    nursery.start_soon(driver)
    await trio.sleep(0.5)
    autojump_clock.jump(0.039)  # two slots are overdue
    now = trio.current_time()
    wire.say(QUIET)
    await trio.sleep(0.0001)
    burst = [pcm for t, pcm in wire.frames() if t >= now]
    assert len(burst) == 2
    assert any(burst[-1])


async def test_a_reset_counts_as_a_hang_up_of_unknown_cause(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.1)
    wire.reset()
    with pytest.raises(CallerHungUp, match="unknown") as caught:
        await line.wait_ended()
    assert isinstance(caught.value.__cause__, ConnectionResetError)
    assert switchboard.ticker.counters.lines_hung_up == 1


async def test_a_line_ended_from_outside_is_dropped_at_its_next_slot(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.1)
    line.end(LineLost("by the call"))
    await trio.sleep(0.05)
    sent = len(wire.outbox)
    await trio.sleep(0.5)
    assert len(wire.outbox) == sent
    assert switchboard.ticker.lines == 0


async def test_two_hundred_lines_all_get_their_frames(autojump_clock, switchboard):
    wires = []
    for n in range(200):
        wires.append(switchboard.call()[0])
        if n % 20 == 0:
            await trio.sleep(0.002)
    await trio.sleep(1)
    assert all(48 <= len(wire.frames()) <= 52 for wire in wires)
    assert switchboard.ticker.lateness.worst_s == pytest.approx(0)


async def test_leaving_the_service_closes_the_wire_and_ends_the_line(
    autojump_clock, nursery
):
    ticker = Ticker(MemoryReadiness())
    nursery.start_soon(ticker.run)
    line = Line(wire := MemoryWire())
    with ticker.serve(line):
        await trio.sleep(0.1)
        assert not wire.closed
    assert wire.closed
    with pytest.raises(LineLost, match="over"):
        await line.wait_ended()
    assert ticker.lines == 0
    nursery.cancel_scope.cancel()


async def test_an_idle_ticker_does_not_spin_virtual_time(autojump_clock, nursery):
    beats = []
    ticker = Ticker(MemoryReadiness(), beat=lambda: beats.append(trio.current_time()))
    nursery.start_soon(ticker.run)
    await trio.sleep(3600)
    assert len(beats) == 1
    nursery.cancel_scope.cancel()


async def test_a_ticker_with_lines_beats_ten_times_a_second(autojump_clock, nursery):
    beats = []
    ticker = Ticker(MemoryReadiness(), beat=lambda: beats.append(trio.current_time()))
    nursery.start_soon(ticker.run)
    with ticker.serve(Line(MemoryWire())):
        await trio.sleep(10)
    assert 90 <= len(beats) <= 102
    assert max(b - a for a, b in pairwise(beats)) < 0.15
    nursery.cancel_scope.cancel()


@pytest.mark.integration
async def test_an_idle_ticker_beats_in_real_time(nursery):
    beaten = trio.Event()
    beats = []

    def beat():
        beats.append(trio.current_time())
        if len(beats) == 4:
            beaten.set()

    nursery.start_soon(Ticker(EpollReadiness(), beat).run)
    with trio.fail_after(10):
        await beaten.wait()
    assert beats[-1] - beats[0] >= 0.29
    nursery.cancel_scope.cancel()


@pytest.mark.integration
async def test_a_call_that_outlives_a_cancelled_ticker_still_ends_cleanly():
    wire, peer = tcp_pair()
    with peer:
        async with trio.open_nursery() as nursery:
            ticker = Ticker(EpollReadiness())
            nursery.start_soon(ticker.run)
            with ticker.serve(line := Line(wire)):
                await trio.lowlevel.checkpoint()
                nursery.cancel_scope.cancel()
                await line.hang_up()
    assert wire.fileno() != -1  # the number is kept for epoll; the socket is closed
    with pytest.raises(OSError, match="descriptor"):
        wire.receive_nowait()


@pytest.mark.integration
async def test_a_hundred_lines_leave_nothing_behind():
    async with no_leaks():
        async with trio.open_nursery() as nursery:
            ticker = Ticker(EpollReadiness())
            nursery.start_soon(ticker.run)
            for _ in range(100):
                wire, peer = tcp_pair()
                with peer, ticker.serve(Line(wire)):
                    await trio.lowlevel.checkpoint()
            assert ticker.lines == 0
            nursery.cancel_scope.cancel()
