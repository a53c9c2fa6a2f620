from __future__ import annotations

import pytest
import trio
import trio.testing

from callcore.transport.line import Line
from callcore.transport.readiness import IDLE_S, EpollReadiness, let_others_run
from tests.kit.switchboard import tcp_pair

pytestmark = pytest.mark.integration


@pytest.fixture
def watched():
    wire, peer = tcp_pair()
    readiness, line = EpollReadiness(), Line(wire)
    readiness.register(line)
    with peer:
        yield readiness, line, peer
    wire.close()
    readiness.close()


async def until_ready(readiness):
    with trio.fail_after(10):
        while not (found := readiness.ready()):
            await trio.lowlevel.checkpoint()
    return found


async def test_a_line_is_ready_as_long_as_it_has_input(watched):
    readiness, line, peer = watched
    assert readiness.ready() == []
    peer.sendall(b"abc")
    assert await until_ready(readiness) == [line]
    assert readiness.ready() == [line]  # level-triggered
    line.wire.receive_nowait()
    assert readiness.ready() == []


async def test_a_line_is_ready_when_its_peer_has_gone(watched):
    readiness, line, peer = watched
    peer.close()
    assert await until_ready(readiness) == [line]


async def test_a_line_that_is_not_watched_any_more_is_never_ready(watched):
    readiness, line, peer = watched
    peer.sendall(b"abc")
    await until_ready(readiness)
    readiness.unregister(line)
    assert readiness.ready() == []


def test_a_closed_readiness_still_forgets_lines(watched):
    readiness, line, _peer = watched
    readiness.close()
    readiness.unregister(line)
    readiness.close()


async def test_a_step_in_the_future_is_slept_for_and_a_late_one_is_not(autojump_clock):
    readiness = EpollReadiness()
    assert await readiness.wait_step(7, lambda step: step * 1.0, lambda: 99) == 7
    assert trio.current_time() == pytest.approx(7)
    assert await readiness.wait_step(3, lambda step: step * 1.0, lambda: 99) == 3
    assert trio.current_time() == pytest.approx(7)
    readiness.close()


async def test_an_idle_wait_ends_with_a_line_or_with_the_next_beat(autojump_clock):
    readiness, came = EpollReadiness(), trio.Event()
    await readiness.wait_line(came)
    assert trio.current_time() == pytest.approx(IDLE_S)
    came.set()
    await readiness.wait_line(came)
    assert trio.current_time() == pytest.approx(IDLE_S)
    readiness.close()


async def test_whoever_can_run_has_run_before_a_late_slot(nursery):
    for _ in range(50):  # Trio shuffles: once would prove nothing
        woken: list[int] = []
        event = trio.Event()

        async def driver(event=event, woken=woken):
            await event.wait()
            woken.append(1)

        nursery.start_soon(driver)
        await trio.testing.wait_all_tasks_blocked()
        event.set()
        await let_others_run()
        assert woken
