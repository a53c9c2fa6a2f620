"""Which worker gets a caller, and when a human does."""

from __future__ import annotations

import trio

from callcore.protocol.link import Admit, Admitted, Beat, Message, Ready
from callcore.shared.ids import CallId
from callcore.shared.records import Admission
from callcore.supervisor.deadlines import Deadlines
from callcore.supervisor.placement import least_loaded, place
from callcore.supervisor.worker import Worker
from tests.kit.fakechild import FakeChild, FakeLink, link_of

WANTED = Admission(CallId(""), "+15550100", "100", "uk", "SIP/1")


class Obeys(FakeLink):
    """A link whose other end acknowledges."""

    worker: Worker

    def send(self, message: Message) -> bool:
        if isinstance(message, Admit):
            answer = Admitted(message.admission.call_id)
            self.worker.heard(answer, trio.current_time())
        return super().send(message)


def a_worker(live: int, *, obeys: bool = True) -> Worker:
    link = Obeys() if obeys else FakeLink()
    worker = Worker(FakeChild(link), Deadlines(), trio.current_time())
    if isinstance(link, Obeys):
        link.worker = worker
    worker.heard(Ready(9092, 9192, 9292), trio.current_time())
    worker.heard(Beat(live, 10), trio.current_time())
    return worker


async def test_the_least_loaded_gets_the_caller_with_a_fresh_id(autojump_clock):
    busy, idle = a_worker(3), a_worker(1)
    first = await place([busy, idle], WANTED)
    second = await place([busy, idle], WANTED)
    assert first
    assert second
    assert first[0] is second[0] is idle
    assert len({first[1].call_id, second[1].call_id, ""}) == 3
    assert (first[1].caller, first[1].language) == (WANTED.caller, WANTED.language)


async def test_a_worker_that_does_not_answer_costs_200_ms_and_another_is_tried(
    autojump_clock,
):
    dead, slow = a_worker(0, obeys=False), a_worker(5)
    placed = await place([dead, slow], WANTED)
    assert placed
    assert placed[0] is slow
    assert trio.current_time() < 0.3
    assert least_loaded([dead, slow], trio.current_time()) is slow


async def test_after_two_that_do_not_answer_it_is_a_human(autojump_clock):
    workers = [a_worker(0, obeys=False) for _ in range(3)]
    assert await place(workers, WANTED) is None
    assert trio.current_time() < 0.5
    assert sum(bool(link_of(worker).sent) for worker in workers) == 2


async def test_with_nobody_able_it_is_a_human_at_once(autojump_clock):
    assert await place([], WANTED) is None
    assert await place([a_worker(10)], WANTED) is None
    assert trio.current_time() == 0
