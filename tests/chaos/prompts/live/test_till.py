"""The till: what a trial costs, and when the run has cost enough."""

from __future__ import annotations

import datetime as dt

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.usage import Usage
from callcore.shared.stamps import now_text
from chaos.prompts.live.till import Till


def usage(model="gpt-4o-mini", quantity=1_000_000):
    return Usage("llm", "openai", model, "request", "tokens_in", quantity)


def priced():
    """Return a usage of the model table that has a price today."""
    table = packaged_prices()
    today = dt.date.fromisoformat(now_text()[:10])
    price = next(
        one
        for one in table.prices
        if one.unit == "tokens_in" and one.micros and one.holds_on(today)
    )
    used = Usage(
        "llm", price.provider, price.models[0], price.modes[0], "tokens_in", price.per
    )
    return table, used, price.micros


def test_a_trial_pays_for_itself_and_the_run_for_all():
    table, used, micros = priced()
    till = Till(table, 3 * micros)
    first, second = till.tab("a"), till.tab("b")
    till.spend(first)(used)
    till.spend(second)(used)
    till.spend(second)(used)
    assert (first.total_micros, second.total_micros) == (micros, 2 * micros)
    assert till.spent_micros == 3 * micros
    assert not till.empty
    till.spend(first)(used)
    assert till.empty


def test_a_model_without_a_price_is_not_free():
    till = Till(packaged_prices(), 1)
    till.spend(till.tab("a"))(usage(model="nobody-knows-it"))
    assert till.unpriced == 1
    assert till.spent_micros == 0
    assert till.empty
