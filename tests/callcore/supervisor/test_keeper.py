"""A process beside the workers: kept, watched once it beats, ended with us."""

from __future__ import annotations

import os
import sys

import pytest
import trio

from callcore.supervisor.deadlines import Deadlines
from callcore.supervisor.keeper import ProcessKeeper
from tests.kit.until import until

pytestmark = pytest.mark.integration

QUICK = Deadlines(
    backoff_first_s=0.01, backoff_cap_s=0.01, kept_silent_s=0.5, stop_s=0.5
)
BEATS_ONCE = """
import socket, sys, time
socket.socket(fileno=int(sys.argv[1])).send(b'{"kind":"beat","live":0,"capacity":1}')
time.sleep(60)
"""
IGNORES_SIGTERM = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(60)
"""


def python(script: str):
    return lambda fd: [sys.executable, "-c", script, str(fd)]


def pid_of(keeper: ProcessKeeper) -> int:
    child = keeper._child
    return child.pid if child else 0


async def test_it_is_started_again_and_again():
    keeper = ProcessKeeper("engines", lambda _fd: ["true"], QUICK)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keeper.run)
        await until(lambda: keeper.restarts >= 3)
        nursery.cancel_scope.cancel()


async def test_a_missing_program_is_tried_again():
    keeper = ProcessKeeper("engines", lambda _fd: ["/no-such-program"], QUICK)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keeper.run)
        await until(lambda: keeper.restarts >= 3)
        nursery.cancel_scope.cancel()


async def test_it_ends_with_us():
    keeper = ProcessKeeper("engines", lambda _fd: ["sleep", "60"], QUICK)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keeper.run)
        await until(lambda: pid_of(keeper))
        pid = pid_of(keeper)
        keeper.look(trio.current_time() + 999, late=False)  # it has never beaten
        assert keeper._child
        nursery.cancel_scope.cancel()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_one_that_has_beaten_and_falls_silent_is_killed():
    keeper = ProcessKeeper("engines", python(BEATS_ONCE), QUICK)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keeper.run)
        await until(lambda: keeper._heard_s is not None)
        keeper.look(trio.current_time() + 0.6, late=True)
        assert keeper.restarts == 0
        keeper.look(trio.current_time() + 9.0, late=False)
        await until(lambda: keeper.restarts == 1)
        nursery.cancel_scope.cancel()


async def test_one_that_does_not_want_to_end_is_killed():
    keeper = ProcessKeeper("engines", python(IGNORES_SIGTERM), QUICK)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keeper.run)
        await until(lambda: pid_of(keeper))
        pid = pid_of(keeper)
        await until(lambda: _ignores_sigterm(pid))
        nursery.cancel_scope.cancel()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def _ignores_sigterm(pid: int) -> bool:
    with open(f"/proc/{pid}/status") as status:
        line = next(line for line in status if line.startswith("SigIgn"))
    return bool(int(line.split()[1], 16) & (1 << 14))
