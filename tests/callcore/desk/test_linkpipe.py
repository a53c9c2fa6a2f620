"""One message a packet, and nobody waits."""

from __future__ import annotations

import os

import trio

from callcore.desk.linkpipe import LinkPipe, open_link
from callcore.protocol.link import Beat, Drain, Ping


def a_pair() -> tuple[LinkPipe, LinkPipe]:
    ours, theirs = open_link()
    return ours, LinkPipe.from_fd(theirs.detach())


async def test_messages_arrive_in_order_and_the_iteration_ends_with_the_peer():
    ours, theirs = a_pair()
    assert ours.send(Ping())
    assert ours.send(Drain(2.5))
    ours.close()
    assert [message async for message in theirs] == [Ping(), Drain(2.5)]
    theirs.close()


async def test_a_full_pipe_refuses_and_does_not_wait():
    ours, theirs = a_pair()
    sent = 0
    while ours.send(Beat(sent, 1000)):
        sent += 1
        assert sent < 100_000
    assert sent > 50
    ours.close()
    assert [message async for message in theirs] == [Beat(n, 1000) for n in range(sent)]
    theirs.close()


async def test_a_peer_that_is_gone_or_closed_refuses_too():
    ours, theirs = a_pair()
    theirs.close()
    assert not ours.send(Ping())
    ours.close()
    assert not ours.send(Ping())


async def test_garbage_and_later_releases_are_skipped():
    ours, sock = open_link()
    sock.send(b"\xff\x00garbage")
    sock.send(b'{"kind":"sing"}')
    sock.send(b"x" * 9000)
    sock.send(b'{"kind":"ping"}')
    sock.close()
    assert [message async for message in ours] == [Ping()]
    ours.close()


async def test_receiving_can_be_cancelled_and_loses_nothing():
    ours, theirs = a_pair()
    with trio.move_on_after(0) as scope:
        await anext(theirs)
    assert scope.cancelled_caught
    ours.send(Ping())
    assert await anext(theirs) == Ping()
    ours.close()
    theirs.close()


async def test_the_peer_is_the_process_that_made_the_pair():
    ours, theirs = a_pair()
    assert theirs.peer_pid() == os.getpid()
    ours.close()
    theirs.close()
