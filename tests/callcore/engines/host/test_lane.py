from __future__ import annotations

import threading

import pytest
import trio

from callcore.engines.host.lane import Job, Lane
from tests.callcore.engines.host.fakes import PATIENCE_S

pytestmark = pytest.mark.integration


async def test_a_job_that_does_not_come_back_is_reported_as_hung(nursery):
    told, release = trio.Event(), threading.Event()
    lane = Lane("stt", 4, 0.05, lambda name: told.set() if name == "stt" else None)
    nursery.start_soon(lane.run)

    def hang(_aborted):
        release.wait(PATIENCE_S)

    lane.submit(Job(hang, print))
    with trio.fail_after(PATIENCE_S):
        await told.wait()
    release.set()
    nursery.cancel_scope.cancel()


async def test_a_final_pushes_the_oldest_partial_out_of_a_full_queue():
    dropped: list[tuple[str, str]] = []
    lane = Lane("stt", 2, 1, print)
    for name in ("p1", "p2"):
        lane.submit(job(name, dropped, final=False))
    lane.submit(job("final", dropped))
    lane.submit(job("p3", dropped, final=False))
    assert dropped == [("p1", "superseded"), ("p3", "busy")]
    assert lane.queued == 2


async def test_promoting_a_waiting_partial_puts_it_among_the_finals():
    lane = Lane("stt", 3, 1, print)
    partial = job("p", [], final=False)
    lane.submit(partial)
    lane.promote(partial)
    lane.submit(job("p2", [], final=False))
    lane.cancel(partial)
    assert partial.aborted
    assert lane.queued == 1


def job(name, dropped, *, final=True):
    return Job(
        lambda _aborted: None, lambda why: dropped.append((name, why)), final, key=name
    )
