from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.pricetable import PriceTable, Rounding
from callcore.shared.costs.rating import (
    LedgerLine,
    amount_micros,
    billed_quantity,
    new_event_id,
    rate,
    rerate,
)
from tests.callcore.shared.costs.madeup import CALL, event, llm, stt, tts
from tests.callcore.shared.costs.test_pricetable import PRICE

TABLE = packaged_prices()
QUANTITIES = st.integers(0, 10**9)
ROUNDINGS = st.builds(
    Rounding,
    st.integers(1, 100_000),
    st.integers(0, 100_000),
    st.sampled_from(["request", "line"]),
)
PRICES = st.builds(
    lambda micros, per, rounding: replace(
        PRICE, micros=micros, per=per, rounding=rounding
    ),
    st.integers(0, 10**9),
    st.integers(1, 10**7),
    ROUNDINGS,
)

# one call, computed by hand: usage, what is billed, price, micros
GOLDEN = [
    (stt(3600), 4000, "google-stt-v2.1", 1067),  # 4 s of 16,000 a minute: 1066.67
    (stt(16_000, model="v1/latest_long"), 30_000, "google-stt-v1.1", 12_000),
    (stt(2400, "openai", "whisper-1", "request"), 3000, "openai-whisper-1.1", 300),
    (
        stt(2400, "openai", "gpt-transcribe", "request"),
        2400,
        "openai-gpt-transcribe.1",
        180,
    ),
    (
        stt(2400, "groq", "whisper-large-v3-turbo", "request"),
        10_000,
        "groq-whisper-large-v3-turbo.1",
        111,  # 10 s of 40,000 an hour: 111.11
    ),
    (stt(3600, "local", "whisper-base", "request"), 3600, "local-stt.1", 0),
    (tts(87), 87, "google-tts-chirp3-hd.1", 2610),
    (tts(87, model="neural2"), 87, "google-tts-neural2.1", 1392),
    (llm(1234), 1234, "openai-gpt-6-luna-in.1", 123),  # 123.4
    (llm(50, "tokens_cached"), 50, "openai-gpt-6-luna-cached.1", 1),  # half of one
    (llm(49, "tokens_cached"), 49, "openai-gpt-6-luna-cached.1", 0),
    (llm(41, "tokens_out"), 41, "openai-gpt-6-luna-out.1", 21),  # 20.5
    (llm(10, model="gpt-9"), 10, None, None),
]


@pytest.mark.parametrize(("usage", "billed", "price_id", "micros"), GOLDEN)
def test_the_lines_of_a_call_are_as_computed_by_hand(usage, billed, price_id, micros):
    made = event(usage)
    assert rate(made, TABLE) == LedgerLine(
        made.id,
        CALL,
        usage.component,
        usage.provider,
        usage.model,
        usage.mode,
        usage.unit,
        usage.quantity,
        billed,
        price_id,
        micros,
    )


def test_a_call_costs_the_sum_of_its_lines():
    lines = [rate(event(usage), TABLE) for usage, *_ in GOLDEN]
    assert sum(line.amount_micros or 0 for line in lines) == 17_805
    assert [line.unpriced for line in lines].count(True) == 1


def test_what_has_no_price_is_unpriced_and_never_free():
    line = rate(event(stt(1000, "acme", "ear-1")), TABLE)
    assert line.unpriced
    assert line.amount_micros is None
    assert line.price_id is None
    assert not rate(event(stt(1000, "local", "anything")), TABLE).unpriced


def test_the_day_of_the_usage_decides_which_price_holds():
    change = date(2026, 12, 1)
    table = PriceTable(
        "USD",
        [
            replace(PRICE, until=change),
            replace(PRICE, id="p.2", micros=30_000, since=change),
        ],
    )
    before = event(stt(60_000), at="2026-11-30T23:59:59.999Z")
    after = event(stt(60_000), at="2026-12-01T00:00:00.000Z")
    assert rate(before, table).amount_micros == 16_000
    assert rate(after, table).amount_micros == 30_000


def test_old_events_are_rated_anew_only_on_purpose():
    made = event(stt(60_000))
    old = rate(made, PriceTable("USD", [PRICE]))
    corrected = PriceTable("USD", [replace(PRICE, id="p.2", micros=20_000)])
    (new,) = rerate([made], corrected)
    assert (old.price_id, old.amount_micros) == ("p.1", 16_000)
    assert (new.price_id, new.amount_micros) == ("p.2", 20_000)
    assert new.event_id == old.event_id


def test_several_requests_are_rounded_each_or_together():
    each = Rounding(15_000, 0, "request")
    assert billed_quantity(10_000, each, 4) == 60_000
    assert billed_quantity(10_000, replace(each, of="line"), 4) == 15_000
    assert billed_quantity(31_000, each, 2) == 60_000  # 15.5 s and 15.5 s
    assert billed_quantity(3, Rounding(1, 10), 100) == 30  # never more than units


def test_an_event_says_over_how_many_requests_it_is_spread():
    usage = stt(30_000, "groq", "whisper-large-v3-turbo", "request", requests=5)
    assert rate(event(usage), TABLE).billed_quantity == 50_000


@given(QUANTITIES, ROUNDINGS, st.integers(-1, 1000))
def test_nothing_is_billed_below_what_was_used(quantity, rounding, requests):
    billed = billed_quantity(quantity, rounding, requests)
    assert billed >= quantity
    assert bool(billed) == bool(quantity)


@given(QUANTITIES, ROUNDINGS)
def test_one_request_is_billed_in_whole_blocks_and_less_than_one_too_many(
    quantity, rounding
):
    billed = billed_quantity(quantity, rounding)
    if billed != rounding.minimum:
        assert billed % rounding.block == 0
        assert billed - quantity < rounding.block


@given(QUANTITIES, QUANTITIES, PRICES)
def test_more_never_costs_less(one, other, price):
    less, more = sorted((one, other))
    costs = [
        amount_micros(billed_quantity(quantity, price.rounding), price)
        for quantity in (less, more)
    ]
    assert costs == sorted(costs)


@given(st.lists(QUANTITIES, min_size=1, max_size=8), ROUNDINGS)
def test_parts_are_never_billed_less_than_the_whole(parts, rounding):
    whole = billed_quantity(sum(parts), rounding)
    assert sum(billed_quantity(part, rounding) for part in parts) >= whole


@given(QUANTITIES, ROUNDINGS, st.integers(1, 50), st.integers(1, 50))
def test_more_requests_are_never_billed_less(quantity, rounding, one, other):
    few, many = sorted((one, other))
    if rounding.block == 1:  # with blocks an even split may just fit better
        assert billed_quantity(quantity, rounding, few) <= billed_quantity(
            quantity, rounding, many
        )
    assert billed_quantity(quantity, rounding, many) >= billed_quantity(
        quantity, rounding
    )


@given(QUANTITIES, PRICES)
def test_an_amount_is_a_whole_number_within_half_a_micro(billed, price):
    amount = amount_micros(billed, price)
    assert type(amount) is int
    assert -price.per < 2 * (amount * price.per - billed * price.micros) <= price.per


def test_ids_of_events_differ():
    assert len({new_event_id() for _ in range(100)}) == 100
