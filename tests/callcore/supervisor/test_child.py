"""A process with a link, started and ended."""

from __future__ import annotations

import os
import signal
import sys

import pytest
import trio

from callcore.protocol.link import Leaving, Ping
from callcore.supervisor.child import CannotStart, Child

pytestmark = pytest.mark.integration

ECHO = """
import socket, sys
link = socket.socket(fileno=int(sys.argv[1]))
assert link.recv(99) == b'{"kind":"ping"}'
link.send(b'{"kind":"leaving"}')
link.recv(99)
"""


async def test_a_child_has_a_link_of_its_own_and_ends_with_it():
    with trio.fail_after(30):
        child = await Child.start("c", lambda fd: [sys.executable, "-c", ECHO, str(fd)])
        assert child.link.send(Ping())
        assert await anext(child.link) == Leaving()
        assert os.getsid(child.pid) == child.pid
        child.link.close()
        assert await child.wait() == 0


async def test_killing_is_idempotent_and_harmless_afterwards():
    with trio.fail_after(30):
        child = await Child.start("c", lambda _: ["sleep", "60"])
        child.kill("test")
        child.kill("test")
        assert await child.wait() == -signal.SIGKILL
        child.kill("test")
        child.terminate()
        child.link.close()


async def test_the_end_of_a_child_is_the_end_of_its_link():
    with trio.fail_after(30):
        child = await Child.start("c", lambda _: ["true"])
        assert [message async for message in child.link] == []
        assert await child.wait() == 0
        child.link.close()


async def test_a_program_that_is_not_there_cannot_be_started():
    with pytest.raises(CannotStart, match="no-such-program"):
        await Child.start("c", lambda _: ["/no-such-program"])
