from __future__ import annotations

import math
from datetime import date

import pytest
import trio
from prometheus_client import CollectorRegistry

from callcore.app import money as rooms
from callcore.app.money import (
    HOUSE,
    CallAccount,
    Money,
    open_usage_log,
    prices_of,
    today,
)
from callcore.app.offering import Offers
from callcore.engines.offers import Budget, Capabilities, Offer
from callcore.shared.config import load
from callcore.shared.costs import pricestore
from callcore.shared.costs.pricefile import PACKAGED, parse_prices
from callcore.shared.costs.pricetable import PriceError
from callcore.shared.costs.usage import Usage
from callcore.shared.costs.usagelog import MemoryUsageLog
from callcore.shared.database.pool import open_database
from callcore.shared.ids import new_call_id
from callcore.shared.observe.metrics import Metrics
from callcore.shared.spool.port import MemorySpool

HEARD = Usage("stt", "openai", "gpt-transcribe", "request", "audio_ms", 60_000)
FREE = Usage("stt", "local", "whisper-base", "request", "audio_ms", 60_000)
UNKNOWN = Usage("stt", "nobody", "none", "request", "audio_ms", 60_000)


class Till:
    def __init__(self, **variables):
        self.registry = CollectorRegistry()
        self.log = MemoryUsageLog()
        self.metrics = Metrics(self.registry)
        config = load({"HOME": "/nowhere"} | variables)
        self.money = Money(config, self.metrics, self.log)

    def shown(self, metric, /, **labels):
        return self.registry.get_sample_value(f"callcore_{metric}", labels)


@pytest.fixture
def till():
    return Till()


def test_what_is_spent_is_counted_by_component(till):
    tab = till.money.open_tab(new_call_id(), "candidate")
    tab.spend(HEARD)
    tab.spend(FREE)
    assert till.shown("cost_micros_total", component="stt") == 4500
    assert {record.event.arm for record in till.log.records} == {"candidate"}


def test_what_has_no_price_is_told_and_never_free(till):
    tab = till.money.open_tab(new_call_id(), "")
    tab.spend(UNKNOWN)
    assert till.shown("unpriced_total", provider="nobody", model="none") == 1
    assert till.money.price(UNKNOWN) is None
    assert CallAccount(tab, 1000).summary() == {"cost_micros": 0, "unpriced": 1}


def test_the_account_of_a_call_knows_its_budget():
    tab = Till(CALLCORE_CALL_BUDGET_MICROS="5000").money.open_tab(new_call_id(), "")
    account = CallAccount(tab, 1000)
    tab.spend(HEARD)
    assert not account.over_budget
    tab.spend(HEARD)
    assert account.over_budget
    assert account.summary() == {"cost_micros": 9000, "cost_stt_micros": 9000}


def test_tokens_have_a_budget_of_their_own_also_where_they_cost_nothing():
    till = Till(CALLCORE_CALL_BUDGET_TOKENS="1000")
    tab = till.money.open_tab(new_call_id(), "")
    account = CallAccount(tab, till.money.budget_tokens)
    written = Usage("llm", "local", "anything", "request", "tokens_out", 600)
    tab.spend(written)
    assert not account.over_budget
    tab.aside("candidate")(written)
    assert not account.over_budget
    tab.spend(written)
    assert account.over_budget
    assert account.summary()["tokens"] == 1200


def test_what_the_house_spends_is_on_no_callers_tab(till):
    till.money.house(HEARD)
    (record,) = till.log.records
    assert record.event.call_id == HOUSE
    assert record.event.aside


def test_todays_price_is_known(till):
    assert till.money.price(HEARD) == 4500
    assert till.money.price(FREE) == 0
    assert today() >= date(2026, 11, 1)


def offer(provider, model):
    able = Capabilities(frozenset())
    return Offer("x", provider, model, able, Budget(), lambda _spend: object())


def heard_by(*offers):
    return Offers(stt=offers, tts=(), llm=())


def test_a_model_without_a_price_is_told_at_start(till, caplog):
    known = offer("openai", "gpt-transcribe"), offer("local", "anything")
    till.money.watch(heard_by(*known))
    assert caplog.records == []
    till.money.watch(heard_by(*known, offer("openai", "gpt-surprise")))
    (record,) = caplog.records
    assert record.model == "gpt-surprise"


def test_a_model_that_ends_is_counted_down(till, monkeypatch):
    till.money.watch(
        heard_by(offer("openai", "whisper-1"), offer("local", "whisper-base"))
    )
    monkeypatch.setattr(rooms, "today", lambda: date(2027, 2, 24))
    days = till.shown("model_days_to_shutdown", provider="openai", model="whisper-1")
    assert days == 2
    assert (
        till.shown("model_days_to_shutdown", provider="local", model="whisper-base")
        is None
    )


def test_prices_grow_old(till, monkeypatch):
    till.money.watch(heard_by())
    oldest = min(p.checked for p in till.money.table.prices if p.micros)
    monkeypatch.setattr(rooms, "today", lambda: date.fromordinal(
        oldest.toordinal() + 400))  # fmt: skip
    shown = till.shown("price_table_age_days")
    assert shown == 400
    assert math.isfinite(shown)


def test_a_table_of_the_operators_own_is_read(tmp_path):
    path = tmp_path / "prices.yaml"
    path.write_text("currency: none\n")
    with pytest.raises(PriceError, match=r"prices\.yaml"):
        prices_of(load({"HOME": "/nowhere", "CALLCORE_PRICES": str(path)}))


def test_the_log_of_a_worker_lies_below_the_data_folder(tmp_path):
    till = Till(CALLCORE_DATA_DIR=str(tmp_path))
    config = load({"HOME": "/nowhere", "CALLCORE_DATA_DIR": str(tmp_path)})
    log = open_usage_log(config, "w1", till.metrics)
    money = Money(config, till.metrics, log)
    money.open_tab(new_call_id(), "").spend(HEARD)
    money.close()
    assert [path.name for path in (tmp_path / "usage").iterdir()] == [
        f"w1-{today()}.jsonl"
    ]
    money.open_tab(new_call_id(), "").spend(HEARD)
    assert till.shown("usage_dropped_total") == 1


def test_another_table_rates_what_begins_later_and_the_house(till):
    before = till.money.open_tab(new_call_id(), "")
    house = till.money.house
    dearer = parse_prices(
        PACKAGED.read_text().replace("micros: 4500", "micros: 9000"), "x"
    )
    till.money.use(dearer)
    before.spend(HEARD)
    till.money.open_tab(new_call_id(), "").spend(HEARD)
    house(HEARD)
    amounts = [record.line.amount_micros for record in till.log.records]
    assert amounts == [4500, 9000, 9000]


def test_lines_go_into_the_spool_if_there_is_one(tmp_path):
    config = load({"HOME": str(tmp_path), "CALLCORE_DATA_DIR": str(tmp_path)})
    spool, metrics = MemorySpool(), Metrics(CollectorRegistry())
    money = Money(config, metrics, open_usage_log(config, "w1", metrics, spool))
    money.open_tab(new_call_id(), "").spend(HEARD)
    assert [kind for kind, _body in spool.records] == ["usage"]
    assert not (tmp_path / "usage").exists()


@pytest.mark.integration
async def test_the_table_of_the_database_is_used(database_url, tmp_path, nursery):
    config = load({"HOME": str(tmp_path), "CALLCORE_DATA_DIR": str(tmp_path)})
    money = Money(config, Metrics(CollectorRegistry()), MemoryUsageLog())
    yaml = PACKAGED.read_text().replace("currency: USD", "currency: EUR", 1)
    async with open_database(database_url) as database:
        draft = await database.run(lambda found: pricestore.draft(found, yaml, "ann"))
        await database.run(
            lambda found: pricestore.activate(found, draft.table_id, "ann")
        )
        nursery.start_soon(money.keep_prices, database)
        with trio.fail_after(30):
            while money.table.currency != "EUR":  # noqa: ASYNC110 - it has no event
                await trio.sleep(0.01)
        nursery.cancel_scope.cancel(reason="seen")
