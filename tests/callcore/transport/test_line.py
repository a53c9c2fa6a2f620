from __future__ import annotations

import tracemalloc
from itertools import pairwise

import pytest
import trio

from callcore.transport.line import (
    FLOOD_FRAMES,
    MAX_HELD_FRAMES,
    CallerHungUp,
    Deaf,
    Line,
    LineLost,
)
from callcore.transport.memory import UNLIMITED, MemoryWire
from tests.kit.switchboard import LOUD, QUIET, UUID_FRAME, talk


async def tear_a_frame(wire):
    """Let the kernel take 100 bytes of the next frame; return when it has."""
    torn = trio.Event()
    wire.takes_bytes, wire.deliver = 100, lambda _data: torn.set()
    await torn.wait()
    wire.deliver = lambda _data: None


def tone(frames):
    return b"\x11\x22" * 160 * frames


# -- sending ---------------------------------------------------------------------


async def test_the_kernel_is_asked_what_is_unsent_only_when_it_could_be_too_much(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    asked = []
    unsent_bytes = wire.unsent_bytes

    def ask():
        asked.append(len(wire.outbox))
        return unsent_bytes()

    wire.unsent_bytes = ask
    await trio.sleep(1)
    assert 9 <= len(asked) <= 11  # every fifth frame
    wire.reading = False
    await trio.sleep(1)
    assert line.unsent_frames() == 5


async def test_a_short_send_is_completed_on_the_next_step(autojump_clock, switchboard):
    wire, _line = switchboard.call()
    await trio.sleep(0.05)
    await tear_a_frame(wire)
    wire.takes_bytes = UNLIMITED
    await trio.sleep(0.1)
    torn = next(n for n, (_, data) in enumerate(wire.outbox) if len(data) == 100)
    (torn_s, head), (mended_s, tail) = wire.outbox[torn : torn + 2]
    assert len(head + tail) == 323
    assert mended_s - torn_s == pytest.approx(0.002)
    assert all(len(data) == 323 for _, data in wire.outbox[torn + 2 :])


async def test_a_frame_torn_for_4_ms_loses_the_line(autojump_clock, switchboard):
    wire, line = switchboard.call()
    await trio.sleep(0.05)
    await tear_a_frame(wire)
    wire.takes_bytes = 0
    with pytest.raises(LineLost, match="4 ms"):
        await line.wait_ended()
    assert trio.current_time() - wire.outbox[-1][0] == pytest.approx(0.004, abs=0.0011)


async def test_the_cursor_holds_while_the_peer_does_not_read_and_never_catches_up(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    clip = line.playout.play(tone(50))
    wire.reading = False
    await trio.sleep(0.5)
    assert line.unsent_frames() == 5  # more than 4 unsent: hold
    assert line.playout.heard(clip) == 0
    wire.reading = True
    before = len(wire.outbox)
    await trio.sleep(0.1)
    assert len(wire.outbox) - before == 5  # one a slot, no burst


async def test_two_seconds_held_lose_the_line(autojump_clock, switchboard):
    wire, line = switchboard.call()
    wire.reading = False
    with pytest.raises(LineLost, match="2 s"):
        await line.wait_ended()
    assert trio.current_time() == pytest.approx((MAX_HELD_FRAMES + 5) * 0.02, abs=0.03)


async def test_eof_means_that_the_caller_hung_up(autojump_clock, switchboard):
    wire, line = switchboard.call()
    wire.say(b"")
    with pytest.raises(CallerHungUp):
        await line.wait_ended()


async def test_hanging_up_drains_what_is_under_way_until_the_peer_closes(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.05)

    async def peer():
        for _ in range(5):
            wire.say(QUIET)
            await trio.sleep(0.02)
        wire.say(b"")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(peer)
        start = trio.current_time()
        await line.hang_up()
    assert wire.outbox[-1][1] == b"\0\0\0"
    assert wire.shut
    assert wire.inbox == [b""]  # all read: close will send FIN, not RST
    assert 0.099 <= trio.current_time() - start < 0.11


async def test_a_peer_that_never_closes_costs_500_ms_even_when_cancelled(
    autojump_clock, switchboard
):
    _wire, line = switchboard.call()
    start = trio.current_time()
    with trio.CancelScope() as scope:
        scope.cancel(reason="drain")
        await line.hang_up()
    assert trio.current_time() - start == pytest.approx(0.5)


async def test_the_line_knows_who_called(autojump_clock, switchboard):
    _wire, line = switchboard.call()
    assert await line.wait_identified() == UUID_FRAME[3:]


async def test_a_line_that_ends_before_it_said_who_it_is_says_so(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    wire.inbox.clear()
    wire.say(b"")
    with pytest.raises(CallerHungUp):
        await line.wait_identified()


class Notes(Deaf):
    def __init__(self):
        self.pcm, self.digits = [], []

    def heard(self, pcm):
        self.pcm.append(pcm)

    def pressed(self, digit):
        self.digits.append(digit)


async def test_the_listener_hears_voice_and_digits_and_the_ring_has_the_voice_first(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.01)
    line.ring.write(b"")
    line.listener = notes = Notes()
    wire.say(LOUD + b"\x03\x00\x01" + b"7" + QUIET)
    await trio.sleep(0.05)
    assert notes.pcm == [LOUD[3:], QUIET[3:]]
    assert notes.digits == ["7"]
    assert line.ring.read(0)[1] == LOUD[3:] + QUIET[3:]


@pytest.mark.parametrize("kind", [0x11, 0x12, 0x18])
async def test_wide_band_audio_ends_the_line_and_says_what_the_dialplan_should(
    autojump_clock, switchboard, kind
):
    wire, line = switchboard.call()
    wire.say(bytes([kind, 0, 2, 0, 0]))
    with pytest.raises(LineLost, match=r"the dialplan says c\(slin\)"):
        await line.wait_ended()


async def test_a_kernel_that_takes_nothing_is_a_hold_and_not_a_torn_frame(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    line.playout.play(tone(100))
    await trio.sleep(0.1)
    wire.takes_bytes = 0
    await trio.sleep(1)
    assert line.ended is None
    assert line.counters.torn_frames == 0
    assert line.counters.frames_held > 40
    before = len(wire.outbox)
    wire.takes_bytes = UNLIMITED
    await trio.sleep(0.1)
    assert 5 <= len(wire.outbox) - before <= 6  # the held frame, then one a slot
    assert all(len(data) == 323 for _, data in wire.outbox)


async def test_hearing_goes_on_while_speaking_is_held(autojump_clock, switchboard):
    wire, line = switchboard.call()
    wire.reading = False
    await talk(wire, 40, frame=LOUD)
    await trio.sleep(0.01)
    assert line.ended is None
    assert line.ring.samples == 40 * 160


async def test_audio_far_beyond_real_time_ends_the_line(autojump_clock, switchboard):
    wire, line = switchboard.call()
    for _ in range(FLOOD_FRAMES // 100 + 1):
        wire.say(b"\x10\0\x02\1\1" * 101)
    with pytest.raises(LineLost, match="real time"):
        await line.wait_ended()


async def test_ten_seconds_of_backlog_are_forgiven(autojump_clock, switchboard):
    wire, line = switchboard.call()
    wire.say(QUIET * 500)
    await talk(wire, 50)
    assert line.ended is None


async def test_the_level_that_we_send_is_known_and_decays(autojump_clock, switchboard):
    _wire, line = switchboard.call()
    line.playout.play(b"\x00\x20\x00\xe0" * 80 * 10)
    await trio.sleep(0.15)
    assert line.transmit_peak == 8192
    await trio.sleep(0.4)
    assert 0 < line.transmit_peak < 8192 / 8


async def test_the_tap_gets_both_directions_on_one_timeline(
    autojump_clock, switchboard
):
    class Tape:
        def __init__(self):
            self.heard_at, self.spoke_at = [], []

        def heard(self, pcm, step):
            self.heard_at.append((step, pcm))

        def spoke(self, pcm, step):
            self.spoke_at.append((step, pcm))

    wire, line = switchboard.call()
    line.tap = tape = Tape()
    line.playout.play(tone(2))
    await talk(wire, 10, 0.004)
    assert [pcm for _, pcm in tape.heard_at] == [QUIET[3:]] * 9
    assert [pcm for _, pcm in tape.spoke_at][:3] == [tone(1), tone(1), None]
    steps = [step for step, _ in tape.heard_at]
    assert {b - a for a, b in pairwise(steps)} <= {9, 10, 11}


async def test_a_reader_is_woken_when_the_ring_has_so_much(autojump_clock, switchboard):
    wire, line = switchboard.call()
    woken_s = []

    async def read():
        await line.wait_written(5 * 320)
        woken_s.append(trio.current_time())
        await line.wait_written(320)  # there already

    async with trio.open_nursery() as nursery:
        nursery.start_soon(read)
        start = trio.current_time()
        await talk(wire, 10)
    assert woken_s[0] - start == pytest.approx(0.08, abs=0.005)


async def test_hanging_up_twice_says_goodbye_once(autojump_clock, switchboard):
    wire, line = switchboard.call()
    await trio.sleep(0.05)
    await line.hang_up()
    await line.hang_up()
    assert [data for _, data in wire.outbox].count(b"\0\0\0") == 1


async def test_hanging_up_finishes_a_frame_that_is_under_way(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.05)
    await tear_a_frame(wire)
    wire.takes_bytes = UNLIMITED
    await line.hang_up()
    sent = b"".join(data for _, data in wire.outbox)
    assert len(sent) % 323 == 3
    assert sent.endswith(b"\0\0\0")


async def test_a_hang_up_that_the_peer_no_longer_takes_returns_at_once(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.05)
    wire.broken = BrokenPipeError()
    start = trio.current_time()
    await line.hang_up()
    assert trio.current_time() == start
    assert isinstance(line.ended, LineLost)


def test_a_line_costs_less_than_60_kilobytes():
    tracemalloc.start()
    lines = [Line(MemoryWire()) for _ in range(50)]
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used / len(lines) < 60_000


async def test_a_torn_frame_of_a_caller_who_has_gone_is_not_mended(
    autojump_clock, switchboard
):
    wire, line = switchboard.call()
    await trio.sleep(0.05)
    await tear_a_frame(wire)
    sent = len(wire.outbox)
    wire.takes_bytes = UNLIMITED
    wire.say(b"")
    await trio.sleep(0.1)
    assert isinstance(line.ended, CallerHungUp)
    assert len(wire.outbox) == sent


async def test_a_peer_that_reads_now_and_then_is_not_lost(autojump_clock, switchboard):
    wire, line = switchboard.call()
    for _ in range(5):
        wire.reading = False
        await trio.sleep(1.5)
        wire.reading = True
        await trio.sleep(0.1)
    assert line.ended is None
