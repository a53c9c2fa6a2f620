"""One set of tests for both wires: TCP on loopback, and memory. Then TCP's own cruelties."""

from __future__ import annotations

import socket
import struct

import pytest
import trio

from callcore.transport.line import (
    MAX_UNSENT_BYTES,
    MAX_UNSENT_FRAMES,
    CallerHungUp,
    Line,
    LineLost,
)
from callcore.transport.memory import MemoryWire
from callcore.transport.ticker import EpollReadiness, Ticker
from callcore.transport.wire import USER_TIMEOUT_MS, SocketWire
from tests.kit.leaks import no_leaks
from tests.kit.switchboard import QUIET, UUID_FRAME, tcp_pair

DEADLINE_S = 20

pytestmark = pytest.mark.integration


@pytest.fixture(params=["tcp", "memory"])
def wire_and_say(request):
    if request.param == "memory":
        memory = MemoryWire()
        yield memory, memory.say
    else:
        wire, peer = tcp_pair()
        with peer:

            def say(data):
                if data:
                    peer.sendall(data)
                else:
                    peer.shutdown(socket.SHUT_WR)

            yield wire, say
        wire.close()


async def receive(wire):
    with trio.fail_after(DEADLINE_S):
        while True:
            try:
                return wire.receive_nowait()
            except BlockingIOError:
                await trio.lowlevel.checkpoint()


async def until(condition):
    """Wait for a condition of the kernel's making."""
    with trio.fail_after(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 -- no event tells what a kernel holds
            await trio.sleep(0.001)


async def test_nothing_there_blocks_data_comes_and_eof_stays(wire_and_say):
    wire, say = wire_and_say
    with pytest.raises(BlockingIOError):
        wire.receive_nowait()
    say(b"abc")
    assert await receive(wire) == b"abc"
    say(b"")
    assert [await receive(wire), await receive(wire)] == [b"", b""]


async def test_nothing_is_unsent_when_the_peer_reads_and_nothing_leaves_after_shutdown(
    wire_and_say,
):
    wire, _say = wire_and_say
    assert wire.send_nowait(b"abc") == 3
    await until(lambda: not wire.unsent_bytes())
    wire.shutdown()
    with pytest.raises(BrokenPipeError):
        wire.send_nowait(b"d")


async def test_closing_twice_is_allowed(wire_and_say):
    wire, _say = wire_and_say
    wire.close()
    wire.close()


# -- TCP on loopback -------------------------------------------------------------


@pytest.fixture
async def serving(nursery):
    ticker = Ticker(EpollReadiness())
    nursery.start_soon(ticker.run)
    yield ticker
    nursery.cancel_scope.cancel()


def test_a_wire_does_not_wait_and_gives_up_on_a_dead_host_after_3_s():
    wire, peer = tcp_pair()
    sock = wire._sock
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    timeout = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert timeout == USER_TIMEOUT_MS == 3000
    assert not sock.getblocking()
    wire.close()
    peer.close()


async def test_a_wire_takes_the_socket_out_of_a_stream():
    ours, peer = socket.socketpair()
    stream = trio.SocketStream(trio.socket.from_stdlib_socket(tcp(peer)))
    with ours:
        wire = SocketWire.from_stream(stream)
        assert stream.socket.fileno() == -1
        wire.close()


def tcp(unused):
    """Return a connected TCP socket, which is what Trio's stream insists on."""
    unused.close()
    with socket.create_server(("127.0.0.1", 0)) as server:
        peer = socket.create_connection(server.getsockname())
        ours, _ = server.accept()
    peer.close()
    return ours


async def test_hanging_up_a_talking_caller_ends_in_fin_not_in_rst(serving, nursery):
    wire, peer = tcp_pair()
    phone = trio.SocketStream(trio.socket.from_stdlib_socket(peer))

    async def asterisk():
        await phone.send_all(UUID_FRAME + QUIET * 50)
        heard = b""
        while not heard.endswith(b"\0\0\0") or len(heard) % 323 != 3:
            heard += await phone.receive_some()
        await phone.send_all(QUIET * 3)  # what was under way
        assert await phone.receive_some() == b""  # FIN; RST would raise
        await phone.aclose()

    with trio.fail_after(DEADLINE_S), serving.serve(line := Line(wire)):
        nursery.start_soon(asterisk)
        await line.wait_identified()
        await line.hang_up()
    assert isinstance(line.ended, CallerHungUp)


async def test_a_real_reset_is_a_hang_up_of_unknown_cause(serving):
    wire, peer = tcp_pair()
    with trio.fail_after(DEADLINE_S), serving.serve(line := Line(wire)):
        peer.sendall(UUID_FRAME)
        await line.wait_identified()
        linger_of_zero = struct.pack("ii", 1, 0)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_of_zero)
        peer.close()
        with pytest.raises(CallerHungUp, match="unknown"):
            await line.wait_ended()


async def test_a_half_open_peer_that_only_closed_its_side_has_hung_up(serving):
    wire, peer = tcp_pair()
    with peer, trio.fail_after(DEADLINE_S), serving.serve(line := Line(wire)):
        peer.sendall(UUID_FRAME)
        peer.shutdown(socket.SHUT_WR)
        with pytest.raises(CallerHungUp, match="EOF"):
            await line.wait_ended()


async def test_a_peer_that_does_not_read_is_held_and_then_lost(serving):
    wire, peer = tcp_pair(receive_buffer_bytes=1)
    with peer, trio.fail_after(DEADLINE_S), serving.serve(line := Line(wire)):
        peer.sendall(UUID_FRAME)
        line.playout.play(b"\x11\x22" * 160 * 600)
        with pytest.raises(LineLost, match="2 s"):
            await line.wait_ended()
        # the kernel holds no more than the few frames that a cut could not take back
        assert wire.unsent_bytes() <= MAX_UNSENT_BYTES + 323
        assert line.unsent_frames() <= MAX_UNSENT_FRAMES + 1
    assert line.counters.frames_held >= 100


async def test_a_tiny_send_buffer_tears_no_frame_that_a_reading_peer_gets(serving):
    wire, peer = tcp_pair(send_buffer_bytes=1, receive_buffer_bytes=1)
    phone = trio.SocketStream(trio.socket.from_stdlib_socket(peer))
    heard = b""
    with trio.fail_after(DEADLINE_S), serving.serve(line := Line(wire)):
        await phone.send_all(UUID_FRAME)
        line.playout.play(bytes(range(1, 251)) * 320)
        while len(heard) < 60 * 323:
            heard += await phone.receive_some()
    await phone.aclose()
    headers = {heard[at : at + 3] for at in range(0, 60 * 323, 323)}
    assert headers == {b"\x10\x01\x40"}


async def test_a_short_send_leaves_the_rest_to_be_mended(serving):
    wire, peer = tcp_pair(send_buffer_bytes=1, receive_buffer_bytes=1)
    line = Line(wire)
    took = 0
    with pytest.raises(BlockingIOError):  # noqa: PT012
        while True:
            took += wire.send_nowait(bytes(300))
    line.speak(0)  # more than four frames are unsent: held, nothing torn
    assert not line.torn
    assert line.counters.frames_held == 1
    wire.close()
    peer.close()


async def test_calls_of_every_ending_leave_no_task_descriptor_or_thread():
    async with no_leaks():
        async with trio.open_nursery() as nursery:
            ticker = Ticker(EpollReadiness())
            nursery.start_soon(ticker.run)
            for n in range(30):
                wire, peer = tcp_pair()
                peer.sendall(UUID_FRAME if n % 3 else b"\x77garbage")
                with trio.fail_after(DEADLINE_S), ticker.serve(line := Line(wire)):
                    peer.close()
                    with pytest.raises((CallerHungUp, LineLost)):
                        await line.wait_ended()
                    await line.hang_up()
            nursery.cancel_scope.cancel()
