from __future__ import annotations

import json

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.usagerecords import record_of_untrusted
from callcore.shared.costs.usagespool import SpooledUsageLog
from callcore.shared.spool.port import MemorySpool
from tests.callcore.shared.costs.madeup import ended, spent, stt

LINE = spent(stt(15_000, speech_ms=900), packaged_prices())


def test_a_line_is_in_the_spool_whole_and_under_its_own_id() -> None:
    spool = MemorySpool()
    SpooledUsageLog(spool).append(LINE)
    ((kind, body),) = spool.records
    assert (kind, body["line_id"]) == ("usage", LINE.event.id)
    assert record_of_untrusted(json.dumps(body["record"]).encode()) == LINE


def test_the_end_of_a_call_is_the_calls_own_record() -> None:
    spool = MemorySpool()
    SpooledUsageLog(spool).append(ended())
    assert spool.records == []


def test_what_the_spool_drops_is_counted_and_told() -> None:
    told: list[int] = []
    log = SpooledUsageLog(MemorySpool(most=1), lambda: told.append(1))
    for _ in range(3):
        log.append(LINE)
    assert (log.dropped, len(told)) == (2, 2)


def test_a_closed_log_takes_nothing() -> None:
    spool = MemorySpool()
    log = SpooledUsageLog(spool)
    log.close()
    log.close()
    log.append(LINE)
    assert (spool.records, log.dropped) == ([], 1)
