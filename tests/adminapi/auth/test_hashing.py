from __future__ import annotations

import threading

import pytest
import trio
import trio.testing

from adminapi.auth.hashing import HASHER, MOST_WAITING, THREADS, Hashing
from adminapi.edges.problem import Problem
from tests.kit.adminhouse import CHEAP
from tests.kit.until import until

pytestmark = pytest.mark.integration


@pytest.fixture
def hashing():
    made = Hashing(CHEAP)
    yield made
    made.close()


async def test_a_password_fits_its_hash_and_no_other(hashing):
    kept = await hashing.hash("right")
    assert await hashing.fits("right", kept)
    assert not await hashing.fits("wrong", kept)
    assert not await hashing.fits("right", hashing.nobody)
    assert not await hashing.fits("right", "no hash")


async def test_nobodys_hash_costs_what_others_cost(hashing):
    assert not hashing.is_old(hashing.nobody)
    assert hashing.is_old(HASHER.hash("x"))


def test_the_costs_are_those_of_owasp():
    assert (HASHER.memory_cost, HASHER.time_cost, HASHER.parallelism) == (
        19 * 1024,
        2,
        1,
    )


async def test_only_so_many_wait_and_those_who_gave_up_make_room():
    go, ran = threading.Event(), []

    class Slow:
        memory_cost = time_cost = parallelism = 1

        def hash(self, password):
            go.wait(30)
            ran.append(password)
            return password

    hashing = Hashing(Slow())  # type: ignore[arg-type]
    try:
        refused = []

        async def ask(n):
            try:
                await hashing.hash(str(n))
            except Problem as problem:
                refused.append(problem.word)

        with trio.fail_after(30):
            async with trio.open_nursery() as nursery:
                for n in range(THREADS + MOST_WAITING + 3):
                    nursery.start_soon(ask, n)
                await trio.testing.wait_all_tasks_blocked()
                assert refused == ["unavailable"] * 3
                nursery.cancel_scope.cancel(reason="they gave up")
            go.set()
            await until(lambda: not hashing._jobs)
        assert len(ran) <= THREADS
    finally:
        go.set()
        hashing.close()


async def test_its_threads_are_nicer_than_the_loop(hashing):
    import os

    nice = await hashing._run(
        lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    )
    assert nice >= os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert nice >= 10
