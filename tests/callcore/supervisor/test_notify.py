"""What systemd is told."""

from __future__ import annotations

import socket

import pytest
import trio

from callcore.supervisor.notify import Notifier


@pytest.fixture
def systemd(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.setblocking(False)
        yield sock


def test_states_arrive_as_they_are(systemd):
    with Notifier(systemd.getsockname()) as notifier:
        notifier.tell("READY=1", "STATUS=x")
        notifier.tell_reloading()
    assert systemd.recv(999) == b"READY=1\nSTATUS=x"
    reloading, now = systemd.recv(999).splitlines()
    assert reloading == b"RELOADING=1"
    assert now.startswith(b"MONOTONIC_USEC=")


def test_an_abstract_address_begins_with_an_at():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind("\0callcore-test-notify")
        with Notifier("@callcore-test-notify") as notifier:
            notifier.tell("READY=1")
        assert sock.recv(99) == b"READY=1"


def test_without_an_address_or_a_reader_nothing_happens(tmp_path):
    with Notifier("") as notifier:
        notifier.tell("READY=1")
    with Notifier(str(tmp_path / "nobody")) as notifier:
        notifier.tell("READY=1")


async def test_the_watchdog_is_fed_every_second(systemd, autojump_clock):
    with Notifier(systemd.getsockname()) as notifier:
        with trio.move_on_after(2.5):
            await notifier.keep_watchdog()
    assert [systemd.recv(99) for _ in range(3)] == [b"WATCHDOG=1"] * 3
    with pytest.raises(BlockingIOError):
        systemd.recv(99)
