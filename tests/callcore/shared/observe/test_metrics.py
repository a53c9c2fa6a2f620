from __future__ import annotations

from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from callcore.shared.observe.metrics import TURN_STAGES, Metrics

FORBIDDEN_LABELS = {"call_id", "caller", "did", "phone", "uuid", "text"}


def families(metrics):
    page = metrics.exposition().decode()
    return {family.name: family for family in text_string_to_metric_families(page)}


NAMES = {
    "calls",
    "calls_active",
    "capacity",
    "turn_latency_seconds",
    "barge_ins",
    "degradations",
    "engine_requests",
    "engine_latency_seconds",
    "tick_late_seconds",
    "audio_underruns",
    "frames_sent",
    "refused_connections",
    "handovers",
    "handover_wait_seconds",
    "guard_blocks",
    "store_requests",
    "breaker_state",
    "journal_dropped",
    "process_resident_memory_bytes",
}


def test_every_name_of_the_design_is_there_with_our_prefix():
    found = families(Metrics(CollectorRegistry()))
    assert set(found) >= {f"callcore_{name}" for name in NAMES}


def test_no_label_names_a_call_or_a_caller():
    metrics = Metrics(CollectorRegistry())
    metrics.calls.labels("end").inc()
    for family in families(metrics).values():
        for sample in family.samples:
            assert not FORBIDDEN_LABELS & set(sample.labels)


def test_an_edge_lies_at_each_objective():
    found = families(Metrics(CollectorRegistry()))

    def edges(name):
        return {
            s.labels["le"]
            for s in found[f"callcore_{name}"].samples
            if "le" in s.labels
        }

    assert {"1.4", "2.0", "10.0"} <= edges("turn_latency_seconds")
    assert {"0.005", "0.02"} <= edges("tick_late_seconds")
    assert {"60.0"} <= edges("handover_wait_seconds")


def test_stages_of_a_turn_are_bound_once():
    metrics = Metrics(CollectorRegistry())
    assert set(metrics.turn_stage) == set(TURN_STAGES)
    metrics.turn_stage["wire"].observe(1.3)
    family = families(metrics)["callcore_turn_latency_seconds"]
    counts = {
        s.labels["stage"]: s.value for s in family.samples if s.name.endswith("_count")
    }
    assert counts["wire"] == 1.0


def test_two_processes_in_one_test_do_not_share_anything():
    first, second = Metrics(CollectorRegistry()), Metrics(CollectorRegistry())
    first.journal_dropped.inc(5)
    assert "callcore_journal_dropped_total 5.0" in first.exposition().decode()
    assert "callcore_journal_dropped_total 0.0" in second.exposition().decode()
