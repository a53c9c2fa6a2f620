from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.pricetable import (
    ModelEnd,
    Price,
    PriceError,
    PriceTable,
    Source,
)
from tests.callcore.shared.costs.madeup import llm, stt, tts

DAY = date(2026, 11, 22)
PRICE = Price(
    id="p.1",
    component="stt",
    provider="google",
    models=("v2/latest_long",),
    modes=("stream",),
    unit="audio_ms",
    micros=16_000,
    per=60_000,
    since=date(2026, 1, 1),
    source=Source("a page"),
    checked=date(2026, 11, 1),
)


def test_a_price_is_found_by_exact_names_only():
    table = PriceTable("USD", [PRICE])
    assert table.find(stt(100), DAY) == PRICE
    for other in (
        stt(100, model="v2/latest_long_2"),
        stt(100, model="V2/latest_long"),
        stt(100, provider="openai"),
        stt(100, mode="request"),
        tts(100, model="v2/latest_long"),
    ):
        assert table.find(other, DAY) is None


def test_a_price_holds_from_its_first_day_to_the_day_before_the_next():
    change = date(2026, 6, 1)
    old = replace(PRICE, until=change)
    new = replace(PRICE, id="p.2", micros=20_000, since=change)
    table = PriceTable("USD", [new, old])
    assert table.find(stt(1), PRICE.since - timedelta(1)) is None
    assert table.find(stt(1), PRICE.since) == old
    assert table.find(stt(1), change - timedelta(1)) == old
    assert table.find(stt(1), change) == new
    assert table.find(stt(1), date(2099, 1, 1)) == new


def test_a_gap_between_two_prices_has_none():
    old = replace(PRICE, until=date(2026, 3, 1))
    new = replace(PRICE, id="p.2", since=date(2026, 4, 1))
    assert PriceTable("USD", [old, new]).find(stt(1), date(2026, 3, 15)) is None


@pytest.mark.parametrize(
    "later",
    [
        replace(PRICE, id="p.2"),
        replace(PRICE, id="p.2", since=date(2026, 8, 1)),
        replace(PRICE, id="p.2", models=("another", "v2/latest_long")),
    ],
)
def test_two_prices_never_hold_at_once(later):
    with pytest.raises(PriceError, match=r"entry p\.\d, field from: p\.\d holds"):
        PriceTable("USD", [PRICE, later])


def test_an_id_is_used_once():
    with pytest.raises(PriceError, match=r"entry p\.1, field id"):
        PriceTable("USD", [PRICE, replace(PRICE, models=("another",))])


def test_a_star_stands_for_what_has_no_price_of_its_own():
    anything = replace(PRICE, id="any", models=("*",), micros=0)
    table = PriceTable("USD", [PRICE, anything])
    assert table.find(stt(1), DAY) == PRICE
    assert table.find(stt(1, model="home-made"), DAY) == anything
    assert table.find(stt(1, "openai", "home-made"), DAY) is None


def test_an_engine_without_any_price_is_found_before_the_first_call():
    table = packaged_prices()
    assert table.knows("stt", "google", "v2/chirp_2", DAY)
    assert table.knows("tts", "local", "whatever", DAY)
    assert not table.knows("tts", "google", "v2/chirp_2", DAY)
    assert not table.knows("stt", "google", "v2/chirp_9", DAY)
    assert not table.knows("stt", "google", "v2/chirp_2", date(2020, 1, 1))


def test_the_days_to_the_end_of_a_model_are_counted():
    table = PriceTable("USD", [], [ModelEnd("openai", "whisper-1", date(2027, 2, 26))])
    assert table.days_to_shutdown("openai", "whisper-1", DAY) == 96
    assert table.days_to_shutdown("openai", "whisper-1", date(2027, 2, 26)) == 0
    assert table.days_to_shutdown("openai", "whisper-1", date(2027, 3, 1)) == -3
    assert table.days_to_shutdown("google", "whisper-1", DAY) is None


def test_a_price_that_nobody_checked_for_long_is_stale_unless_it_is_nothing():
    closed = replace(PRICE, id="old", since=date(2025, 1, 1), until=PRICE.since)
    free = replace(PRICE, id="free", provider="local", micros=0)
    table = PriceTable("USD", [PRICE, closed, free])
    assert table.stale(DAY, 20) == [PRICE]
    assert table.stale(DAY, 21) == []


def test_the_models_that_we_name_in_papers_are_priced():
    table = packaged_prices()
    for usage in (
        stt(1),
        stt(1, model="v1/latest_long"),
        stt(1, "openai", "gpt-transcribe", "request"),
        stt(1, "local", "whisper-base", "request"),
        tts(1),
        tts(1, model="neural2"),
        tts(1, "local", "offline-voice"),
        llm(1),
        llm(1, "tokens_cached"),
        llm(1, "tokens_out"),
    ):
        assert table.find(usage, DAY), usage


def test_what_replaces_a_model_has_a_price_today():
    table = packaged_prices()
    for end in table.ends:
        named = {model for price in table.prices for model in price.models}
        assert not end.successor or end.successor in named


@pytest.mark.parametrize(
    ("model", "day"),
    [
        ("whisper-1", date(2027, 2, 26)),
        ("gpt-4o-transcribe", date(2027, 2, 26)),
        ("gpt-4o-mini-transcribe", date(2027, 2, 26)),
        ("gpt-4o-mini", date(2027, 1, 14)),
        ("tts-1", date(2027, 1, 6)),
        ("gpt-4o-mini-tts", date(2027, 1, 6)),
        ("gpt-5.4-nano", date(2027, 4, 1)),
    ],
)
def test_the_announced_ends_are_known(model, day):
    assert packaged_prices().days_to_shutdown("openai", model, day) == 0


def test_a_price_that_was_once_published_never_changes_its_meaning():
    """Lines of ledgers name these ids: close an entry and add a new one instead."""
    said = {
        price.id: (
            price.micros,
            price.per,
            price.rounding.block,
            price.rounding.minimum,
        )
        for price in packaged_prices().prices
    }
    published = {
        "google-stt-v2.1": (16_000, 60_000, 1000, 0),
        "google-stt-v1.1": (6_000, 15_000, 15_000, 0),
        "openai-whisper-1.1": (6_000, 60_000, 1000, 0),
        "openai-gpt-4o-transcribe.1": (6_000, 60_000, 1, 0),
        "openai-gpt-4o-mini-transcribe.1": (3_000, 60_000, 1, 0),
        "openai-gpt-transcribe.1": (4_500, 60_000, 1, 0),
        "openai-gpt-live-transcribe.1": (17_000, 60_000, 1, 0),
        "groq-whisper-large-v3-turbo.1": (40_000, 3_600_000, 1, 10_000),
        "google-tts-standard.1": (4, 1, 1, 0),
        "google-tts-wavenet.1": (16, 1, 1, 0),
        "google-tts-neural2.1": (16, 1, 1, 0),
        "google-tts-chirp3-hd.1": (30, 1, 1, 0),
        "openai-tts-1.1": (15, 1, 1, 0),
        "openai-gpt-4o-mini-tts.1": (17, 1, 1, 0),
        "openai-gpt-6-luna-in.1": (100_000, 1_000_000, 1, 0),
        "openai-gpt-6-luna-cached.1": (10_000, 1_000_000, 1, 0),
        "openai-gpt-6-luna-out.1": (500_000, 1_000_000, 1, 0),
        "openai-gpt-4o-mini-in.1": (150_000, 1_000_000, 1, 0),
        "openai-gpt-4o-mini-cached.1": (75_000, 1_000_000, 1, 0),
        "openai-gpt-4o-mini-out.1": (600_000, 1_000_000, 1, 0),
        "openai-gpt-5.4-mini-in.1": (750_000, 1_000_000, 1, 0),
        "openai-gpt-5.4-mini-cached.1": (75_000, 1_000_000, 1, 0),
        "openai-gpt-5.4-mini-out.1": (4_500_000, 1_000_000, 1, 0),
        "openai-gpt-5.4-nano-in.1": (200_000, 1_000_000, 1, 0),
        "openai-gpt-5.4-nano-cached.1": (20_000, 1_000_000, 1, 0),
        "openai-gpt-5.4-nano-out.1": (1_250_000, 1_000_000, 1, 0),
    }
    assert {key: said[key] for key in published} == published
    assert all(said[key][0] == 0 for key in set(said) - set(published)), "add new ones"
