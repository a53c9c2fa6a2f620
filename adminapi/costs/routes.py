"""The endpoints of costs and prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adminapi.costs.pricing import Pricing
from adminapi.costs.shapes import (
    Activate,
    AgainstPrices,
    CallCosts,
    Costs,
    Ends,
    NewPrices,
    PackagedPrices,
    PriceDifferences,
    Prices,
    PriceTable,
    PriceVersion,
    Span,
    WhatIf,
)
from adminapi.costs.spending import Spending
from adminapi.edges.endpoint import ADMIN, Endpoint
from adminapi.office import Office

TAG: Final = "costs"
PRICES_TAG: Final = "prices"
BODY_BYTES: Final = 1_100_000  # a table, escaped
ONE: Final = "/prices/<word:table_id>"


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the table."""
    pricing = Pricing(office)
    return [*_spending(Spending(office)), *_prices(pricing), *_one_table(pricing)]


def _spending(spending: Spending) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path="/costs",
            about="Tell costs by day and model.",
            handler=spending.by_day,
            query=Span,
            told=Costs,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/costs/calls",
            about="Tell how the costs of calls are spread.",
            handler=spending.by_call,
            query=Span,
            told=CallCosts,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/costs/what-if",
            about="Tell what hearing the calls would have cost otherwise.",
            handler=spending.what_if,
            query=Span,
            told=WhatIf,
            limit="export",
            tag=TAG,
        ),
    ]


def _prices(pricing: Pricing) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path="/prices",
            about="List the price tables.",
            handler=pricing.listed,
            told=Prices,
            tag=PRICES_TAG,
        ),
        Endpoint(
            method="POST",
            path="/prices",
            about="Upload a price table as a draft.",
            handler=pricing.add,
            roles=ADMIN,
            body=NewPrices,
            told=PriceVersion,
            status=201,
            action=True,
            most_body_bytes=BODY_BYTES,
            tag=PRICES_TAG,
        ),
        Endpoint(
            method="GET",
            path="/prices/ends",
            about="Tell when models of vendors end.",
            handler=pricing.ends,
            told=Ends,
            tag=PRICES_TAG,
        ),
        Endpoint(
            method="GET",
            path="/prices/packaged",
            about="Tell the price table that comes with callcore.",
            handler=pricing.packaged,
            told=PackagedPrices,
            tag=PRICES_TAG,
        ),
    ]


def _one_table(pricing: Pricing) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path=ONE,
            about="Tell a price table with its text.",
            handler=pricing.one,
            told=PriceTable,
            tag=PRICES_TAG,
        ),
        Endpoint(
            method="GET",
            path=f"{ONE}/diff",
            about="Compare a price table with another.",
            handler=pricing.diff,
            query=AgainstPrices,
            told=PriceDifferences,
            tag=PRICES_TAG,
        ),
        Endpoint(
            method="POST",
            path=f"{ONE}/activate",
            about="Let a price table hold from a time on.",
            handler=pricing.activate,
            roles=ADMIN,
            body=Activate,
            told=PriceVersion,
            action=True,
            tag=PRICES_TAG,
        ),
    ]
