from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.costs.money import money_text
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.pricetable import PriceTable
from callcore.shared.costs.usageread import Recorded
from callcore.shared.costs.usagerecords import CallFacts, Spent
from callcore.shared.costs.whatif import (
    CHOICES,
    Heard,
    HeardCall,
    calls_of,
    cheapest_micros,
    rows_of,
)
from tests.callcore.shared.costs.madeup import (
    CALL,
    CALL_MS,
    SILENCE_MS,
    TURNS_MS,
    ended,
    spent,
    stt,
    usual_call,
)

TABLE = packaged_prices()
TODAY = date(2026, 11, 22)
UTTERANCES = st.builds(
    lambda speech_ms, silence_ms: Heard(speech_ms + silence_ms, speech_ms),
    st.integers(1, 60_000),
    st.integers(0, 3000),
)


def recorded(*records):
    return Recorded(
        [record for record in records if isinstance(record, Spent)],
        [record for record in records if isinstance(record, CallFacts)],
    )


def rows(calls, table=TABLE):
    return {(row.name, row.opened): row for row in rows_of(calls, table, TODAY)}


@pytest.fixture
def usual():
    return rows(calls_of(recorded(*usual_call(TABLE))))


def test_the_made_up_call_is_the_one_of_the_research():
    assert sum(TURNS_MS) == 23_400
    assert len(TURNS_MS) == 9
    assert CALL_MS == 180_000


@pytest.mark.parametrize(
    ("choice", "opened", "billed_s", "said"),
    [
        ("Google v2 stream", "call", 180, "$0.0480"),
        ("Google v2 stream", "utterance", 37, "$0.0099"),
        ("Google v1 stream", "utterance", 135, "$0.0540"),
        ("Google v1 stream", "call", 180, "$0.0720"),
        ("gpt-transcribe", "speech", 23.4, "$0.0018"),
        ("gpt-live-transcribe", "call", 180, "$0.0510"),
        ("gpt-live-transcribe", "utterance", 32.4, "$0.0092"),
        ("whisper-1", "speech", 28, "$0.0028"),
        ("Groq Whisper v3 turbo", "speech", 90, "$0.0010"),
        ("own Whisper base", "speech", 23.4, "$0.0000"),
    ],
)
def test_the_arithmetic_of_the_research_is_reproduced(
    usual, choice, opened, billed_s, said
):
    row = usual[choice, opened]
    assert row.billed_ms == billed_s * 1000
    assert money_text(row.per_calls_micros(1, 1), "USD") == said


def test_what_is_billed_moves_the_cost_more_than_the_vendor_does(usual):
    open_all_call = usual["Google v2 stream", "call"].amount_micros
    while_he_speaks = usual["Google v2 stream", "utterance"].amount_micros
    other_vendor = usual["gpt-live-transcribe", "call"].amount_micros
    assert open_all_call / while_he_speaks == pytest.approx(4.9, abs=0.1)
    assert other_vendor / open_all_call < 1.1


def test_what_was_is_read_from_the_ledger(usual):
    was = usual["as it was", None]
    assert was.amount_micros == 0
    assert was.billed_ms == sum(TURNS_MS) + 9 * SILENCE_MS
    assert was.requests == 9


def test_a_thousand_calls_cost_a_thousand_times_the_mean():
    calls = calls_of(
        recorded(*usual_call(TABLE, "a"), *usual_call(TABLE, "b"), ended("c", 60_000))
    )
    row = rows(calls)["Google v2 stream", "call"]
    assert row.amount_micros == 48_000 + 48_000 + 16_000
    assert row.per_calls_micros(1000, len(calls)) == 37_333_333


def test_a_choice_without_a_price_is_unpriced_and_not_the_cheapest():
    google = [price for price in TABLE.prices if price.provider == "google"]
    calls = calls_of(recorded(*usual_call(TABLE)))
    found = rows(calls, PriceTable("USD", google))
    assert found["whisper-1", "speech"].amount_micros is None
    assert found["whisper-1", "speech"].unpriced == 9
    assert found["whisper-1", "speech"].per_calls_micros(1, 1) is None
    cheapest = found["Google v2 stream", "utterance"].amount_micros
    assert cheapest_micros(found.values()) == cheapest


def test_what_was_unpriced_is_counted_and_never_nothing():
    mystery = spent(stt(4000, "acme", "ear-1"), TABLE, 90)
    was = rows(calls_of(recorded(mystery, ended())))["as it was", None]
    assert (was.amount_micros, was.unpriced) == (None, 1)
    partly = rows(calls_of(recorded(mystery, *usual_call(TABLE))))["as it was", None]
    assert (partly.amount_micros, partly.unpriced) == (0, 1)
    assert cheapest_micros([partly]) is None


def test_an_utterance_that_two_engines_heard_is_one():
    first = spent(stt(1500, utterance=4), TABLE, 1)
    second = spent(stt(3000, "local", "w", "request", utterance=4), TABLE, 2)
    other = spent(stt(2000), TABLE, 3)
    (call,) = calls_of(recorded(first, second, other, ended()))
    assert [one.heard_ms for one in call.utterances] == [3000, 2000]


def test_what_listened_along_and_what_never_ended_is_not_compared():
    shadow = spent(stt(3000), TABLE, 1, aside=True)
    lost = spent(stt(3000), TABLE, 2, call_id="lost")
    (call,) = calls_of(recorded(shadow, lost, ended()))
    assert call.utterances == ()
    assert rows([call])["Google v2 stream", "utterance"].amount_micros == 0


def test_speech_that_nobody_measured_is_the_whole_utterance():
    (call,) = calls_of(recorded(spent(stt(3000), TABLE), ended()))
    assert call.utterances == (Heard(3000, 3000),)


def test_our_own_processors_are_counted_or_estimated():
    measured = [
        spent(stt(3000, "local", "w", "request", cpu_ms=ms), TABLE, ms)
        for ms in (700, 900)
    ]
    row = rows(calls_of(recorded(*measured, ended())))["own Whisper base", "speech"]
    assert (row.cpu_ms, row.cpu_measured) == (1600, True)
    measured.append(spent(stt(3000, "local", "w", "request"), TABLE, 1))
    row = rows(calls_of(recorded(*measured, ended())))["own Whisper base", "speech"]
    assert (row.cpu_ms, row.cpu_measured) == (3300, False)


def test_every_choice_has_a_price_today_and_says_when_its_text_is_there(usual):
    assert len(usual) == len(CHOICES) + 1
    assert all(row.price_id for row in usual.values() if row.opened)
    assert all("measured" in choice.latency for choice in CHOICES)
    assert usual["whisper-1", "speech"].shutdown == date(2027, 2, 26)


@given(st.lists(UTTERANCES, max_size=12), st.integers(0, 600_000))
def test_less_to_bill_never_costs_more(utterances, silence_ms):
    duration_ms = sum(one.heard_ms for one in utterances) + silence_ms
    call = HeardCall(
        CallFacts(CALL, "2026-11-22", duration_ms, "en"), tuple(utterances)
    )
    found = rows([call])
    for row in found.values():
        if row.opened is not None:
            assert row.billed_ms >= sum(one.speech_ms for one in utterances)
    live = "gpt-live-transcribe"  # no blocks, so only the rounding of micros is left
    spoken = found[live, "utterance"].amount_micros
    assert spoken <= found[live, "call"].amount_micros + len(utterances)
