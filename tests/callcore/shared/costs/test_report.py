from __future__ import annotations

import json
from datetime import date

import pytest

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.report import as_json, report_of, times_cheapest
from callcore.shared.costs.usageread import Recorded
from tests.callcore.shared.costs.madeup import llm, spent, stt, usual_call
from tests.callcore.shared.costs.test_whatif import recorded

TABLE = packaged_prices()
TODAY = date(2026, 11, 22)


@pytest.fixture
def report():
    mystery = spent(llm(10, model="gpt-9"), TABLE, 90)
    ending = spent(llm(10, model="gpt-4o-mini"), TABLE, 91, call_id="lost")
    found = recorded(*usual_call(TABLE), mystery, ending)
    found.torn = 1
    return report_of(found, TABLE, TODAY)


def test_what_was_comes_first_and_then_the_cheapest(report):
    assert report.rows[0].opened is None
    amounts = [row.amount_micros for row in report.rows[1:]]
    assert amounts == sorted(amounts)
    assert report.rows[1].name == "own Whisper base"


def test_calls_are_counted_with_their_sums(report):
    assert (report.calls, report.unfinished, report.utterances) == (1, 1, 9)
    assert (report.duration_ms, report.heard_ms, report.speech_ms) == (
        180_000,
        32_400,
        23_400,
    )


def test_what_the_house_did_for_itself_is_no_call_without_an_end():
    warm_up = spent(stt(3000), TABLE, call_id="house", aside=True)
    report = report_of(recorded(warm_up, *usual_call(TABLE)), TABLE, TODAY)
    assert report.unfinished == 0
    assert len(report.totals) == 2


def test_what_is_unpriced_and_what_ends_is_told(report):
    assert [total.model for total in report.unpriced] == ["gpt-9"]
    assert [end.model for end in report.ending] == ["gpt-4o-mini"]


@pytest.mark.parametrize(
    ("says_ms", "disputed"),
    [(100_000, False), (101_000, False), (102_000, True), (0, True)],
)
def test_a_vendor_that_bills_otherwise_is_told(says_ms, disputed):
    line = spent(stt(100_000, billed_ms=says_ms), TABLE)
    report = report_of(recorded(line), TABLE, TODAY)
    assert bool(report.disputed) == disputed


def test_the_cheapest_that_is_not_free_is_the_measure(report):
    by_name = {(row.name, row.opened): row for row in report.rows}
    groq = by_name["Groq Whisper v3 turbo", "speech"]
    assert report.cheapest_micros == groq.amount_micros == 999
    assert times_cheapest(groq, report) == 1
    assert times_cheapest(by_name["Google v2 stream", "call"], report) == 48.05


def test_the_numbers_are_plain_json(report):
    found = json.loads(json.dumps(as_json(report)))
    assert found["day"] == "2026-11-22"
    assert found["torn"] == 1
    stream = next(
        row
        for row in found["rows"]
        if (row["name"], row["opened"]) == ("Google v2 stream", "call")
    )
    assert stream["call_micros"] == 48_000
    assert stream["thousand_calls_micros"] == 48_000_000
    assert found["ending"][0]["shutdown"] == "2027-01-14"
    assert found["by_component_micros"] == {"stt": 0, "llm": 2}


def test_without_an_ended_call_there_are_totals_and_no_rows():
    report = report_of(recorded(spent(stt(3000), TABLE)), TABLE, TODAY)
    assert report.rows == ()
    assert report.totals
    assert report.cheapest_micros is None
    assert as_json(report_of(Recorded(), TABLE, TODAY))["calls"] == 0
