"""Security.md 31: frames of a stranger who has a ticket never break the server."""

import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcore.shared.state.memory import MemoryState
from tests.kit.adminhouse import ORIGIN, admin_house
from tests.kit.livehouse import on_a_port, ticket
from tests.kit.until import until

pytestmark = pytest.mark.integration
MASK = b"mask"


def frame(opcode, data, end, *, masked=True):
    """Return a WebSocket frame as a client sends it, or as none may."""
    size = len(data)
    length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")
    head = bytes([end << 7 | opcode]) + bytes([length[0] | masked << 7]) + length[1:]
    if not masked:
        return head + data
    return head + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(data))


FRAMES = st.lists(
    st.builds(
        frame,
        st.integers(0, 15),
        st.binary(max_size=300) | st.text().map(str.encode) | st.just(b"x" * 40_000),
        st.booleans(),
        masked=st.sampled_from((True, True, True, False)),
    )
    | st.binary(max_size=50),
    max_size=6,
).map(b"".join)


async def hurl(port, given_ticket, data):
    """Open a socket, send bytes, wait until the server has had enough or time is up."""
    words = f"{given_ticket['protocol']}, {given_ticket['ticket']}"
    handshake = (
        "GET /api/v1/live HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nOrigin: {ORIGIN}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Sec-WebSocket-Protocol: {words}\r\n\r\n"
    )
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    async with stream:
        await stream.send_all(handshake.encode())
        assert b" 101 " in await stream.receive_some()
        with trio.move_on_after(0.05):
            try:
                await stream.send_all(data)
                while await stream.receive_some():
                    pass
            except trio.BrokenResourceError:
                pass


def test_random_frames_never_break_the_server(database_url):
    @given(st.lists(FRAMES, min_size=30, max_size=30))
    @settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
    def strangers(many):
        trio.run(main, many)

    async def main(many):
        async with admin_house(database_url, state=MemoryState()) as house:
            async with on_a_port(house) as port:
                for data in many:
                    await hurl(port, await ticket(house), data)
                await hurl(port, await ticket(house), b"")
                await until(lambda: not house.office.hub.seats)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.kit.adminhouse.ROLES", ("viewer",))
        strangers()
