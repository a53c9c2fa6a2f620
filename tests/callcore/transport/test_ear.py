from __future__ import annotations

import pytest
import trio

from callcore.audio.endpointing import EarSettings, TransitionKind
from callcore.protocol.audiosocket import encode_audio
from callcore.transport.ear import ECHO_RETURN, EnergyEar
from callcore.transport.line import Line, LineLost
from callcore.transport.memory import MemoryWire
from tests.kit.switchboard import LOUD, QUIET, talk

SETTINGS = EarSettings(start_ms=60, settle_ms=200, end_ms=500, least_ms=120)
STARTED, SETTLED = TransitionKind.STARTED, TransitionKind.SETTLED
RESUMED, ENDED = TransitionKind.RESUMED, TransitionKind.ENDED


@pytest.fixture
async def ear(autojump_clock, nursery):
    ear = EnergyEar()
    nursery.start_soon(ear.run)
    return ear


class Notes:
    """What an ear posted, and when."""

    def __init__(self):
        self.transitions, self.times, self.digits = [], [], []

    def __call__(self, transition):
        self.transitions.append(transition)
        self.times.append(trio.current_time())

    @property
    def kinds(self):
        return [transition.kind for transition in self.transitions]


def attach(ear, switchboard, settings=SETTINGS):
    wire, line = switchboard.call()
    notes = Notes()
    return wire, line, ear.attach(line, notes, settings, notes.digits.append), notes


async def test_an_utterance_is_posted_with_its_place_in_the_ring(
    autojump_clock, ear, switchboard
):
    wire, line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20)
    await talk(wire, 50, frame=LOUD)
    await talk(wire, 40)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    started, settled, ended = notes.transitions
    assert started.at_sample == 20 * 160
    assert settled.at_sample == ended.at_sample == 70 * 160
    assert ended.speech_ms == 1000
    read_at, pcm = line.ring.read(2 * started.at_sample)
    assert (read_at, pcm[:320]) == (2 * started.at_sample, LOUD[3:])


async def test_it_is_known_in_the_tick_that_brought_the_deciding_frame(
    autojump_clock, ear, switchboard
):
    wire, _line, _ear_line, notes = attach(ear, switchboard, EarSettings.instant())
    await talk(wire, 20)
    await trio.sleep(0.02)
    start = trio.current_time()
    wire.say(LOUD)
    await trio.sleep(0.01)
    assert notes.kinds == [STARTED]
    assert notes.times[0] - start <= 0.004 + 1e-9  # this step is over; the next one


async def test_what_was_said_before_the_ear_came_is_not_counted_but_has_its_place(
    autojump_clock, ear, switchboard
):
    wire, line = switchboard.call()
    await talk(wire, 51, frame=LOUD)
    notes = Notes()
    ear.attach(line, notes, SETTINGS)
    await talk(wire, 10)
    await talk(wire, 10, frame=LOUD)
    assert notes.transitions[0].at_sample == pytest.approx(61 * 160, abs=160)


async def test_a_caller_on_hold_ends_his_utterance_although_no_frame_comes(
    autojump_clock, ear, switchboard
):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await talk(wire, 50, frame=LOUD)
    stopped = trio.current_time()
    await trio.sleep(2)  # DTX, or a PBX on hold: nothing at all
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert 0.4 <= notes.times[-1] - stopped <= 0.75
    assert notes.transitions[-1].at_sample == 50 * 160


async def test_digits_pass_through(autojump_clock, ear, switchboard):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    await trio.sleep(0.05)
    for digit in b"1*#":
        wire.say(b"\x03\0\x01" + bytes([digit]))
    await trio.sleep(0.05)
    assert notes.digits == ["1", "*", "#"]


async def test_end_ms_may_be_changed_in_the_middle_of_a_call(
    autojump_clock, ear, switchboard
):
    wire, _line, ear_line, notes = attach(ear, switchboard)
    ear_line.end_ms = 900
    assert ear_line.end_ms == 900
    await talk(wire, 20, frame=LOUD)
    await talk(wire, 40)
    assert notes.kinds == [STARTED, SETTLED]
    assert ear_line.speaking
    await talk(wire, 10)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert not ear_line.speaking


def shout(peak):
    return encode_audio(peak.to_bytes(2, "little") * 160)


async def test_our_own_echo_does_not_start_an_utterance_but_a_voice_does(
    autojump_clock, ear, switchboard
):
    wire, line, ear_line, notes = attach(ear, switchboard)
    line.playout.play((20_000).to_bytes(2, "little") * 160 * 200)
    await talk(wire, 10)
    await talk(wire, 50, frame=shout(round(20_000 * ECHO_RETURN * 0.8)))
    assert notes.kinds == []
    assert ear_line.echo_peak == pytest.approx(2500)
    await talk(wire, 20, frame=shout(8000))
    assert notes.kinds == [STARTED]


async def test_the_guard_falls_soon_after_we_are_silent(
    autojump_clock, ear, switchboard
):
    wire, line, ear_line, notes = attach(ear, switchboard)
    line.playout.play((20_000).to_bytes(2, "little") * 160 * 5)
    await talk(wire, 40)
    assert ear_line.echo_peak == 0
    await talk(wire, 20, frame=shout(1000))
    assert notes.kinds == [STARTED]


async def test_after_closing_nothing_is_posted(autojump_clock, ear, switchboard):
    wire, _line, ear_line, notes = attach(ear, switchboard)
    with ear_line:
        await talk(wire, 10, frame=LOUD)
    ear_line.close()
    await talk(wire, 10)
    wire.say(b"\x03\0\x017")
    await trio.sleep(2)
    assert notes.kinds == [STARTED]
    assert notes.digits == []


async def test_an_ear_without_callers_sleeps(autojump_clock, ear, switchboard):
    _wire, _line, ear_line, _notes = attach(ear, switchboard)
    ear_line.close()
    await trio.sleep(0.2)
    statistics = trio.lowlevel.current_statistics()
    assert statistics.seconds_to_next_deadline < 0.1  # the line's slots
    assert not ear._lines


@pytest.mark.parametrize("at", ["in the tick", "in the ear's own task"])
async def test_a_call_that_cannot_take_a_transition_loses_its_own_line_only(
    autojump_clock, ear, switchboard, at
):
    def full(transition):
        if at == "in the tick" or transition.kind is not STARTED:
            raise trio.WouldBlock

    bad_wire, bad_line = switchboard.call()
    ear.attach(bad_line, full, SETTINGS)
    wire, line, _ear_line, notes = attach(ear, switchboard)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(talk, bad_wire, 20, 0.0, 0.0, LOUD)
        nursery.start_soon(talk, wire, 20, 0.0, 0.0, LOUD)
    await trio.sleep(1)
    assert isinstance(bad_line.ended, LineLost)
    assert isinstance(bad_line.ended.__cause__, trio.WouldBlock)
    assert line.ended is None
    assert notes.kinds == [STARTED, SETTLED, ENDED]


async def test_frames_of_any_size_are_heard(autojump_clock, ear, switchboard):
    wire, _line, _ear_line, notes = attach(ear, switchboard)
    wire.say(encode_audio(LOUD[3:] * 10))  # 200 ms in one frame
    await trio.sleep(0.05)
    assert notes.kinds == [STARTED]
    assert notes.transitions[0].speech_ms == 200


def test_attaching_makes_the_ear_the_lines_listener():
    line = Line(MemoryWire())
    ear_line = EnergyEar().attach(line, Notes(), SETTINGS)
    assert line.listener is ear_line
    ear_line.pressed("1")  # nobody asked for digits
    assert QUIET[3:] == bytes(320)
