"""The worker's side of the link."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest
import trio
import trio.lowlevel
import trio.testing

from callcore.daemon.drain import Drain
from callcore.daemon.obey import SUPERVISOR_SILENT_S, Obedience
from callcore.daemon.switchboard import Switchboard
from callcore.desk.linkpipe import LinkPipe, open_link
from callcore.protocol import link as say
from callcore.shared.ids import CallId
from callcore.shared.records import Admission
from tests.kit.until import until


class Rig:
    """A worker's obedience, and its supervisor's end of the link."""

    def __init__(self, max_calls: int = 1) -> None:
        self.boss, theirs = open_link()
        self.link = LinkPipe.from_fd(theirs.detach())
        self.board = Switchboard(max_calls, lambda _: None)
        self.drain = Drain(self.board)
        self.obedience = Obedience(self.link, self.board, self.drain)

    async def obey_all(self) -> None:
        self.boss.close()
        await self.obedience.obey()
        self.link.close()


def an_admit(name: str) -> say.Admit:
    return say.Admit(Admission(CallId(name), "", "", "en"))


async def test_an_admission_is_acknowledged_if_there_is_room():
    rig = Rig(max_calls=1)
    rig.boss.send(an_admit("a"))
    rig.boss.send(an_admit("b"))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(rig.obedience.obey)
        assert await anext(rig.boss) == say.Admitted(CallId("a"))
        rig.boss.close()
    rig.link.close()
    assert rig.board.load == 1


@pytest.mark.parametrize("order", [say.Roll(), say.Drain(5.0)])
async def test_roll_and_drain_close_the_board(order):
    rig = Rig()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(rig.obedience.obey)
        rig.boss.send(order)
        await until(lambda: not rig.board.is_open)
        rig.boss.close()
    rig.link.close()


async def test_an_orphan_takes_nobody_new_and_gives_its_calls_all_their_time():
    rig = Rig()
    rig.boss.send(an_admit("a"))
    await rig.obey_all()
    assert not rig.board.is_open
    assert rig.board.load == 1


async def test_pings_and_strange_messages_change_nothing():
    rig = Rig()
    for message in (say.Ping(), say.Leaving(), say.Beat(1, 2)):
        rig.boss.send(message)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(rig.obedience.obey)
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert rig.board.is_open
        rig.boss.close()
    rig.link.close()


SILENT = """
import socket, sys, time
ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
ours.send(b'{"kind":"ping"}')
carrier = socket.socket(fileno=int(sys.argv[1]))
socket.send_fds(carrier, [b"x"], [theirs.fileno()])
theirs.close()
time.sleep(60)
"""


@pytest.mark.integration
async def test_a_supervisor_that_falls_silent_is_killed():
    mine, its = socket.socketpair()
    with mine, its:
        command = [sys.executable, "-c", SILENT, str(its.fileno())]
        # A fork of milliseconds.
        boss = subprocess.Popen(  # noqa: ASYNC220
            command, pass_fds=[its.fileno()]
        )
        _, (fd,), _, _ = socket.recv_fds(mine, 9, 1)
    link = LinkPipe.from_fd(fd)
    assert link.peer_pid() == boss.pid
    board = Switchboard(1, lambda _: None)
    obedience = Obedience(link, board, Drain(board))
    began_s = trio.current_time()
    with trio.fail_after(30):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(obedience.watch_supervisor)
            await obedience.obey()
            nursery.cancel_scope.cancel()
    assert await trio.to_thread.run_sync(boss.wait) == -signal.SIGKILL
    assert trio.current_time() - began_s >= SUPERVISOR_SILENT_S
    link.close()


async def test_a_supervisor_that_never_spoke_is_not_judged(autojump_clock):
    rig = Rig()  # the peer is this very process: it would die
    with trio.move_on_after(60):
        await rig.obedience.watch_supervisor()
    assert os.getpid() == rig.link.peer_pid()
    rig.boss.close()
    rig.link.close()
