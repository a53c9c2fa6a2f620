from __future__ import annotations

from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from callcore.shared.observe.metrics import Metrics
from callcore.shared.observe.wiremetrics import TICK_EDGES_S, WireNumbers


def samples(metrics):
    page = metrics.exposition().decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_the_numbers_are_asked_for_at_each_scrape():
    metrics = Metrics(CollectorRegistry())
    assert samples(metrics)[("callcore_frames_sent_total",)] == 0
    sent = 7
    metrics.wire.source = lambda: WireNumbers(frames_sent=sent, lines_lost=2)
    assert samples(metrics)[("callcore_frames_sent_total",)] == 7
    assert samples(metrics)[("callcore_lines_lost_total",)] == 2
    sent = 9
    assert samples(metrics)[("callcore_frames_sent_total",)] == 9


def test_connections_are_told_by_why_they_were_refused():
    metrics = Metrics(CollectorRegistry())
    metrics.wire.source = lambda: WireNumbers(refused={"silent": 3})
    assert samples(metrics)[("callcore_refused_connections_total", "silent")] == 3


def test_lateness_is_a_cumulative_histogram():
    metrics = Metrics(CollectorRegistry())
    metrics.wire.source = lambda: WireNumbers(
        ticks=10, late_below=lambda edge_s: 4 if edge_s < 0.005 else 9
    )
    found = samples(metrics)
    name = "callcore_tick_late_seconds_bucket"
    counts = [found[(name, str(edge))] for edge in TICK_EDGES_S]
    assert counts == sorted(counts)
    assert found[(name, "0.005")] == 9
    assert found[(name, "+Inf")] == 10
