"""The rules of one worker: when it may take a caller, when it must die."""

from __future__ import annotations

from dataclasses import replace

import pytest
import trio
import trio.testing

from callcore.protocol.link import (
    Admit,
    Admitted,
    Beat,
    Drain,
    Gone,
    Leaving,
    Ping,
    Ready,
    Roll,
)
from callcore.shared.ids import CallId, new_call_id
from callcore.shared.records import Admission
from callcore.supervisor.deadlines import Deadlines
from callcore.supervisor.worker import Phase, Worker
from tests.kit.fakechild import FakeChild, link_of

D = Deadlines()
ADMISSION = Admission(CallId("x"), "", "100", "en")


def a_worker(now: float = 0.0, deadlines: Deadlines = D) -> Worker:
    return Worker(FakeChild(), deadlines, now)


def a_ready_worker(now: float = 0.0, capacity: int = 2) -> Worker:
    worker = a_worker(now)
    worker.heard(Ready(9092, 9192, 9292), now)
    worker.heard(Beat(0, capacity), now)
    return worker


def an_admission() -> Admission:
    return replace(ADMISSION, call_id=new_call_id())


def test_a_caller_is_safe_with_a_ready_fresh_and_free_worker_only():
    worker = a_worker()
    worker.heard(Beat(0, 2), 0.0)
    assert not worker.can_take(0.0)  # not ready
    worker.heard(Ready(9092, 9192, 9292), 0.0)
    assert worker.can_take(0.49)
    assert not worker.can_take(0.51)  # not fresh
    worker.heard(Beat(2, 2), 0.6)
    assert not worker.can_take(0.6)  # full
    worker.heard(Beat(0, 0), 0.7)
    assert not worker.can_take(0.7)  # drains, or is cold


async def test_an_acknowledged_offer_counts_until_the_next_beat_knows(autojump_clock):
    worker = a_ready_worker(trio.current_time())
    admission = an_admission()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker.offer, admission)
        await trio.testing.wait_all_tasks_blocked()
        assert link_of(worker).sent == [Admit(admission)]
        assert worker.load == 1
        worker.heard(Admitted(admission.call_id), trio.current_time())
        assert worker.load == 1
    assert worker.held == {admission.call_id}
    worker.heard(Beat(1, 2), trio.current_time())
    assert worker.load == 1
    worker.heard(Gone(admission.call_id), trio.current_time())
    assert (worker.load, worker.held) == (0, frozenset())


async def test_a_beat_from_before_the_admit_does_not_hide_the_offer(autojump_clock):
    worker = a_ready_worker(trio.current_time())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker.offer, an_admission())
        await trio.testing.wait_all_tasks_blocked()
        worker.heard(Beat(0, 2), trio.current_time())
        assert worker.load == 1
        nursery.cancel_scope.cancel()
    assert worker.load == 0


async def test_without_an_acknowledgement_in_200_ms_it_is_suspect(autojump_clock):
    worker = a_ready_worker(trio.current_time())
    began_s = trio.current_time()
    admission = an_admission()
    assert not await worker.offer(admission)
    assert trio.current_time() - began_s == pytest.approx(0.2)
    worker.heard(Beat(0, 2), trio.current_time())
    assert not worker.can_take(trio.current_time())
    worker.heard(Admitted(admission.call_id), trio.current_time())  # late, but it obeys
    assert worker.can_take(trio.current_time())


async def test_suspicion_ends_by_itself(autojump_clock):
    worker = a_ready_worker(trio.current_time())
    await worker.offer(an_admission())
    later = trio.current_time() + D.suspect_s
    worker.heard(Beat(0, 2), later)
    assert worker.can_take(later)


async def test_a_full_pipe_is_no_acknowledgement_and_takes_no_time(autojump_clock):
    worker = a_ready_worker(trio.current_time())
    link_of(worker).full = True
    began_s = trio.current_time()
    assert not await worker.offer(an_admission())
    assert trio.current_time() == began_s


def test_silence_kills_after_two_seconds_but_only_after_ready():
    worker = a_worker()
    assert worker.overdue(100.0) == ""
    worker.heard(Ready(9092, 9192, 9292), 100.0)
    assert worker.overdue(101.9) == ""
    assert worker.overdue(102.1) == "silent"
    worker.heard(Beat(0, 2), 102.1)
    assert worker.overdue(104.0) == ""


def test_other_messages_are_no_heartbeat():
    worker = a_ready_worker()
    worker.heard(Admitted(CallId("x")), 3.0)
    worker.heard(Ping(), 3.0)
    assert worker.overdue(3.0) == "silent"


def test_whoever_was_late_himself_judges_nobody():
    worker = a_ready_worker()
    worker.forgive(30.0)
    assert worker.overdue(31.0) == ""


def test_starting_has_a_deadline_of_its_own():
    worker = a_worker()
    assert worker.overdue(D.start_s) == ""
    assert worker.overdue(D.start_s + 0.1) == "too long starting"


async def test_a_retired_worker_takes_nobody_and_has_as_long_as_a_call(mock_clock):
    worker = a_ready_worker()
    worker.retire(1200.0)
    assert link_of(worker).sent == [Roll()]
    assert not worker.can_take(0.0)
    worker.heard(Beat(1, 0), 1209.9)
    assert worker.overdue(1209.9) == ""
    worker.heard(Beat(1, 0), 1210.1)
    assert worker.overdue(1210.1) == "too long retiring"


async def test_a_draining_worker_has_its_seconds_and_some_grace(mock_clock):
    worker = a_ready_worker()
    worker.drain(3.0)
    assert link_of(worker).sent == [Drain(3.0)]
    worker.heard(Beat(1, 0), 9.1)
    assert worker.overdue(8.9) == ""
    assert worker.overdue(9.1) == "too long retiring"


def test_whoever_says_it_leaves_must_leave():
    worker = a_ready_worker()
    worker.heard(Leaving(), 0.0)
    assert not worker.can_take(0.0)
    worker.heard(Beat(0, 0), 5.1)
    assert worker.overdue(5.1) == "too long retiring"


async def test_the_dead_are_settled_and_told_nothing(mock_clock):
    worker = a_worker()
    worker.bury()
    assert worker.settled.is_set()
    worker.retire(1.0)
    worker.drain(1.0)
    assert worker.phase is Phase.DEAD
    assert link_of(worker).sent == []
