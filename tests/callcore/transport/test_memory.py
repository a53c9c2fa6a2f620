from __future__ import annotations

import pytest
import trio

from callcore.transport.line import Line
from callcore.transport.memory import MemoryReadiness, MemoryWire
from tests.kit.switchboard import QUIET, tcp_pair


async def test_what_we_send_is_delivered_with_its_time(autojump_clock):
    wire = MemoryWire()
    got: list[bytes] = []
    wire.deliver = got.append
    wire.send_nowait(QUIET)
    await trio.sleep(0.02)
    wire.send_nowait(QUIET)
    wire.shutdown()
    wire.shutdown()
    wire.close()
    assert got == [QUIET, QUIET, b""]
    start = wire.frames()[0][0]
    assert [(t - start, pcm) for t, pcm in wire.frames()] == [
        (0, QUIET[3:]), (pytest.approx(0.02), QUIET[3:]),
    ]  # fmt: skip


async def test_a_frame_in_two_parts_arrives_with_its_second():
    wire = MemoryWire()
    wire.takes_bytes = 200
    assert wire.send_nowait(QUIET) == 200
    assert wire.frames() == []
    assert wire.send_nowait(QUIET[200:]) == 123
    assert [pcm for _, pcm in wire.frames()] == [QUIET[3:]]


async def test_a_long_simulation_need_not_keep_what_was_sent():
    wire = MemoryWire()
    wire.keep_outbox = False
    wire.send_nowait(QUIET)
    assert wire.outbox == []


async def test_a_close_without_a_shutdown_is_heard_once():
    wire = MemoryWire()
    got: list[bytes] = []
    wire.deliver = got.append
    wire.close()
    wire.close()
    assert got == [b""]


async def test_a_peer_that_reads_again_acknowledges_everything():
    wire = MemoryWire()
    wire.reading = False
    wire.send_nowait(QUIET)
    assert wire.unsent_bytes() == len(QUIET)
    wire.reading = True
    assert wire.unsent_bytes() == 0
    wire.reading = False
    assert wire.unsent_bytes() == 0


async def test_a_reset_breaks_both_directions():
    wire = MemoryWire()
    wire.say(b"abc")
    wire.reset()
    for attempt in (wire.receive_nowait, wire.shutdown, lambda: wire.send_nowait(b"a")):
        with pytest.raises(ConnectionResetError):
            attempt()


async def wait_step(readiness, step, occupied):
    return await readiness.wait_step(step, lambda n: n * 0.002, lambda: occupied)


async def test_it_sleeps_to_the_next_occupied_slot(autojump_clock):
    readiness = MemoryReadiness()
    start = trio.current_time()
    step = await readiness.wait_step(1, lambda n: start + n * 0.002, lambda: 500)
    assert step == 500
    assert trio.current_time() - start == pytest.approx(1.0)


async def test_input_wakes_it_at_the_next_step(autojump_clock, nursery):
    readiness, wire = MemoryReadiness(), MemoryWire()
    line = Line(wire)
    readiness.register(line)
    start = trio.current_time()
    await readiness.wait_step(1, lambda n: start + n * 0.002, lambda: 1)  # the stir
    nursery.start_soon(say_at, wire, start + 0.1031)
    step = await readiness.wait_step(2, lambda n: start + n * 0.002, lambda: 500)
    assert step == 52
    assert trio.current_time() - start == pytest.approx(0.104)
    assert readiness.ready() == [line]


async def say_at(wire, time_s):
    await trio.sleep_until(time_s)
    wire.say(QUIET)


def test_a_line_on_a_socket_is_refused():
    wire, peer = tcp_pair()
    with peer, pytest.raises(TypeError, match="MemoryWire"):
        MemoryReadiness().register(Line(wire))
    wire.close()
