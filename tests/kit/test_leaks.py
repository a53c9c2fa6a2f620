from __future__ import annotations

import socket
import threading

import pytest
import trio

from tests.kit import leaks
from tests.kit.leaks import no_leaks


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(leaks, "SETTLE_S", 0.2)


async def test_a_clean_body_passes_even_if_it_used_threads_and_sockets(monkeypatch):
    monkeypatch.setattr(leaks, "SETTLE_S", 10.0)
    async with no_leaks():
        one, other = socket.socketpair()
        await trio.to_thread.run_sync(lambda: None)
        one.close()
        other.close()


async def test_a_task_that_lives_on_is_named(nursery):
    with pytest.raises(AssertionError, match="sleep_forever"):
        async with no_leaks():
            nursery.start_soon(trio.sleep_forever)
    nursery.cancel_scope.cancel()


async def test_a_descriptor_that_stays_open_is_named():
    with pytest.raises(AssertionError, match=r"descriptors: .*socket"):
        async with no_leaks():
            one, other = socket.socketpair()
    one.close()
    other.close()


async def test_a_thread_that_still_works_is_named():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten")
    with pytest.raises(AssertionError, match="forgotten"):
        async with no_leaks():
            thread.start()
    stop.set()
    thread.join()


async def test_the_bodys_own_error_wins():
    with pytest.raises(ZeroDivisionError):
        async with no_leaks():
            raise ZeroDivisionError
