from __future__ import annotations

from dataclasses import replace

import pytest

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.pricetable import PriceTable
from callcore.shared.costs.rating import LedgerLine, rate
from callcore.shared.costs.tab import Tab
from callcore.shared.costs.usagelog import MemoryUsageLog
from callcore.shared.costs.usagerecords import CallFacts, Spent
from tests.callcore.shared.costs.madeup import CALL, llm, stt, tts
from tests.callcore.shared.costs.test_pricetable import PRICE
from tests.callcore.shared.costs.test_rating import GOLDEN

TABLE = packaged_prices()


@pytest.fixture
def log():
    return MemoryUsageLog()


def tab(log, budget_micros=2_000_000, table=TABLE, **more):
    return Tab(CALL, table, log, budget_micros, **more)


def test_usage_is_recorded_and_rated_at_once(log):
    made = tab(log, arm="control")
    for usage, *_ in GOLDEN:
        made.spend(usage)
    assert made.total_micros == 17_805
    assert made.by_component() == {
        "stt": 1067 + 12_000 + 300 + 180 + 111,
        "tts": 2610 + 1392,
        "llm": 123 + 1 + 21,
    }
    assert made.unpriced == 1
    spent = [record for record in log.records if isinstance(record, Spent)]
    assert [item.event.usage for item in spent] == [usage for usage, *_ in GOLDEN]
    assert {item.event.arm for item in spent} == {"control"}
    assert len({item.event.id for item in spent}) == len(GOLDEN)
    assert all(item.line == rate(item.event, TABLE) for item in spent)


def test_every_line_is_told_to_the_metrics(log):
    lines: list[LedgerLine] = []
    made = tab(log, on_line=lines.append)
    made.spend(stt(1000))
    made.aside("candidate")(llm(10, model="gpt-9"))
    assert [(line.component, line.amount_micros) for line in lines] == [
        ("stt", 267),
        ("llm", None),
    ]


def test_the_end_of_a_call_is_recorded_and_usage_after_it_is_still_taken(log):
    made = tab(log, arm="b")
    made.close(61_000, "uk")
    made.spend(stt(1000))
    facts, spent = log.records
    assert isinstance(facts, CallFacts)
    assert (facts.duration_ms, facts.language, facts.arm) == (61_000, "uk", "b")
    assert spent.event.call_id == facts.call_id == CALL
    assert made.total_micros == 267


def test_nothing_used_is_not_recorded(log):
    made = tab(log)
    made.spend(stt(0))
    made.spend(stt(-5))
    assert not log.records
    assert made.total_micros == 0


def test_a_call_is_over_its_budget_when_it_costs_more(log):
    made = tab(log, budget_micros=300)
    made.spend(tts(10))
    assert made.total_micros == 300
    assert not made.over_budget
    made.spend(tts(1))
    assert made.over_budget


def test_a_budget_of_nothing_allows_what_is_free(log):
    made = tab(log, budget_micros=0)
    made.spend(stt(60_000, "local", "whisper-base", "request"))
    assert not made.over_budget
    made.spend(llm(10))
    assert made.over_budget


def test_an_engine_without_a_price_counts_as_the_dearest_of_its_kind(log):
    made = tab(log, budget_micros=60_000)
    made.spend(
        stt(60_000, "acme", "ear-1")
    )  # the dearest minute is Google's v1: 24,000
    assert (made.total_micros, made.unpriced) == (0, 1)
    made.spend(stt(60_000, "acme", "ear-1"))
    assert not made.over_budget
    made.spend(stt(60_000, "acme", "ear-1"))
    assert made.over_budget
    assert made.total_micros == 0


def test_an_engine_without_a_price_is_never_free(log):
    made = tab(log, budget_micros=0)
    made.spend(llm(1, "tokens_cached", "gpt-9"))  # a fourteenth of a micro at most
    assert made.over_budget


@pytest.mark.parametrize("prices", [[], [replace(PRICE, micros=0)]])
def test_what_nothing_compares_with_is_over_any_budget(log, prices):
    made = tab(log, budget_micros=10**9, table=PriceTable("USD", prices))
    made.spend(stt(1, "acme", "ear-1"))
    assert made.over_budget


def test_what_listens_along_is_recorded_but_never_on_the_call(log):
    made = tab(log, budget_micros=0, arm="control")
    aside = made.aside("candidate")
    aside(stt(60_000))
    aside(stt(60_000, "acme", "ear-1"))
    assert not made.over_budget
    assert (made.total_micros, made.unpriced) == (0, 0)
    assert made.aside_micros == 16_000
    assert [(item.event.arm, item.event.aside) for item in log.records] == [
        ("candidate", True)
    ] * 2
