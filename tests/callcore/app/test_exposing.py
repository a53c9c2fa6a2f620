from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry

from callcore.app.exposing import REFUSALS, expose, numbers_of
from callcore.shared.observe.metrics import Metrics
from callcore.transport.ear import EnergyEar
from callcore.transport.memory import MemoryReadiness
from callcore.transport.ticker import Ticker


@pytest.fixture
async def scraped():
    worker = SimpleNamespace(
        board=SimpleNamespace(load=3),
        capacity=50,
        ticker=Ticker(MemoryReadiness()),
        reception=SimpleNamespace(tally=Counter()),
        ear=EnergyEar(),
    )
    metrics = Metrics(CollectorRegistry())
    expose(cast("Any", worker), worker.ear, metrics)
    return worker, metrics


def lines(metrics):
    page = metrics.exposition().decode()
    return dict(line.rsplit(" ", 1) for line in page.splitlines() if line[0] != "#")


async def test_load_and_capacity_are_asked_at_each_scrape(scraped):
    worker, metrics = scraped
    assert lines(metrics)["callcore_calls_active"] == "3.0"
    worker.board.load, worker.capacity = 4, 0
    assert lines(metrics)["callcore_calls_active"] == "4.0"
    assert lines(metrics)["callcore_capacity"] == "0.0"


@pytest.mark.parametrize(
    "name", ["frames_sent", "frames_received", "frames_held", "lines_lost"]
)
async def test_what_the_ticker_counts_is_shown(scraped, name):
    worker, metrics = scraped
    assert lines(metrics)[f"callcore_{name}_total"] == "0.0"
    setattr(worker.ticker.counters, name, 7)
    assert lines(metrics)[f"callcore_{name}_total"] == "7.0"


async def test_who_was_turned_away_is_counted_by_reason(scraped):
    worker, metrics = scraped
    worker.reception.tally["refused"] += 2
    worker.reception.tally["served"] += 9  # is no refusal
    assert numbers_of(worker, worker.ear).refused == dict.fromkeys(REFUSALS, 0) | {
        "refused": 2
    }
    shown = lines(metrics)
    assert shown['callcore_refused_connections_total{reason="refused"}'] == "2.0"


async def test_rounds_without_the_ears_model_are_counted_by_what_failed(scraped):
    worker, metrics = scraped
    worker.ear.late_batches, worker.ear.failed_batches = 3, 2
    shown = lines(metrics)
    name = "callcore_ear_faults_total"
    assert shown[name + '{reason="late"}'] == "3.0"
    assert shown[name + '{reason="failed"}'] == "2.0"
    assert shown[name + '{reason="unjudged"}'] == "0.0"
