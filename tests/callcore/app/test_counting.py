from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from callcore.app.counting import STAGE_LABELS, Counting
from callcore.call.waterfall import STAGES
from callcore.shared.observe.metrics import TURN_STAGES, Metrics
from callcore.shared.records import Outcome


class Desk:
    def __init__(self):
        self.registry = CollectorRegistry()
        self.counting = Counting(Metrics(self.registry))

    def value(self, name, **labels):
        return self.registry.get_sample_value(f"callcore_{name}", labels)


@pytest.fixture
def desk():
    return Desk()


@pytest.mark.parametrize(
    ("next_", "label"), [("end", "end"), ("human", "human"), ("sales,s,1", "target")]
)
def test_calls_are_counted_by_where_they_go(desk, next_, label):
    desk.counting.call_ended(Outcome(next_, "any"), 12.0)
    counted = {
        one: desk.value("calls_total", outcome=one)
        for one in ("end", "human", "target")
    }
    assert counted == {"end": 0, "human": 0, "target": 0} | {label: 1}


def test_every_stage_of_a_turn_has_its_histogram():
    assert set(STAGE_LABELS) == {f"{stage}_ms" for stage in STAGES}
    assert set(STAGE_LABELS.values()) == set(TURN_STAGES)


def test_a_turn_is_counted_in_seconds(desk):
    times = {key: 100.0 * n for n, key in enumerate(STAGE_LABELS)} | {
        "total_ms": 1000.0
    }
    desk.counting.turn(times)
    for n, label in enumerate(STAGE_LABELS.values()):
        total = desk.value("turn_latency_seconds_sum", stage=label)
        assert total == pytest.approx(0.1 * n)
        assert desk.value("turn_latency_seconds_count", stage=label) == 1


def test_speech_over_the_agent_is_counted_by_its_verdict(desk):
    desk.counting.barge_in("confirmed")
    desk.counting.barge_in("false")
    desk.counting.barge_in("false")
    assert desk.value("barge_ins_total", verdict="confirmed") == 1
    assert desk.value("barge_ins_total", verdict="false") == 2


def test_what_the_guard_blocked_is_counted_by_its_rule(desk):
    desk.counting.guard_blocked({"no-yes": 2, "quantity": 1})
    desk.counting.guard_blocked({"no-yes": 1})
    assert desk.value("guard_blocks_total", rule="no-yes") == 3
    assert desk.value("guard_blocks_total", rule="quantity") == 1


@pytest.mark.parametrize(
    ("reason", "rung"),
    [("stt-late", "phrase"), ("llm-empty", "phrase"), ("?", "human")],
)
def test_a_failure_is_counted_by_the_rung_it_leads_to(desk, reason, rung):
    desk.counting.degraded(reason)
    assert desk.value("degradations_total", rung=rung) == 1
