"""What is told and wanted of costs and prices. Money in millionths of the currency."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from adminapi.edges.shapes import Told, Wanted

MOST_YAML_CHARS = 500_000
Note = Annotated[str, StringConstraints(max_length=500)]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}$")]


FIRST_DAY = date(2000, 1, 1)
AFTER_ALL = date(3000, 1, 1)
Day = Annotated[date, Field(ge=FIRST_DAY, lt=AFTER_ALL)]
Moment = Annotated[AwareDatetime, Field(lt=datetime(3000, 1, 1, tzinfo=UTC))]


class Span(Wanted):
    """Days in UTC, of the years 2000 to 2999; both are in. Without them the last 30."""

    since: Day | None = None
    until: Day | None = None


class CostOfDay(Told):
    """What one model cost on one day; lines without a price are in no amount."""

    day: date
    component: str
    provider: str
    model: str
    lines: int
    unpriced: int
    amount_micros: int
    aside_micros: int = Field(description="the part that no caller asked for")


class Costs(Told):
    """Costs by day and model, the newest day first."""

    since: date
    until: date
    currency: str = Field(description="of the price table that holds")
    total_micros: int
    unpriced: int
    by_component_micros: dict[str, int]
    items: list[CostOfDay]
    cut: bool = Field(description="there were more lines than are told")


class Bar(Told):
    """Calls that cost up to so much; null for the last bar, which has no end."""

    to_micros: int | None
    calls: int


class CallCosts(Told):
    """How costs of ended calls are spread."""

    since: date
    until: date
    currency: str = Field(description="of the price table that holds")
    calls: int
    unpriced: int = Field(description="calls that cost more than they say")
    total_micros: int
    p50_micros: int
    p90_micros: int
    p95_micros: int
    p99_micros: int
    most_micros: int
    histogram: list[Bar]


class Choice(Told):
    """What hearing these calls would have cost; the first row is what it did cost."""

    name: str
    opened: str | None
    requests: int
    billed_ms: int
    amount_micros: int | None
    thousand_calls_micros: int | None
    times_cheapest: float | None
    unpriced: int
    latency: str
    price_id: str | None
    shutdown: date | None


class WhatIf(Told):
    """Other ways to hear the newest calls of a time, at today's prices."""

    since: date
    until: date
    calls: int
    utterances: int
    currency: str
    left: int = Field(description="lines beyond those that were looked at")
    rows: list[Choice]


class PriceVersion(Told):
    """An uploaded table; without ``active_from`` it is a draft."""

    table_id: str
    sha256: str
    currency: str
    entries: int
    note: str
    made_by: str
    made_at: str
    active_by: str
    active_from: str | None
    active: bool


class Prices(Told):
    """The tables, the newest first; none active: the packaged one holds."""

    items: list[PriceVersion]
    active: str | None


class PriceEntry(Told):
    """A price: ``micros`` for every ``per`` units, billed in blocks of its unit."""

    price_id: str
    component: str
    provider: str
    models: list[str] = Field(description="* stands for whatever the provider runs")
    modes: list[str]
    unit: str
    micros: int
    per: int
    block: int
    minimum: int
    since: date
    until: date | None = Field(description="the day on which it does not hold any more")
    source: str
    source_url: str
    checked: date
    note: str


class ModelEnd(Told):
    """When a vendor's model stops answering."""

    provider: str
    model: str
    shutdown: date
    successor: str


class PriceTable(Told):
    """A table as it was uploaded, and what it says."""

    version: PriceVersion
    yaml: str
    prices: list[PriceEntry]
    ends: list[ModelEnd]


class PackagedPrices(Told):
    """The table that comes with callcore: it holds while none is active."""

    currency: str
    entries: int
    yaml: str
    prices: list[PriceEntry]
    ends: list[ModelEnd]


class NewPrices(Wanted):
    """A table in the form of the packaged one."""

    yaml: Annotated[str, StringConstraints(min_length=1, max_length=MOST_YAML_CHARS)]
    note: Note = ""


class Activate(Wanted):
    """From when it holds; null: now. A time that has passed is now."""

    at: Moment | None = None


class AgainstPrices(Wanted):
    """With which table to compare; null: the one that holds."""

    against: Number | None = None


class PriceDifference(Told):
    """What another table says of one price; null where it has none."""

    price_id: str
    before: str | None
    after: str | None


class PriceDifferences(Told):
    """All that differs."""

    items: list[PriceDifference]


class End(Told):
    """When a vendor's model stops answering."""

    provider: str
    model: str
    shutdown: date
    days_left: int
    successor: str
    used: bool = Field(description="calls of the last 30 days used it")


class Ends(Told):
    """Ends of models, the next first."""

    items: list[End]
