from __future__ import annotations

import socket
import struct

import pytest

from chaos.bench.load import (
    QUIET,
    SILENCE_FRAMES,
    SPEECH_FRAMES,
    VOICE,
    WARM_FRAMES,
    WIRE_BYTES,
    Caller,
    _result,
    babbling,
    quantile_ms,
)


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Caller(ours, due_s=100.0), theirs


def test_a_quantile_is_one_of_the_values_in_ms():
    values = [n / 1000 for n in range(1, 101)]
    assert quantile_ms(values, 0.5) == 51.0
    assert quantile_ms(values, 0.95) == 96.0
    assert quantile_ms(values, 1.0) == 100.0
    assert quantile_ms([0.004], 0.5) == 4.0
    assert quantile_ms([], 0.5) is None


def test_the_voice_is_loud_and_a_frame_long():
    assert len(VOICE) == len(QUIET) == WIRE_BYTES == 323
    assert max(struct.unpack("<160h", VOICE[3:])) > 8000
    assert not any(QUIET[3:])


def test_a_caller_speaks_for_a_second_and_listens_longer(pair):
    caller, peer = pair
    caller.late_s = [0.0] * (WARM_FRAMES + 1 - SPEECH_FRAMES)
    peer.settimeout(5)
    for _ in range(SPEECH_FRAMES + SILENCE_FRAMES):
        caller.send()
        frame = peer.recv(WIRE_BYTES, socket.MSG_WAITALL)
        assert frame == (VOICE if caller.frame <= SPEECH_FRAMES else QUIET)
    assert caller.due_s == pytest.approx(100 + 0.02 * (SPEECH_FRAMES + SILENCE_FRAMES))
    assert caller.asked_s > 0


def test_a_question_of_the_first_second_is_not_measured(pair):
    caller, _peer = pair
    caller.frame = SPEECH_FRAMES
    caller.send()
    assert caller.asked_s == 0
    caller.late_s = [0.0] * WARM_FRAMES
    caller.frame = SPEECH_FRAMES
    caller.send()
    assert caller.asked_s > 0


def test_babble_comes_in_whole_frames():
    frames = babbling()
    assert len(frames) == SPEECH_FRAMES
    assert all(len(frame) == WIRE_BYTES and frame[:3] == VOICE[:3] for frame in frames)
    assert all(any(frame[3:]) for frame in frames)


def test_a_generator_that_is_late_itself_says_so(pair):
    caller, _peer = pair
    caller.late_s = [9.0] * WARM_FRAMES + [0.001, 0.002]
    assert _result([caller], lost=0)["own_late_p99_ms"] == 2.0


def test_the_first_loud_frame_after_the_question_is_the_answer(pair):
    caller, peer = pair
    caller.asked_s = 10.0
    peer.send(QUIET + QUIET)
    assert caller.receive(10.5)
    assert caller.gaps_s == []
    peer.send(VOICE + VOICE)
    assert caller.receive(11.25)
    assert caller.gaps_s == [1.25]
    assert caller.arrivals_s == [10.5, 10.5, 11.25, 11.25]


def test_faint_noise_is_no_answer(pair):
    caller, peer = pair
    caller.asked_s = 10.0
    peer.send(QUIET[:3] + struct.pack("<160h", *([-1, 3] * 80)))
    caller.receive(11.0)
    assert caller.gaps_s == []


def test_half_a_frame_waits_for_its_rest(pair):
    caller, peer = pair
    peer.send(VOICE[:100])
    assert caller.receive(1.0)
    assert caller.arrivals_s == []
    peer.send(VOICE[100:] + VOICE[:1])
    assert caller.receive(2.0)
    assert caller.arrivals_s == [2.0]
    assert caller.rest == VOICE[:1]


def test_the_end_of_a_call_is_seen(pair):
    caller, peer = pair
    peer.close()
    assert not caller.receive(1.0)


def test_the_result_says_how_late_frames_came_after_the_first_second():
    callers = [Caller(socket.socket(), 0.0) for _ in range(2)]
    for caller in callers:
        caller.sock.close()
        caller.gaps_s = [1.0, 1.1]
        caller.arrivals_s = [0.02 * n for n in range(60)]
    callers[0].arrivals_s[59] += 0.005
    found = _result(callers, lost=1)
    assert (found["calls"], found["lost"], found["turns"]) == (2, 1, 4)
    assert (found["gap_p50_ms"], found["gap_p95_ms"]) == (1100.0, 1100.0)
    assert found["frames"] == 18
    assert found["late_max_ms"] == pytest.approx(5.0)
