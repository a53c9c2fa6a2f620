"""The guard and the plan together: what takes a candidate back, and what then holds."""

from __future__ import annotations

import logging
import random
from contextlib import asynccontextmanager

import pytest
import trio

from callcore.shared.offload import run_inline
from callcore.shared.rollout.armfiles import ArmFiles, Published
from callcore.shared.rollout.audit import MemoryAudit
from callcore.shared.rollout.book import FileBook, MemoryBook
from callcore.shared.rollout.changes import (
    GUARD,
    resumed,
    rolled_back,
    stopped,
    widened,
)
from callcore.shared.rollout.counters import ArmCounters, Tally
from tests.callcore.engines.rollout.trials import Engine, lost
from tests.callcore.engines.rollout.workers import CALL, CALLER, Worker
from tests.callcore.shared.rollout.plans import ANN, plan_in, running


@pytest.fixture
def book():
    return MemoryBook()


@pytest.fixture
def worker(book, tmp_path):
    return Worker(book, tmp_path)


UTTERANCE_EVERY_S = 8.0  # of one call: the caller speaks, is answered, speaks again
CALLS = 120  # at once, in the whole house: 15 utterances a second
WORKERS = 3


@asynccontextmanager
async def busy_house(folder, health):
    """Three workers with a file book and callers of their own; a tenth is on trial.

    Behind them lies a good week, which a worker that is no more has left.
    """
    book = FileBook(folder, run_inline)
    await book.change(running(1000), 0)
    past = Tally(ArmCounters(utterances=900_000), ArmCounters(utterances=100_000))
    ArmFiles(folder, "former").publish(Published(1, past))
    workers = [Worker(book, folder, f"w{i}") for i in range(WORKERS)]
    chance = random.Random(5)

    def heard():
        if chance.random() < health["fails"]:
            lost()
        return "four tyres"

    async def caller(worker, i):
        await trio.sleep(chance.random() * UTTERANCE_EVERY_S)
        while True:
            number = f"067{chance.randrange(10**7):07}"
            arm = worker.rollout.arm_of(number, CALL).arm
            engine = Engine(heard) if arm == "candidate" else Engine()
            await worker.call(number, engine=engine)
            await trio.sleep(UTTERANCE_EVERY_S - 0.3)

    async with trio.open_nursery() as nursery:
        for worker in workers:
            await nursery.start(worker.rollout.run)
        for i in range(CALLS):
            nursery.start_soon(caller, workers[i % WORKERS], i)
        yield workers, book
        nursery.cancel_scope.cancel(reason="the test is over")


@pytest.mark.parametrize("fails", [1.0, 0.5])
async def test_a_candidate_that_turns_bad_is_taken_back_within_a_minute(
    autojump_clock, tmp_path, fails
):
    health = {"fails": 0.01}
    async with busy_house(tmp_path, health) as (workers, book):
        await trio.sleep(300)
        assert [worker.rolled_back for worker in workers] == [[], [], []]
        health["fails"] = fails
        await trio.sleep(60)
        for worker in workers:  # every worker gives out control by now
            assert worker.rollout.plan.status == "rolled-back"
            assert worker.rollout.arm_of(CALLER, CALL).reason == "rolled-back"
        plan = await plan_in(book)
        assert (plan.buckets, plan.shadow_buckets, plan.changed_by) == (0, 0, GUARD)
        assert plan.reason.startswith("failed: ")
        last = (await book.history(1))[0]
        assert (last.before.status, last.after.status) == ("running", "rolled-back")
        # of three that saw it one wrote it
        assert plan.version == 2

        await trio.sleep(300)  # nobody resumes by itself
        assert (await plan_in(book)).version == 2
        health["fails"] = 0.0
        await book.change(resumed(plan, 1000, 0, ANN), 2)
        await trio.sleep(120)
        assert (await plan_in(book)).status == "running"
        assert workers[0].rollout.tally().candidate.errors == 0


async def test_no_single_worker_sees_enough_but_all_together_do(
    autojump_clock, tmp_path
):
    book = FileBook(tmp_path, run_inline)
    await book.change(running(10_000), 0)
    for name in ("w2", "w3"):
        bad = Tally(candidate=ArmCounters(utterances=20, errors=20))
        ArmFiles(tmp_path, name).publish(Published(1, bad))
    worker = Worker(book, tmp_path)
    async with worker.at_work():
        for _ in range(9):
            await worker.call(CALLER, engine=Engine(lost))
        await trio.sleep(10)
        assert worker.rolled_back == []  # 49
        await worker.call(CALLER, engine=Engine(lost))
        await trio.sleep(10)
        assert worker.rolled_back == ["failed"]


async def test_a_rollback_that_cannot_be_audited_still_gives_out_control(
    autojump_clock, tmp_path, caplog
):
    audit = MemoryAudit()
    book = MemoryBook(audit)
    await book.change(running(10_000), 0)
    worker = Worker(book, tmp_path)
    async with worker.at_work():
        began = await worker.call(CALLER)
        assert worker.rollout.still_on(began)
        audit.broken = True
        for _ in range(60):
            await worker.call(CALLER, engine=Engine(lost))
        await trio.sleep(30)
        assert (await plan_in(book)).status == "running"
        assert worker.rollout.arm_of(CALLER, CALL).reason == "rolled-back"
        assert not worker.rollout.still_on(began)
        assert worker.rolled_back == ["failed"]  # told once, tried again and again
        audit.broken = False
        await trio.sleep(10)
        assert (await plan_in(book)).status == "rolled-back"
        assert worker.rollout.arm_of(CALLER, CALL).reason == "rolled-back"
    kept = [r for r in caplog.records if r.message == "rollback not kept"]
    assert kept
    assert all(record.levelno == logging.WARNING for record in kept)


class Raced(MemoryBook):
    """Somebody stops the rollout just before anybody changes version 1."""

    async def change(self, plan, expected):
        if expected == 1:
            await super().change(stopped(running(10_000), ANN), 1)
        await super().change(plan, expected)


async def test_a_human_who_changes_the_plan_at_the_same_moment_is_not_overwritten(
    autojump_clock, tmp_path
):
    book = Raced()
    await book.change(running(10_000), 0)
    worker = Worker(book, tmp_path)
    async with worker.at_work():
        for _ in range(60):
            await worker.call(CALLER, engine=Engine(lost))
        await trio.sleep(20)
        found = await plan_in(book)
        assert (found.status, found.changed_by, found.version) == ("off", "ann", 2)
        assert worker.rollout.arm_of(CALLER, CALL).reason == "off"


async def test_a_call_that_began_as_a_candidate_may_go_on_until_the_trial_ends(
    autojump_clock, worker, book
):
    await book.change(running(10_000), 0)
    async with worker.at_work():
        began = worker.rollout.arm_of(CALLER, CALL)
        await book.change(widened(running(), 0, None, ANN), 1)
        await trio.sleep(3)
        assert worker.rollout.still_on(began)  # widening is about new calls
        await book.change(rolled_back(worker.rollout.plan, ANN), 2)
        await trio.sleep(3)
        assert not worker.rollout.still_on(began)
        await book.change(resumed(worker.rollout.plan, 10_000, 0, ANN), 3)
        await trio.sleep(3)
        assert not worker.rollout.still_on(began)  # it is another trial
