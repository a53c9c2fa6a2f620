"""The whole house with real processes: what DESIGN.md section 2 promises."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress

import pytest
import trio

from callcore.shared.spool.reader import SpoolReader
from callcore.shared.workername import worker_id
from tests.kit.house import House, open_house, open_ready_house
from tests.kit.phone.handset import Handset
from tests.kit.phone.result import CallResult, Outcome

pytestmark = pytest.mark.integration


class Callers:
    """Calls that run in a nursery while the test does something to the house."""

    def __init__(self, house: House) -> None:
        self.results: list[CallResult] = []
        self._house = house

    async def one(self, dialled: str) -> None:
        self.results.append(await self._house.call(dialled))

    def outcomes(self) -> set[Outcome]:
        return {result.outcome for result in self.results}


async def test_two_hundred_normal_ends_and_none_to_a_human(tmp_path):
    async with open_ready_house(tmp_path) as house:
        results = await house.calls("150", 200)
        assert {result.outcome for result in results} == {Outcome.END}
        assert len({result.target for result in results}) == 2
        assert len({result.uuid for result in results}) == 200
        await house.wait_load(0)


async def test_a_human_a_target_and_a_bug_are_told_apart(tmp_path):
    async with open_ready_house(tmp_path, targets=["sales,s,1"]) as house:
        house.phone.targets = frozenset({"sales,s,1"})
        assert (await house.call("25")).outcome is Outcome.HUMAN
        assert (await house.call("35")).outcome is Outcome.TARGET
        assert (await house.call("4")).outcome is Outcome.HUMAN
        (failed,) = house.log("a call failed")
        assert "ZeroDivisionError" in failed["error"]
        assert "15550100" not in house.text()


async def test_a_target_that_is_not_allowed_becomes_a_human(tmp_path):
    async with open_ready_house(tmp_path, workers=1) as house:
        assert (await house.call("35")).next == "human"


async def test_a_killed_worker_sends_its_callers_to_a_human_and_is_replaced(tmp_path):
    async with open_ready_house(tmp_path) as house:
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            for _ in range(20):
                nursery.start_soon(callers.one, "1200")
            await house.wait_load(20)
            name, victim = next(iter(house.workers().items()))
            os.kill(victim["pid"], signal.SIGKILL)
            await house.wait(lambda: len(callers.results) >= 10)
            assert callers.outcomes() == {Outcome.HUMAN}
            assert len(callers.results) == 10
            # Refused, or reset in the backlog of a port that was just dying.
            assert {result.next for result in callers.results} == {""}
        ends = [r for r in callers.results if r.outcome is Outcome.END]
        assert len(ends) == 10
        await house.wait(
            lambda: len(house.taking()) == 2 and name not in house.taking()
        )
        assert (await house.call("15")).outcome is Outcome.END


async def test_a_frozen_worker_is_killed_in_about_two_seconds(tmp_path):
    async with open_ready_house(tmp_path) as house:
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            for _ in range(6):
                nursery.start_soon(callers.one, "1400")
            await house.wait_load(6)
            victim = next(iter(house.workers().values()))
            frozen_s = trio.current_time()
            os.kill(victim["pid"], signal.SIGSTOP)
            await house.wait(lambda: len(callers.results) == 3)
            took_s = trio.current_time() - frozen_s
            assert callers.outcomes() == {Outcome.HUMAN}
            assert 1.5 < took_s < 4.0  # DESIGN.md promises 4
            assert house.log("killing")[0]["reason"] == "silent"
        assert sum(r.outcome is Outcome.END for r in callers.results) == 3


async def test_a_worker_whose_loop_is_stuck_ends_itself_or_is_killed(tmp_path):
    async with open_ready_house(tmp_path, workers=1) as house:
        stuck = await house.call("5")
        assert stuck.outcome is Outcome.HUMAN
        assert house.log("worker gone")[0]["code"] in {-signal.SIGALRM, -signal.SIGKILL}
        await house.wait(house.taking)


async def test_live_calls_go_on_without_a_supervisor_and_then_the_workers_leave(
    tmp_path,
):
    async with open_ready_house(tmp_path) as house:
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            for _ in range(10):
                nursery.start_soon(callers.one, "1150")
            await house.wait_load(10)
            workers = {w["pid"] for w in house.workers().values()}
            house.signal(signal.SIGKILL)
            await house.wait_exit()
            late = await house.call("15")
            assert late.outcome is Outcome.HUMAN
            assert not callers.results
        assert callers.outcomes() == {Outcome.END}
        await house.wait(lambda: not any(_runs(pid) for pid in workers))


async def test_a_frozen_supervisor_is_killed_by_a_worker(tmp_path):
    async with open_ready_house(tmp_path, workers=1) as house:
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(callers.one, "1350")
            await house.wait_load(1)
            house.signal(signal.SIGSTOP)
            assert await house.wait_exit() == -signal.SIGKILL
        assert callers.outcomes() == {Outcome.END}


async def test_a_roll_loses_no_caller_and_changes_every_worker(tmp_path):
    async with open_ready_house(tmp_path) as house:
        before = set(house.workers())
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            for n in range(60):
                nursery.start_soon(callers.one, "1100")
                if n == 10:
                    await house.wait_load(11)
                    house.signal(signal.SIGHUP)
                await trio.sleep(0.05)
            await house.wait(lambda: house.log("rolled"))
            assert (await house.call("15")).outcome is Outcome.END
        assert callers.outcomes() == {Outcome.END}
        await house.wait(lambda: not before & set(house.workers()))
        assert len(house.taking()) == 2


async def test_sigterm_gives_live_calls_their_time_and_exits_with_zero(tmp_path):
    async with open_ready_house(tmp_path, drain_s=20.0) as house:
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            for _ in range(10):
                nursery.start_soon(callers.one, "1100")
            await house.wait_load(10)
            house.signal(signal.SIGTERM)
            await house.wait(lambda: house.log("draining"))
            assert (await house.call("15")).outcome is Outcome.HUMAN
        assert callers.outcomes() == {Outcome.END}
        assert await house.wait_exit() == 0


async def test_after_the_drain_s_deadline_callers_go_to_a_human(tmp_path):
    async with open_ready_house(tmp_path, drain_s=1.0) as house:
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            for _ in range(10):
                nursery.start_soon(callers.one, "9")
            await house.wait_load(10)
            house.signal(signal.SIGTERM)
        assert callers.outcomes() == {Outcome.HUMAN}
        assert {line["reason"] for line in house.log("decided")} == {"drain"}
        assert await house.wait_exit() == 0


async def test_a_second_sigterm_ends_at_once(tmp_path):
    async with open_ready_house(tmp_path, drain_s=60.0) as house:
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(callers.one, "9")
            await house.wait_load(1)
            house.signal(signal.SIGTERM)
            await house.wait(lambda: house.log("draining"))
            house.signal(signal.SIGTERM)
            assert await house.wait_exit() == 1
        assert callers.outcomes() == {Outcome.HUMAN}


async def test_a_full_house_answers_nothing_and_sends_the_rest_to_a_human(tmp_path):
    async with open_ready_house(tmp_path, max_calls=2) as house:
        callers = Callers(house)
        async with trio.open_nursery() as nursery:
            for _ in range(7):
                nursery.start_soon(callers.one, "1100")
            await house.wait(lambda: len(callers.results) == 3)
            assert callers.outcomes() == {Outcome.HUMAN}
            assert not any(result.admitted for result in callers.results)
        assert sum(r.outcome is Outcome.END for r in callers.results) == 4


async def test_a_busy_port_is_one_sentence_and_nothing_is_started(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with open_house(tmp_path, agi_port=port) as house:
            assert await house.wait_exit() == 78
            (sentence,) = house.text().splitlines()
            assert sentence == (
                f"FastAGI cannot open 127.0.0.1:{port}: another process uses this port"
            )


async def test_garbage_at_the_desk_does_not_disturb_callers(tmp_path):
    async with open_ready_house(tmp_path, workers=1) as house:
        for junk in (
            b"\0" * 9000,
            b"GET / HTTP/1.1\r\n\r\n",
            b"agi_request: x\n\n",
            b"",
        ):
            stream = await trio.open_tcp_stream("127.0.0.1", house.agi_port)
            with trio.fail_after(10), suppress(trio.BrokenResourceError, OSError):
                async with stream:  # it may be reset at any point
                    await stream.send_all(junk)
                    await stream.send_eof()
                    while await stream.receive_some():
                        pass
        assert (await house.call("15")).outcome is Outcome.END
        await house.wait(lambda: len(house.log("FastAGI garbage")) == 3)
        await house.wait(lambda: len(house.log("unknown FastAGI script")) == 1)


async def test_the_wait_for_a_human_is_timed_and_counted(tmp_path):
    async with open_ready_house(tmp_path, workers=1) as house:
        assert (await house.call("25")).outcome is Outcome.HUMAN
        await house.wait(lambda: house.log("handover"))
        (line,) = house.log("handover")
        assert line["status"] == "CONTINUE"
        assert 0.0 <= line["since_ai_s"] < 5.0
        await house.wait(lambda: house.status()["counts"].get("handover_continue") == 1)


async def test_a_caller_who_hangs_up_frees_the_place(tmp_path):
    async with open_ready_house(tmp_path, workers=1) as house:
        handset = Handset()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(house.call, "9", handset)
            await house.wait_load(1)
            handset.hang_up()
        await house.wait_load(0)


async def test_a_dead_engine_process_is_started_again(tmp_path):
    engine = [sys.executable, "-c", "print('x')"]
    async with open_ready_house(tmp_path, workers=1, engine=engine) as house:
        await house.wait(lambda: len(house.log("process gone")) >= 3)
        assert (await house.call("15")).outcome is Outcome.END


async def test_hand_overs_and_dead_workers_are_on_record_and_the_archive_is_kept(
    tmp_path,
):
    spool = tmp_path / "spool"
    archive = [sys.executable, "-c", "print('x')"]
    more = {"workers": 1, "spool": str(spool), "archive": archive}
    async with open_ready_house(tmp_path, **more) as house:
        call = await house.call("25")
        (name, worker), *_ = house.workers().items()
        os.kill(worker["pid"], signal.SIGKILL)
        await house.wait(lambda: house.log("worker gone"))
        gone = [
            line for line in house.log("process gone") if line["child"] == "archive"
        ]
        assert gone
        await house.wait(lambda: len(_records(spool)) == 2)
    (_, handover), (kind, dead) = _records(spool)
    assert (handover["call_id"], handover["status"]) == (call.uuid, "CONTINUE")
    assert (handover["queue"], handover["member"]) == ("operators", "PJSIP/101")
    assert (kind, dead["worker"]) == ("worker.gone", worker_id(name, worker["pid"]))


def _records(root):
    reader = SpoolReader(root)
    return [
        (r.kind, r.body) for f in reader.spools() for r in reader.read(f, 0).records
    ]


async def test_systemd_is_told(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        path = str(tmp_path / "notify")
        systemd.bind(path)
        systemd.setblocking(False)
        told: list[bytes] = []

        def has(state: bytes) -> bool:
            try:
                while True:
                    told.append(systemd.recv(4096))
            except BlockingIOError:
                return any(state in one for one in told)

        async with open_ready_house(tmp_path, workers=1, notify_socket=path) as house:
            await house.wait(lambda: has(b"READY=1"))
            await house.wait(lambda: has(b"WATCHDOG=1"))
            house.signal(signal.SIGHUP)
            await house.wait(lambda: has(b"RELOADING=1"))
            house.signal(signal.SIGTERM)
            await house.wait_exit()
            await house.wait(lambda: has(b"STOPPING=1"))


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
