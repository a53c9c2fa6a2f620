from __future__ import annotations

import random
import socket

import pytest

from chaos.bench import bargewire, measured
from chaos.bench.bargewire import Interrupter, summary
from chaos.bench.load import QUIET, SPEECH_FRAMES, VOICE, WIRE_BYTES


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Interrupter(ours, due_s=100.0, chance=random.Random(1)), theirs


def test_it_talks_for_a_second_and_listens_for_less_than_a_reply_takes(pair):
    caller, peer = pair
    sent = []
    for _ in range(400):
        caller.send()
        sent.append(peer.recv(WIRE_BYTES, socket.MSG_WAITALL) == VOICE)
    runs = "".join("v" if loud else "." for loud in sent).strip(".").split(".")
    talks = [run for run in runs if run]
    assert all(len(talk) == SPEECH_FRAMES for talk in talks[:-1])
    assert len(caller.began_s) == len(talks) >= 3


def test_only_loud_frames_are_noted_and_the_end_is_seen(pair):
    caller, peer = pair
    peer.send(QUIET + VOICE + VOICE[:7])
    assert caller.receive(5.0)
    assert caller.loud_s == [5.0]
    peer.send(VOICE[7:])
    assert caller.receive(6.0)
    assert caller.loud_s == [5.0, 6.0]
    peer.close()
    assert not caller.receive(7.0)


def test_what_still_came_is_told_of_interruptions_and_of_nothing_else(pair):
    caller, _peer = pair
    caller.began_s = [10.0, 20.0, 30.0]
    caller.loud_s = [9.98, 10.004, 10.012, 11.5, 29.99]
    (first_s, first_frames), second = caller.stops()  # at 20 nobody was speaking
    assert (first_s, first_frames) == (pytest.approx(0.012), 2)
    assert second == (0.0, 0)


def test_a_reply_that_went_on_is_ignored_and_not_slow():
    found = summary([(0.001, 1), (0.003, 1), (0.85, 43)])
    assert (found["interruptions"], found["ignored"]) == (3, 1)
    assert found["stop_max_ms"] == 3.0
    assert summary([])["stop_p50_ms"] is None


@pytest.mark.integration
def test_long_replies_are_interrupted_on_sockets(monkeypatch):
    """Only that it works: how fast is no test's business."""
    monkeypatch.setattr(measured, "pin", lambda *_: None)
    found = bargewire.measure(3, 6.0)
    assert found["interruptions"] >= 3
    assert found["interruptions"] > found["ignored"]
