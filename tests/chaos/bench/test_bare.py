from __future__ import annotations

import io
import json
import socket
import sys
import time
import uuid
from contextlib import suppress

import pytest

from chaos.bench.bare import ANSWER_FRAMES, LOCK_FRAMES, UUID_BYTES, Loop, Peer, obey
from chaos.bench.load import QUIET, VOICE, WIRE_BYTES


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Peer(ours), theirs


def sent(peer, phone):
    peer.send()
    return phone.recv(WIRE_BYTES, socket.MSG_WAITALL)


def test_it_answers_when_a_caller_falls_silent_and_not_before(pair):
    peer, phone = pair
    phone.send(bytes(UUID_BYTES) + VOICE)
    assert peer.receive()
    assert sent(peer, phone) == QUIET
    phone.send(QUIET)
    assert peer.receive()
    answer = [sent(peer, phone) for _ in range(ANSWER_FRAMES + 1)]
    assert answer == [VOICE] * ANSWER_FRAMES + [QUIET]


def test_half_a_frame_waits_for_its_rest(pair):
    peer, phone = pair
    phone.send(bytes(UUID_BYTES) + VOICE + QUIET[:100])
    assert peer.receive()
    assert (peer.frames, peer.answer_frames) == (1, 0)
    phone.send(QUIET[100:])
    assert peer.receive()
    assert (peer.frames, peer.answer_frames, peer.rest) == (2, ANSWER_FRAMES, b"")


def test_the_end_of_a_call_is_seen(pair):
    peer, phone = pair
    phone.close()
    assert not peer.receive()


def test_the_slot_is_where_the_earliest_frames_came(pair, monkeypatch):
    peer, phone = pair
    now_s = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    phone.send(bytes(UUID_BYTES))
    peer.receive()
    for n in range(LOCK_FRAMES + 5):
        now_s[0] = 100 + 0.02 * n + (0.015 if n % 3 else 0.004)
        phone.send(QUIET)
        peer.receive()
    assert peer.first_s == pytest.approx(100.004)


@pytest.mark.integration
def test_a_call_is_accepted_answered_in_its_slot_and_forgotten():
    loop = Loop()
    phone = socket.create_connection(loop.listener.getsockname())
    phone.send(b"\x01\0\x10" + uuid.uuid4().bytes)
    heard = b""
    phone.setblocking(False)
    end_s = time.monotonic() + 20
    for n in range(LOCK_FRAMES + 5):
        phone.send(VOICE if n < LOCK_FRAMES else QUIET)
        loop.turn()
    while VOICE not in heard:
        assert time.monotonic() < end_s, "no answer"
        loop.turn()
        with suppress(BlockingIOError):
            heard += phone.recv(65536)
    phone.close()
    while loop._peers:
        assert time.monotonic() < end_s, "not forgotten"
        loop.turn()
    loop.listener.close()
    loop.epoll.close()


def test_it_obeys_like_the_server(monkeypatch, capsys):
    loop = Loop()
    monkeypatch.setattr(sys, "stdin", io.StringIO("admit 2\nstats\ncpu\nreset\n"))
    while obey(loop):
        pass
    admitted, stats, cpu, _reset = map(
        json.loads, capsys.readouterr().out.split("\n")[:4]
    )
    assert len({uuid.UUID(call) for call in admitted["ids"]}) == 2
    assert admitted["port"] == loop.listener.getsockname()[1]
    assert stats["rss_kb"] > 10_000
    assert cpu["cpu_s"] > 0
    loop.listener.close()
    loop.epoll.close()
