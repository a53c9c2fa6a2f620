"""Security.md 31 and 12: who gets through the door of a WebSocket, and for how long."""

import json

import pytest
import trio
from trio_websocket import ConnectionClosed

from adminapi.edges import socket as sockets
from adminapi.edges import tickets as giving
from adminapi.edges.closing import BUG, SESSION_OVER
from callcore.shared.state.memory import MemoryState
from tests.kit.adminhouse import ORIGIN, admin_house
from tests.kit.livehouse import on_a_port, socket, ticket

pytestmark = pytest.mark.integration
LIVE = "/api/v1/live"


@pytest.fixture
async def house(database_url):
    async with admin_house(database_url, state=MemoryState()) as house:
        yield house


@pytest.fixture
async def port(house):
    async with on_a_port(house) as port:
        yield port


async def refused(port, given, path=LIVE, *, origin=ORIGIN):
    """Return the status of a handshake; what is refused is a problem."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: office.example",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Sec-WebSocket-Protocol: {given['protocol']}, {given['ticket']}",
        *([] if origin is None else [f"Origin: {origin}"]),
    ]
    with trio.fail_after(10):
        stream = await trio.open_tcp_stream("127.0.0.1", port)
        async with stream:
            await stream.send_all("\r\n".join([*lines, "", ""]).encode())
            answer = b""
            while b"}" not in answer and b" 101 " not in answer:
                more = await stream.receive_some()
                assert more, answer
                answer += more
    status = int(answer.split()[1])
    if status != 101:
        head, _, _ = answer.partition(b"\r\n\r\n")
        assert b"problem+json" in head
        assert b"content-security-policy" in head.lower()
        assert given["ticket"].encode() not in answer
    return status


async def closed(opened):
    """Return the code with which the server closes."""
    with trio.fail_after(10):
        try:
            while True:
                await opened.get_message()
        except ConnectionClosed as error:
            return error.reason and error.reason.code


async def test_a_ticket_and_the_right_origin_open_the_socket(house, port):
    async with socket(port, await ticket(house)) as opened:
        with trio.fail_after(10):
            told = json.loads(await opened.get_message())
    assert told["type"] == "snapshot"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "https://office.example.evil.example",
        "http://office.example",
        "https://office.example:8443",
        f"{ORIGIN}/",
        f"{ORIGIN}, {ORIGIN}",
    ],
)
async def test_another_origin_is_refused_before_the_upgrade(house, port, origin):
    assert await refused(port, await ticket(house), origin=origin) == 403


@pytest.mark.parametrize(
    "words",
    [
        {"protocol": "callcore.live.v1", "ticket": "nothing"},
        {"protocol": "callcore.live.v1", "ticket": "A" * 32},
        {"protocol": "another", "ticket": "A" * 32},
    ],
)
async def test_without_a_ticket_nobody_comes_in(port, words):
    assert await refused(port, words) == 403


async def test_a_ticket_works_once(house, port):
    given = await ticket(house)
    assert await refused(port, given) == 101
    assert await refused(port, given) == 403


async def test_a_ticket_that_was_refused_for_its_origin_is_still_good(house, port):
    given = await ticket(house)
    assert await refused(port, given, origin="https://evil.example") == 403
    assert await refused(port, given) == 101


async def test_a_ticket_ends_after_15_seconds(house, port, monkeypatch):
    given = await ticket(house)
    late = giving.Tickets(house.state, lambda: house.office.now_s() + 16)
    assert await late.take(given["ticket"], "live") is None
    assert await refused(port, given) == 403


async def test_a_ticket_of_another_socket_is_refused(house, port):
    live = await ticket(house, "operator")
    given = {**live, "protocol": "callcore.try.v1"}
    assert await refused(port, given, "/api/v1/try") == 403


async def test_a_token_in_the_address_is_refused_even_with_a_good_ticket(house, port):
    token = house.users["viewer"].token
    for query in (f"?token={token}", f"?access_token={token}", "?x"):
        assert await refused(port, await ticket(house), LIVE + query) == 403


async def test_a_token_is_no_ticket(house, port):
    token = house.users["viewer"].token
    given = {"protocol": "callcore.live.v1", "ticket": token}
    assert await refused(port, given) == 403


async def test_an_address_without_a_socket_is_not_found(house, port):
    assert await refused(port, await ticket(house), "/api/v1/nothing") == 404


async def test_a_ticket_is_worth_nothing_after_logout(house, port):
    given = await ticket(house, "operator")
    assert (await house.post("/auth/logout", role="operator")).status in (200, 204)
    assert await refused(port, given) == 403


async def test_an_open_socket_closes_within_a_second_of_logout(house, port):
    async with socket(port, await ticket(house, "operator")) as opened:
        await opened.get_message()
        began_s = trio.current_time()
        await house.post("/auth/logout", role="operator")
        assert await closed(opened) == SESSION_OVER
        assert trio.current_time() - began_s < 1.5  # and the machine is shared


async def test_an_open_socket_closes_when_the_role_is_changed(house, port):
    user = house.users["supervisor"]
    async with socket(port, await ticket(house, "supervisor")) as opened:
        await opened.get_message()
        was = await house.get(f"/users/{user.user_id}", role="admin")
        told = await house.patch(
            f"/users/{user.user_id}",
            {"role": "viewer"},
            role="admin",
            headers={"If-Match": was.headers["ETag"]},
        )
        assert told.status == 200, told.json
        assert await closed(opened) == SESSION_OVER


async def test_an_open_socket_closes_when_its_token_is_over(house, port, monkeypatch):
    async with socket(port, await ticket(house)) as opened:
        await opened.get_message()
        monkeypatch.setattr(
            house.office.guard, "_now_s", lambda: house.users["viewer"] and 1e12
        )
        assert await closed(opened) == SESSION_OVER


async def test_a_bug_in_a_socket_ends_only_that_socket(house, port, monkeypatch):
    async def broken(*_args):
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.office.hub, "join", broken)
        async with socket(port, await ticket(house)) as opened:
            assert await closed(opened) == BUG
    assert await refused(port, await ticket(house)) == 101


async def test_a_state_that_is_down_lets_nobody_in(house, port):
    given = await ticket(house)
    house.state.down = "unreachable"
    assert await refused(port, given) == 503
    house.state.down = ""


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Office.example/", "https://office.example"),
        ("https://office.example:443", "https://office.example"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_an_origin_is_written_as_browsers_do(url, origin):
    assert sockets.origin_of(url) == origin
