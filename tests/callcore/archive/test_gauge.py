"""The file of figures, and the alarm."""

from __future__ import annotations

import json
import logging

import pytest
import trio

from callcore.archive.figures import Figures, SpoolFigures
from callcore.archive.gauge import NAME, Gauge, alarm_of
from callcore.archive.ship import Shipper
from callcore.shared.offload import run_inline


def spool(size_bytes=10, oldest_s=1.0):
    return SpoolFigures("w1", True, 3, size_bytes, oldest_s)


class FakeShipper(Shipper):
    def __init__(self) -> None:
        self.figures = Figures()

    async def look(self) -> None:
        await trio.lowlevel.checkpoint()


@pytest.mark.parametrize(
    ("given", "alarm"),
    [(spool(), ""), (spool(oldest_s=60.0), ""), (spool(oldest_s=61.0), "old"), (spool(81), "full")],
)  # fmt: skip
def test_the_alarm_is_about_age_and_room(given, alarm):
    assert alarm_of(Figures(spools=[given]), 100) == alarm


async def test_the_file_is_whole_every_second_and_gone_at_the_end(
    autojump_clock, tmp_path
):
    shipper = FakeShipper()
    gauge = Gauge(tmp_path / NAME, shipper, run_inline, 100)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(gauge.run)
        for delivered in range(5):
            shipper.figures.delivered = delivered
            await trio.sleep(1)
            told = json.loads((tmp_path / NAME).read_text())
            assert told["delivered"] in (delivered - 1, delivered)
            assert told["alarm"] == ""
        nursery.cancel_scope.cancel()
    assert not list(tmp_path.iterdir())


async def test_the_alarm_is_one_line_when_it_begins_and_one_when_it_ends(
    autojump_clock, tmp_path, caplog
):
    caplog.set_level(logging.INFO)
    shipper = FakeShipper()
    gauge = Gauge(tmp_path / NAME, shipper, run_inline, 100)
    for oldest_s in (1.0, 61.0, 62.0, 300.0, 1.0):
        shipper.figures.spools = [spool(oldest_s=oldest_s)]
        await gauge.look()
    assert [record.message for record in caplog.records] == ["records wait", "records wait no longer"]  # fmt: skip
    assert caplog.records[0].alarm == "old"


async def test_a_disk_that_refuses_is_one_line_and_no_more(
    autojump_clock, tmp_path, caplog
):
    gauge = Gauge(tmp_path / "none" / NAME, FakeShipper(), run_inline, 100)
    await gauge.look()
    assert caplog.records[-1].message == "figures not shown"
