from __future__ import annotations

import pytest
import trio

from callcore.audio.echo import BEST_RETURN, MARGIN, WORST_RETURN
from callcore.audio.endpointing import EarSettings, Question, TransitionKind
from callcore.protocol.audiosocket import encode_audio
from callcore.transport.ear import EnergyEar
from callcore.transport.line import Line, LineLost
from callcore.transport.memory import MemoryWire
from tests.kit.ears import SETTINGS, Notes, attach, shout
from tests.kit.switchboard import LOUD, QUIET, talk

STARTED, SETTLED = TransitionKind.STARTED, TransitionKind.SETTLED
RESUMED, ENDED = TransitionKind.RESUMED, TransitionKind.ENDED


@pytest.fixture
async def ear(autojump_clock, nursery):
    ear = EnergyEar()
    nursery.start_soon(ear.run)
    return ear


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


def tone(peak, frames):
    return shout(peak)[3:] * frames


async def test_our_own_echo_does_not_start_an_utterance_but_a_voice_does(
    autojump_clock, ear, switchboard
):
    wire, line, ear_line, notes = attach(ear, switchboard)
    line.playout.play(tone(20_000, 200))
    await talk(wire, 10)
    await talk(wire, 80, frame=shout(5000))  # 12 dB down, from the first word on
    assert notes.kinds == []
    assert ear_line.echo.gain == pytest.approx(0.25)
    await talk(wire, 3, frame=shout(round(5000 * MARGIN * 1.1)))
    await trio.sleep(0.02)
    assert notes.kinds == [STARTED]


async def test_a_soft_voice_interrupts_on_a_line_without_echo(
    autojump_clock, ear, switchboard
):
    wire, line, ear_line, notes = attach(ear, switchboard)
    line.playout.play(tone(20_000, 200))
    await talk(wire, 80)
    assert ear_line.echo.gain == BEST_RETURN
    await talk(wire, 4, frame=shout(1000))
    assert notes.kinds == [STARTED]


async def test_an_echo_of_which_nothing_is_known_is_the_worst(
    autojump_clock, ear, switchboard
):
    wire, line, _ear_line, notes = attach(ear, switchboard)
    line.playout.play(tone(20_000, 200))
    await talk(wire, 5)
    await talk(wire, 10, frame=shout(round(20_000 * WORST_RETURN * 0.98)))
    assert notes.kinds == []
    await talk(wire, 4, frame=shout(round(20_000 * WORST_RETURN * 1.02)))
    assert notes.kinds == [STARTED]


async def test_the_guard_falls_soon_after_we_are_silent(
    autojump_clock, ear, switchboard
):
    wire, line, ear_line, notes = attach(ear, switchboard)
    line.playout.play(tone(20_000, 5))
    await talk(wire, 20)
    assert ear_line.echo.active
    await talk(wire, 60)
    assert not ear_line.echo.active
    await talk(wire, 4, frame=shout(1000))
    assert notes.kinds == [STARTED]


async def test_our_echo_does_not_hold_an_utterance_while_we_go_on(
    autojump_clock, ear, switchboard
):
    wire, line, _ear_line, notes = attach(ear, switchboard)
    line.playout.play(tone(20_000, 400))
    await talk(wire, 80, frame=shout(5000))
    await talk(wire, 20, frame=shout(12_000))
    await talk(wire, 40, frame=shout(5000))
    assert notes.kinds == [STARTED, SETTLED, ENDED]


async def test_a_soft_voice_goes_on_after_we_stopped_for_it(
    autojump_clock, ear, switchboard
):
    wire, line, _ear_line, notes = attach(ear, switchboard)
    line.playout.play(tone(20_000, 400))
    await talk(wire, 80, frame=shout(5000))
    await talk(wire, 5, frame=shout(12_000))
    assert notes.kinds == [STARTED]
    line.playout.pause()
    await talk(wire, 200, frame=shout(3000))  # softer than our echo was
    assert ENDED not in notes.kinds


async def test_a_mistake_is_learnt_from(autojump_clock, ear, switchboard):
    wire, line, ear_line, notes = attach(ear, switchboard)
    line.playout.play(tone(20_000, 1000))
    await talk(wire, 80)
    await talk(wire, 10, frame=shout(4000))  # a loudspeaker was switched on
    assert notes.kinds == [STARTED]
    ear_line.mistaken()
    assert ear_line.echo.gain == pytest.approx(0.2)
    await talk(wire, 100, frame=shout(4000))
    assert notes.kinds == [STARTED, SETTLED, ENDED]


async def test_a_shorter_end_acts_with_the_next_frame(autojump_clock, ear, switchboard):
    wire, _line, ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20, frame=LOUD)
    await talk(wire, 16)
    assert notes.kinds == [STARTED, SETTLED]
    ear_line.end_ms = 250
    await talk(wire, 1)
    await trio.sleep(0.02)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert notes.transitions[-1].at_sample == 20 * 160


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
    assert notes.transitions[0].speech_ms == 60
    wire.say(encode_audio(bytes(320 * 30)))
    await trio.sleep(0.05)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert notes.transitions[-1].at_sample == 10 * 160


@pytest.mark.parametrize("later_bytes", [0, 320, 16_000, 32_000, 48_000])
def test_a_tail_ends_at_its_question_and_is_shorter_when_the_ring_has_gone_on(
    later_bytes,
):
    line = Line(MemoryWire())
    ear_line = EnergyEar().attach(line, Notes(), SETTINGS)
    line.ring.write(b"\1" * 40_000)
    line.ring.write(b"\2" * later_bytes)
    tail = ear_line.tail(Question(pause=1, at_sample=20_000, unheard=0))
    assert tail == b"\1" * max(0, 32_000 - later_bytes)
    tail = ear_line.tail(Question(pause=1, at_sample=20_000, unheard=1000))
    assert tail == b"\1" * min(30_000, max(0, 32_000 - later_bytes)) + bytes(2000)


def test_attaching_makes_the_ear_the_lines_listener():
    line = Line(MemoryWire())
    ear_line = EnergyEar().attach(line, Notes(), SETTINGS)
    assert line.listener is ear_line
    ear_line.pressed("1")  # nobody asked for digits
    assert QUIET[3:] == bytes(320)
