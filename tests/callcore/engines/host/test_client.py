from __future__ import annotations

import pytest
import trio

from callcore.engines.errors import EngineLost
from callcore.engines.host.client import EngineClient
from callcore.engines.host.wire import Packet, pack
from tests.callcore.engines.host.fakes import PATIENCE_S

pytestmark = pytest.mark.integration


async def test_without_a_process_asking_fails_at_once(tmp_path, nursery):
    client = EngineClient(tmp_path / "none.sock")
    await nursery.start(client.run)
    with pytest.raises(EngineLost, match="not-connected"):
        client.ask("ping")
    assert not client.connected


async def one_connection(path, serve):
    """Listen at ``path`` for one client and hand it to ``serve``."""
    sock = trio.socket.socket(trio.socket.AF_UNIX)
    with sock:
        await sock.bind(str(path))
        sock.listen()
        peer, _ = await sock.accept()
        async with trio.SocketStream(peer) as stream:
            await serve(stream)
    path.unlink()


async def test_a_dying_process_fails_open_tickets_at_once_and_is_found_again(
    tmp_path, nursery
):
    path, client = tmp_path / "e.sock", EngineClient(tmp_path / "e.sock")

    async def die_after_one_request(stream):
        await stream.receive_some(100)

    await nursery.start(client.run)
    nursery.start_soon(one_connection, path, die_after_one_request)
    with trio.fail_after(PATIENCE_S):
        await client.wait_connected()
        ticket = client.ask("ping")
        await ticket.wait()
        with pytest.raises(EngineLost, match="connection-lost"):
            ticket.result()
        with pytest.raises(EngineLost, match="connection-lost"):
            await ticket.next()

        async def answer(stream):
            await stream.receive_some(100)
            await stream.send_all(pack(Packet({"ticket": 2, "kind": "done"})))
            await trio.sleep_forever()

        nursery.start_soon(one_connection, path, answer)
        await client.wait_connected()
        await client.ping()
    nursery.cancel_scope.cancel()


async def test_nonsense_from_the_process_ends_the_connection(tmp_path, nursery):
    path, client = tmp_path / "e.sock", EngineClient(tmp_path / "e.sock")

    async def babble(stream):
        await stream.send_all(b"\xff" * 100)
        await stream.receive_some(100)

    await nursery.start(client.run)
    nursery.start_soon(one_connection, path, babble)
    with trio.fail_after(PATIENCE_S):
        await client.wait_connected()
        ticket = client.ask("ping") if client.connected else None
        if ticket is not None:
            await ticket.wait()
            with pytest.raises(EngineLost):
                ticket.result()
    nursery.cancel_scope.cancel()


async def test_answers_to_cancelled_tickets_are_ignored(client, natives):
    natives.stt.gate.clear()
    fields = {"language": "en", "hints": [], "final": True, "utterance": 1}
    ticket = client.ask("stt.decode", fields, bytes(2))
    ticket.cancel()
    assert ticket.done
    with trio.fail_after(PATIENCE_S):
        await client.ping()
    ticket.cancel()
