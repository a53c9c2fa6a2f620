"""Hiring, replacing and giving up, with processes that are short scripts."""

from __future__ import annotations

import sys

import pytest
import trio

from callcore.supervisor.crew import Crew
from callcore.supervisor.deadlines import Deadlines
from callcore.supervisor.plan import Plan
from callcore.supervisor.worker import Phase
from tests.kit.until import until

pytestmark = pytest.mark.integration

# A worker without a loop: ready, three beats, then it ends or waits for an order.
SCRIPT = """
import socket, sys
link = socket.socket(fileno=int(sys.argv[1]))
link.send(b'{"kind":"ready","port":1,"after_port":2,"http_port":3}')
link.send(b'{"kind":"admitted","call_id":"held"}')
link.send(b'{"kind":"beat","live":1,"capacity":9}')
while True:
    order = link.recv(999)
    if not order or b"drain" in order or b"roll" in order:
        break
"""
PATIENT = Deadlines(silent_s=60, backoff_first_s=0.01, backoff_cap_s=0.01)


def a_crew(script: str, gone: list[str], slots: int = 1, **changes) -> Crew:
    plan = Plan(
        worker_command=lambda _n, fd: [sys.executable, "-c", script, str(fd)],
        workers=slots,
        deadlines=changes.pop("deadlines", PATIENT),
        **changes,
    )
    return Crew(plan, lambda call_id, _now: gone.append(call_id))


def names(crew: Crew) -> set[str]:
    return {w.child.name for w in crew.workers if w.phase is Phase.READY}


async def test_a_dead_worker_is_replaced_and_its_callers_are_told_gone():
    gone: list[str] = []
    crew = a_crew(SCRIPT, gone, slots=2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(crew.run)
        await until(lambda: names(crew) == {"w1", "w2"})
        first = next(iter(crew.workers))
        await until(lambda: first.held)
        first.child.kill("test")
        left = {"w1", "w2", "w3"} - {first.child.name}
        await until(lambda: names(crew) == left)
        assert gone == ["held"]
        assert crew.restarts == 1
        crew.kill_all("test")
        await crew.wait_empty()
        nursery.cancel_scope.cancel()


async def test_a_roll_changes_every_worker_one_after_the_other():
    crew = a_crew(SCRIPT, [], slots=2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(crew.run)
        await until(lambda: names(crew) == {"w1", "w2"})
        await crew.roll()
        await until(lambda: names(crew) == {"w3", "w4"})
        assert crew.restarts == 0
        crew.kill_all("test")
        await crew.wait_empty()
        nursery.cancel_scope.cancel()


async def test_a_roll_to_a_worker_that_does_not_start_keeps_the_old_one():
    crew = a_crew(SCRIPT, [])
    async with trio.open_nursery() as nursery:
        nursery.start_soon(crew.run)
        await until(lambda: names(crew) == {"w1"})
        crew._command = lambda _n, _fd: ["false"]
        with trio.fail_after(30):
            await crew.roll()
        assert names(crew) == {"w1"}
        crew.kill_all("test")
        await crew.wait_empty()
        nursery.cancel_scope.cancel()


async def test_a_program_that_is_missing_is_tried_again():
    tried: list[str] = []

    def command(name: str, _fd: int) -> list[str]:
        tried.append(name)
        return ["/no-such-program"]

    crew = Crew(
        Plan(worker_command=command, workers=1, deadlines=PATIENT), lambda *_: None
    )
    async with trio.open_nursery() as nursery:
        nursery.start_soon(crew.run)
        await until(lambda: len(tried) >= 3)
        nursery.cancel_scope.cancel()


async def test_a_drained_crew_is_empty_and_stays_so():
    crew = a_crew(SCRIPT, [], slots=2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(crew.run)
        await until(lambda: names(crew) == {"w1", "w2"})
        crew.drain(1.0)
        with trio.fail_after(30):
            await crew.wait_empty()
        assert crew.restarts == 0
        nursery.cancel_scope.cancel()


async def test_the_silent_are_killed_unless_we_were_late(caplog):
    crew = a_crew(SCRIPT, [], deadlines=Deadlines(silent_s=0.5, backoff_first_s=30))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(crew.run)
        await until(lambda: names(crew) == {"w1"})
        (worker,) = crew.workers
        await trio.sleep(0.6)
        crew.look(trio.current_time(), late=True)
        crew.look(trio.current_time(), late=False)
        assert "killing" not in caplog.messages
        crew.look(trio.current_time() + 0.6, late=False)
        await until(lambda: worker.phase is Phase.DEAD)
        nursery.cancel_scope.cancel()
