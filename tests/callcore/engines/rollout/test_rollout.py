from __future__ import annotations

import json

import pytest
import trio

from callcore.shared.offload import OneThread, run_inline
from callcore.shared.rollout.armfiles import ArmFiles, Published
from callcore.shared.rollout.book import ANY, FileBook, MemoryBook
from callcore.shared.rollout.changes import (
    forced,
    started,
    stopped,
    widened,
)
from callcore.shared.rollout.counters import ArmCounters, Tally
from callcore.shared.rollout.plan import NO_PLAN, Assignment
from tests.callcore.engines.rollout.trials import Engine, lost, minute
from tests.callcore.engines.rollout.workers import CALL, CALLER, DAY, Worker
from tests.callcore.shared.rollout.plans import ANN, plan_in, running, trial
from tests.kit.leaks import no_leaks
from tests.kit.until import until


@pytest.fixture
def book():
    return MemoryBook()


@pytest.fixture
def worker(book, tmp_path):
    return Worker(book, tmp_path)


async def test_without_a_plan_everybody_has_control(autojump_clock, worker, tmp_path):
    assert worker.rollout.arm_of(CALLER, CALL).reason == "unknown"  # not read yet
    async with worker.at_work():
        assert worker.rollout.arm_of(CALLER, CALL) == Assignment("control", "off", 0, 0)
        await trio.sleep(20)
    assert worker.assigned == [("control", "unknown"), ("control", "off")]
    assert worker.lost == []
    assert not list(tmp_path.iterdir())  # and leaves no files of a rollout behind


async def test_a_plan_is_followed_from_the_start_and_through_changes(
    autojump_clock, worker, book
):
    await book.change(running(10_000), 0)
    async with worker.at_work():
        assert worker.rollout.arm_of(CALLER, CALL).arm == "candidate"
        await book.change(widened(running(), 0, None, ANN), 1)
        await trio.sleep(3)
        found = worker.rollout.arm_of(CALLER, CALL)
        assert (found.arm, found.reason, found.version) == ("control", "bucket", 2)


async def test_a_worker_without_that_engine_gives_control(autojump_clock, worker, book):
    await book.change(started(NO_PLAN, trial(10_000, engine="google"), ANN), 0)
    async with worker.at_work():
        found = worker.rollout.arm_of(CALLER, CALL)
        assert (found.arm, found.reason) == ("control", "unknown")


async def test_the_last_good_plan_stays_while_the_book_is_garbage_or_gone(
    autojump_clock, tmp_path
):
    book, path = FileBook(tmp_path, run_inline), tmp_path / "plan.json"
    await book.change(running(10_000), 0)
    worker = Worker(book, tmp_path)
    async with worker.at_work():
        good = path.read_bytes()
        for damage in (lambda: path.write_bytes(b"{"), path.unlink):
            damage()
            await trio.sleep(30)
            assert worker.rollout.arm_of(CALLER, CALL).arm == "candidate"
        assert worker.lost == [True]  # told once
        path.write_bytes(good)
        await book.change(stopped(running(10_000), ANN), 1)
        await trio.sleep(3)
        assert worker.rollout.arm_of(CALLER, CALL).reason == "off"
        assert worker.lost == [True, False]


async def test_a_start_with_a_damaged_plan_is_control_until_it_is_mended(
    autojump_clock, tmp_path
):
    book, path = FileBook(tmp_path, run_inline), tmp_path / "plan.json"
    path.write_bytes(b"\xff")
    worker = Worker(book, tmp_path)
    async with worker.at_work():
        await trio.sleep(10)
        assert worker.rollout.arm_of(CALLER, CALL).reason == "unknown"
        assert worker.lost == [True]
        path.unlink()
        await book.change(running(10_000), 0)
        await trio.sleep(3)
        assert worker.rollout.arm_of(CALLER, CALL).arm == "candidate"


async def test_calls_count_for_their_arm_and_forced_ones_for_nobody(
    autojump_clock, worker, book
):
    await book.change(forced(running(10_000), "0501111111", "control", ANN), ANY)
    async with worker.at_work():
        await worker.call(CALLER)
        await worker.call("0501111111", engine=Engine(lost))
        assert worker.rollout.tally() == Tally(candidate=_one())
        await book.change(widened(worker.rollout.plan, 0, None, ANN), 2)
        await trio.sleep(3)
        await worker.call(CALLER)
        assert worker.rollout.tally() == Tally(control=_one(), candidate=_one())


def _one():
    arm = ArmCounters(utterances=1)
    arm.final(300)
    return arm


async def test_counters_are_published_and_survive_a_restart(
    autojump_clock, book, tmp_path
):
    await book.change(running(10_000), 0)
    first = Worker(book, tmp_path)
    async with first.at_work():
        await first.call(CALLER)
        first.rollout.shadow.spent.day = DAY
        first.rollout.shadow.spent.micros = 77
        await trio.sleep(6)
    again = Worker(book, tmp_path)
    async with again.at_work():
        assert again.rollout.tally().candidate.utterances == 1
        assert again.rollout.shadow.spent.micros == 77
        await book.change(stopped(running(10_000), ANN), 1)
        await book.change(started(stopped(running(), ANN), trial(), ANN), 2)
        await trio.sleep(6)
        assert again.rollout.tally() == Tally()
        assert ArmFiles(tmp_path, "w1").own() == Published(3, Tally(), DAY, 77)


async def test_a_disk_that_takes_nothing_stops_no_call_and_no_guard(
    autojump_clock, book, tmp_path, caplog
):
    await book.change(running(10_000), 0)
    folder = tmp_path / "file"
    folder.write_bytes(b"")
    worker = Worker(book, folder)
    async with worker.at_work():
        for _ in range(60):
            await worker.call(CALLER, engine=Engine(lost))
        await trio.sleep(20)
        assert worker.rolled_back == ["failed"]
    lines = [record.message for record in caplog.records]
    assert lines.count("rollout counters not kept") == 1


# -- the shadow --------------------------------------------------------------------------


async def test_the_shadow_compares_counts_its_cost_and_keeps_disagreements(
    autojump_clock, book, tmp_path
):
    await book.change(running(0, 10_000), 0)
    worker = Worker(book, tmp_path, engine=Engine("five tires, my number is 067 123"))
    async with worker.at_work():
        await worker.call(CALLER, "xx" * 10, Engine("four tyres"))
        await worker.call(CALLER, "xx" * 10, Engine("five tires my number is 067 123"))
        await trio.sleep(10)
        seen = worker.rollout.tally().compared
        assert (seen.utterances, seen.word_errors) == (2, 2 + 9)
        assert (seen.cost_micros, seen.audio_ms) == (200, 120_000)
        assert worker.wers == [11 / 2, 0.0]
        await trio.sleep(10)
    lines = (tmp_path / "disagreements.jsonl").read_text().splitlines()
    (record,) = map(json.loads, lines)
    assert record["control"] == "four tyres"
    assert "123" not in record["candidate"]
    assert record["utterance"] == f"{CALL}/1"


async def test_only_calls_in_the_sample_have_a_shadow(autojump_clock, worker, book):
    await book.change(running(0, 0), 0)
    async with worker.at_work():
        await worker.call(CALLER)
        await trio.sleep(10)
        assert worker.engine.heard == []


async def test_a_candidate_that_only_the_shadow_knows_is_taken_back_as_well(
    autojump_clock, worker, book
):
    await book.change(running(0, 10_000), 0)
    worker.engine.text = "something else entirely"
    async with worker.at_work():
        for _ in range(100):
            await worker.call(CALLER, "xx" * 10, Engine("four tyres"))
            await trio.sleep(1)
        assert worker.rolled_back == ["wer"]
        assert (await plan_in(book)).shadow_buckets == 0


async def test_what_the_shadow_finds_of_an_older_trial_counts_for_nobody(
    autojump_clock, worker, book
):
    await book.change(running(0, 10_000), 0)
    worker.engine.takes_s = 10
    async with worker.at_work():
        await worker.call(CALLER)
        await book.change(stopped(running(), ANN), 1)
        await book.change(started(stopped(running(), ANN), trial(0), ANN), 2)
        await trio.sleep(20)
        assert worker.engine.heard
        assert worker.rollout.tally() == Tally()


async def test_costs_are_counted_through_the_calls_spend(autojump_clock, worker, book):
    await book.change(running(10_000), 0)
    async with worker.at_work():
        assignment = worker.rollout.arm_of(CALLER, CALL)
        worker.rollout.quality_of(assignment).spend(minute())
        assert worker.rollout.tally().candidate.cost_micros == 100


async def test_a_bug_in_the_trial_reaches_no_call_and_is_got_over(
    autojump_clock, worker, book, caplog
):
    await book.change(running(10_000, 10_000), 0)

    def broken(_usage):
        raise ZeroDivisionError("said 0671234567")

    price, worker.price = worker.price, broken
    async with worker.at_work():
        await worker.call(CALLER)
        await trio.sleep(10)
        worker.price = price
        await worker.call(CALLER)
        await trio.sleep(10)
        assert worker.rollout.tally().compared.utterances == 1
    assert "rollout task failed" in [record.message for record in caplog.records]
    assert "0671234567" not in caplog.text


@pytest.mark.integration
async def test_it_works_with_a_thread_and_leaves_nothing_behind(tmp_path):
    async with no_leaks():
        book = FileBook(tmp_path, OneThread())
        await book.change(running(10_000), 0)
        worker = Worker(book, tmp_path, run_sync=OneThread())
        with trio.fail_after(30):
            async with worker.at_work():
                assert worker.rollout.arm_of(CALLER, CALL).arm == "candidate"
                other = FileBook(tmp_path, OneThread())  # of the command
                await other.change(stopped(running(10_000), ANN), 1)
                await until(lambda: worker.rollout.arm_of("", CALL).reason == "off")
