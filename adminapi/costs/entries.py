"""A price table as rows: from which day each price holds, and when models end. Pure."""

from __future__ import annotations

from adminapi.costs.shapes import ModelEnd, PriceEntry
from callcore.shared.costs import pricetable


def entries_of(table: pricetable.PriceTable) -> list[PriceEntry]:
    """Return the prices in the order of the table."""
    return [
        PriceEntry(
            price_id=price.id,
            component=price.component,
            provider=price.provider,
            models=list(price.models),
            modes=list(price.modes),
            unit=price.unit,
            micros=price.micros,
            per=price.per,
            block=price.rounding.block,
            minimum=price.rounding.minimum,
            since=price.since,
            until=price.until,
            source=price.source.title,
            source_url=price.source.url,
            checked=price.checked,
            note=price.note,
        )
        for price in table.prices
    ]


def ends_of(table: pricetable.PriceTable) -> list[ModelEnd]:
    """Return the ends of models, the next first."""
    return [
        ModelEnd(
            provider=end.provider,
            model=end.model,
            shutdown=end.shutdown,
            successor=end.successor,
        )
        for end in sorted(table.ends, key=lambda end: end.shutdown)
    ]
