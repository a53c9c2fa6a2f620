"""A whole worker as a process, with a test for its supervisor."""

from __future__ import annotations

import json
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import trio

from callcore.protocol.link import (
    Admit,
    Admitted,
    Beat,
    Drain,
    Leaving,
    Message,
    Ping,
    Ready,
    Roll,
)
from callcore.shared.ids import CallId, new_call_id
from callcore.shared.records import Admission
from callcore.supervisor.child import Child
from tests.kit.house import free_port
from tests.kit.phone.dialplan import CALLER
from tests.kit.phone.exchange import AgiCall
from tests.kit.phone.handset import Handset
from tests.kit.phone.leg import Leg
from tests.kit.phone.network import NetworkExchange
from tests.kit.phone.result import CallResult, LegEnd

pytestmark = pytest.mark.integration

PATIENCE_S = 40.0


class Boss:
    """The supervisor of one worker, and the Asterisk of its calls."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.ports = Ready(0, 0, 0)
        self.got: list[Message] = []
        self.is_alone = False

    async def listen(self) -> None:
        async for message in self.child.link:
            self.got.append(message)
            if isinstance(message, Ready):
                self.ports = message
        self.is_alone = True

    async def ping(self) -> None:
        """Stay alive: a worker kills a supervisor that is silent for 3 s, us."""
        while True:
            self.child.link.send(Ping())
            await trio.sleep(0.1)

    async def wait(self, condition) -> None:
        with trio.fail_after(PATIENCE_S):
            while not condition():
                assert not self.is_alone, "the worker has ended"
                await trio.sleep(0.01)

    async def admit(self, did: str) -> CallId:
        admission = Admission(new_call_id(), "+15550100", did, "en")
        self.child.link.send(Admit(admission))
        await self.wait(lambda: Admitted(admission.call_id) in self.got)
        return admission.call_id

    async def dial(self, call_id: CallId, handset: Handset | None = None) -> CallResult:
        result = CallResult(trio.current_time())
        result.target = f"127.0.0.1:{self.ports.port}"
        leg = Leg(handset or Handset(), result, keeps_audio=False)
        wire_id = bytes.fromhex(call_id.replace("-", ""))
        result.leg_end = await leg.run(NetworkExchange(), wire_id, 60.0)
        return result

    async def after(self, call_id: CallId) -> str:
        variables: dict[str, str] = {}
        url = f"agi://127.0.0.1:{self.ports.after_port}/after"
        await NetworkExchange().run_agi(AgiCall(url, (call_id,), CALLER, variables))
        return variables.get("CALL_NEXT", "")

    async def http(self, request: str) -> tuple[int, str]:
        stream = await trio.open_tcp_stream("127.0.0.1", self.ports.http_port)
        async with stream:
            await stream.send_all(f"{request} HTTP/1.0\r\n\r\n".encode())
            answer = ""
            with trio.fail_after(PATIENCE_S):
                while not answer.partition("\r\n\r\n")[2]:
                    answer += bytes(await stream.receive_some()).decode()
        return int(answer.split()[1]), answer.rpartition("\r\n\r\n")[2].strip()

    def leaving(self) -> bool:
        return Leaving() in self.got


@asynccontextmanager
async def open_worker(**changes) -> AsyncIterator[Boss]:
    raw = json.dumps({"first": free_port(20_000, 31_000), "max_calls": 50, **changes})
    command = [sys.executable, "-m", "tests.kit.dummyworker", "w1"]
    child = await Child.start("w1", lambda fd: [*command, str(fd), raw])
    boss = Boss(child)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(boss.listen)
            nursery.start_soon(boss.ping)
            await boss.wait(lambda: boss.ports.port)
            yield boss
            nursery.cancel_scope.cancel()
    finally:
        child.kill("the test is over")
        with trio.move_on_after(10, shield=True):
            await child.wait()
        child.link.close()


async def test_a_call_is_admitted_served_and_asked_after():
    async with open_worker() as boss:
        call_id = await boss.admit("110")
        assert (await boss.dial(call_id)).leg_end is LegEnd.HANGUP
        assert await boss.after(call_id) == "end"
        assert await boss.after(call_id) == "human"
        assert await boss.after(new_call_id()) == "human"


async def test_the_heartbeat_tells_load_and_capacity():
    async with open_worker(max_calls=3) as boss:
        await boss.admit("110")
        await boss.wait(lambda: Beat(1, 3) in boss.got)


async def test_a_rolled_worker_lets_the_expected_come_and_leaves_when_empty():
    async with open_worker() as boss:
        call_id = await boss.admit("150")
        boss.child.link.send(Roll())
        await boss.wait(lambda: Beat(1, 0) in boss.got)
        assert (await boss.dial(call_id)).leg_end is LegEnd.HANGUP
        assert not boss.leaving()  # `after` has not read the mark
        assert await boss.after(call_id) == "end"
        assert await boss.child.wait() == 0
        assert boss.leaving()


async def test_a_drained_worker_hands_its_callers_to_a_human():
    async with open_worker() as boss:
        call_id = await boss.admit("9")
        results: list[CallResult] = []

        async def dial() -> None:
            results.append(await boss.dial(call_id))
            assert await boss.after(call_id) == "human"

        async with trio.open_nursery() as nursery:
            nursery.start_soon(dial)
            await trio.sleep(0.2)
            boss.child.link.send(Drain(0.2))
        assert results[0].leg_end is LegEnd.HANGUP
        assert await boss.child.wait() == 0


async def test_an_orphan_finishes_its_calls_and_leaves():
    async with open_worker() as boss:
        call_id = await boss.admit("1100")
        async with trio.open_nursery() as nursery:

            async def dial() -> None:
                assert (await boss.dial(call_id)).leg_end is LegEnd.HANGUP
                assert await boss.after(call_id) == "end"

            nursery.start_soon(dial)
            await trio.sleep(0.2)
            boss.child.link.close()
        assert await boss.child.wait() == 0


async def test_sigterm_is_a_drain_and_ctrl_c_is_not_its_business():
    async with open_worker() as boss:
        signal.pidfd_send_signal(boss.child._pidfd, signal.SIGINT)
        signal.pidfd_send_signal(boss.child._pidfd, signal.SIGHUP)
        assert (await boss.http("GET /live"))[0] == 200
        boss.child.terminate()
        assert await boss.child.wait() == 0


async def test_health_tells_ready_full_and_draining_and_obeys_drain():
    async with open_worker(max_calls=1) as boss:
        assert await boss.http("GET /startup") == (200, "ok")
        assert await boss.http("GET /live") == (200, "ok")
        assert await boss.http("GET /ready") == (200, "ok")
        await boss.admit("110")
        assert await boss.http("GET /ready") == (503, "full")
        assert await boss.http("POST /drain?seconds=20") == (202, "draining")
        assert await boss.http("GET /ready") == (503, "draining")


async def test_a_stuck_loop_is_ended_by_the_kernel_without_any_supervisor():
    async with open_worker() as boss:
        call_id = await boss.admit("5")
        result = await boss.dial(call_id)
        assert result.leg_end in {LegEnd.FIN, LegEnd.RESET}
        assert await boss.child.wait() == -signal.SIGALRM


async def test_a_siege_of_connections_does_not_disturb_a_live_call():
    async with open_worker() as boss:
        call_id = await boss.admit("1250")
        results: list[CallResult] = []

        async def dial() -> None:
            results.append(await boss.dial(call_id))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(dial)
            await trio.sleep(0.2)
            nursery.start_soon(drip, boss.ports.port)
            for _ in range(1000):
                with suppress(OSError):
                    await knock(boss.ports.port)
        (result,) = results
        assert result.leg_end is LegEnd.HANGUP
        assert len(result.heard) >= 240  # of 250: it never stood still
        assert await boss.after(call_id) == "end"


async def knock(port: int) -> None:
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    stream.socket.close()


async def drip(port: int) -> None:
    """Send a byte every 0.1 s of an id that never gets whole."""
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    async with stream:
        with suppress(trio.BrokenResourceError):
            for byte in b"\x01\0\x10" + bytes(15):
                await stream.send_all(bytes([byte]))
                await trio.sleep(0.15)
