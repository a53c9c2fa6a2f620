"""What the supervisor puts on record."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.ids import CallId
from callcore.shared.offload import run_inline
from callcore.shared.spool.reader import SpoolReader
from callcore.shared.workername import worker_id
from callcore.supervisor import reports as reports_module
from callcore.supervisor.reports import HandedOver, Reports

HANDED = HandedOver(CallId("3f2c0000-0000-4000-8000-000000000001"), "CONTINUE", 8.25)


@pytest.fixture
def in_place(monkeypatch):
    monkeypatch.setattr(reports_module, "_on_a_thread", run_inline)


def read(root):
    reader = SpoolReader(root)
    (folder,) = reader.spools()
    return folder.writer, [(r.kind, r.body) for r in reader.read(folder, 0).records]


async def test_reports_are_in_a_spool_of_the_supervisor(
    autojump_clock, in_place, tmp_path
):
    reports = Reports(tmp_path, 1_000_000)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(reports.run)
        await trio.sleep(1)
        reports.handed_over(HANDED, {"QUEUENAME": "sales"})
        reports.worker_gone("w1", 42, "code -9")
        await trio.sleep(1)
        nursery.cancel_scope.cancel()
    writer, ((first, handover), (second, gone)) = read(tmp_path)
    assert (writer, first, second) == ("supervisor", "handover", "worker.gone")
    assert (handover["queue"], handover["since_ai_s"]) == ("sales", 8.25)
    assert (gone["worker"], gone["reason"]) == (worker_id("w1", 42), "code -9")


async def test_a_report_before_the_spool_is_open_is_counted(
    autojump_clock, in_place, tmp_path
):
    reports = Reports(tmp_path, 1_000_000)
    reports.worker_gone("w1", 42, "code -9")
    assert reports.dropped == 1


async def test_without_a_folder_nothing_is_wanted_and_nothing_is_lost(autojump_clock):
    reports = Reports(None, 0)
    await reports.run()
    reports.worker_gone("w1", 42, "code -9")
    assert not reports.wanted
    assert reports.dropped == 0


async def test_a_disk_that_hangs_does_not_keep_the_supervisor_from_ending(
    autojump_clock, monkeypatch, tmp_path
):
    async def hang(work):
        await trio.sleep_forever()

    monkeypatch.setattr(reports_module, "_on_a_thread", hang)
    with trio.move_on_after(5) as scope:
        await Reports(tmp_path, 1_000_000).run()
    assert scope.cancelled_caught
    assert trio.current_time() < 1e9


@pytest.mark.parametrize(
    "told",
    [
        {"QUEUENAME": "a\nb", "MEMBERINTERFACE": "x" * 81, "QEHOLDTIME": "nan"},
        {"QUEUENAME": "'; --", "MEMBERINTERFACE": "Іван", "QEHOLDTIME": "-1"},
        {"QUEUENAME": "", "MEMBERINTERFACE": "", "QEHOLDTIME": "1" * 400},
    ],
)
async def test_what_looks_wrong_is_left_out(autojump_clock, in_place, tmp_path, told):
    reports = Reports(tmp_path, 1_000_000)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(reports.run)
        await trio.sleep(1)
        reports.handed_over(HANDED, told)
        nursery.cancel_scope.cancel()
    _, ((_, body),) = read(tmp_path)
    assert (body["queue"], body["member"], body["waited_s"]) == ("", "", None)
