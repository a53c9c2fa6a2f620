from __future__ import annotations

from adminapi.costs.entries import ends_of, entries_of
from callcore.shared.costs.pricefile import packaged_prices


def test_every_price_is_a_row_with_its_days_and_its_source() -> None:
    table = packaged_prices()
    told = entries_of(table)
    assert [each.price_id for each in told] == [price.id for price in table.prices]
    assert all(each.source and each.since <= each.checked for each in told[:1])
    ended = {price.id for price in table.prices if price.until is not None}
    assert {each.price_id for each in told if each.until is not None} == ended


def test_the_next_end_of_a_model_is_told_first() -> None:
    table = packaged_prices()
    told = ends_of(table)
    days = [each.shutdown for each in told]
    assert days == sorted(days)
    assert len(told) == len(table.ends) > 0
