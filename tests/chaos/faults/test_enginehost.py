"""The engine process is asked over its socket, and a refusal is told."""

from __future__ import annotations

import pytest
import trio

from callcore.engines.host.requests import SetFault, parse_untrusted
from callcore.engines.host.wire import Packet, Unpacker, pack
from chaos.faults import enginehost
from chaos.faults.enginehost import break_stage
from chaos.faults.fault import FaultError

pytestmark = pytest.mark.integration


async def host(path, answers, asked):
    """Serve one connection on a Unix socket; ``answers`` is sent after a request."""
    listener = trio.socket.socket(trio.socket.AF_UNIX)
    await listener.bind(str(path))
    listener.listen(1)
    with listener:
        peer, _ = await listener.accept()
        with peer:
            unpacker = Unpacker()
            while data := await peer.recv(65536):
                for packet in unpacker.feed_untrusted(data):
                    asked.append(parse_untrusted(packet))
                    for answer in answers:
                        await peer.send(pack(Packet(answer)))
                if not answers:
                    return


async def ask(tmp_path, answers):
    asked: list[SetFault] = []
    path = tmp_path / "engines.sock"
    async with trio.open_nursery() as nursery:
        nursery.start_soon(host, path, answers, asked)
        with trio.fail_after(10):
            while not path.exists():  # noqa: ASYNC110
                await trio.sleep(0.01)
            await trio.sleep(0.05)
        try:
            await break_stage(path, "stt", "hang")
        finally:
            nursery.cancel_scope.cancel()
    return asked


async def test_the_request_is_one_that_the_host_understands(tmp_path):
    asked = await ask(tmp_path, [{"ticket": 1, "kind": "done"}])
    assert asked == [SetFault(1, "stt", "hang")]


async def test_a_refusal_is_told(tmp_path):
    with pytest.RaisesGroup(FaultError) as caught:
        await ask(tmp_path, [{"ticket": 1, "kind": "error", "reason": "not-allowed"}])
    assert "refused the fault" in str(caught.value.exceptions[0])


async def test_a_host_that_hangs_up_is_told(tmp_path):
    with pytest.RaisesGroup(FaultError):
        await ask(tmp_path, [])


async def test_a_host_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FaultError, match="did not take the fault"):
        await break_stage(tmp_path / "none.sock", "tts", "error")


async def test_a_host_that_is_silent_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(enginehost, "ANSWER_S", 0.2)
    path = tmp_path / "engines.sock"
    with trio.socket.socket(trio.socket.AF_UNIX) as listener:
        await listener.bind(str(path))
        listener.listen(1)
        with pytest.raises(FaultError):
            await break_stage(path, "tts", "error")
