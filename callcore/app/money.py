"""What calls cost, in a worker: the price table, the usage log, a tab for each call."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Final, NoReturn

from callcore.app.offering import Offers
from callcore.engines.offers import Offer
from callcore.shared import stamps
from callcore.shared.costs.pricekeeper import PriceKeeper, known_prices
from callcore.shared.costs.pricetable import PriceTable
from callcore.shared.costs.rating import LedgerLine, cost_micros
from callcore.shared.costs.tab import Tab
from callcore.shared.costs.usage import Component, Spend, Usage
from callcore.shared.costs.usagelog import FOLDER, FileUsageLog, UsageLog
from callcore.shared.costs.usagespool import SpooledUsageLog
from callcore.shared.database.pool import Database
from callcore.shared.ids import CallId
from callcore.shared.observe.metrics import Metrics
from callcore.shared.offload import OneThread
from callcore.shared.settings import Config
from callcore.shared.spool.port import Spool

log = logging.getLogger(__name__)
#: whose usage is nobody's call: phrases at start, probes of sick engines
HOUSE: Final = CallId("house")
HOUSE_ARM: Final = ""


class Money:
    """Opens tabs. Raises ``PriceError`` with one sentence if the table is unusable."""

    def __init__(self, config: Config, metrics: Metrics, log: UsageLog) -> None:
        self.table = prices_of(config)
        self._log = log
        self._data_dir = config.data_dir
        self._metrics = metrics
        self._budget_micros = config.call_budget_micros
        self.budget_tokens = config.call_budget_tokens
        self._house = self.open_tab(HOUSE, HOUSE_ARM)

    def open_tab(self, call_id: CallId, arm: str) -> Tab:
        """Return the tab of a call that begins."""
        budget = self._budget_micros
        return Tab(call_id, self.table, self._log, budget, arm=arm, on_line=self._count)

    @property
    def house(self) -> Spend:
        """Return what takes usage that no caller asks for."""
        return self._house.aside(HOUSE_ARM)

    def price(self, usage: Usage) -> int | None:
        """Return what ``usage`` costs today, in micros; ``None`` if nobody knows."""
        found = self.table.find(usage, today())
        return None if found is None else cost_micros(usage, found)[1]

    def use(self, table: PriceTable) -> None:
        """Rate the calls that begin from now on, and the house, with ``table``."""
        self.table = table
        self._house.use(table)

    async def keep_prices(self, database: Database) -> NoReturn:
        """Use the table that PostgreSQL says; while it is away, the last one stays."""
        keeper = PriceKeeper(database, self._data_dir, self.use, OneThread())
        await keeper.run()

    def watch(self, offers: Offers) -> None:
        """Show how long the models in use will last, and how old the prices are.

        A model without a price is told now: the first call would be too late.
        """
        for stage, each in offers.stages().items():
            for offer in each:
                self._warn_unpriced(stage, offer)
        for offer in offers.all():
            if self.table.end_of(offer.provider, offer.model) is None:
                continue
            gauge = self._metrics.model_days_to_shutdown
            gauge.labels(offer.provider, offer.model).set_function(
                partial(self._days_left, offer)
            )
        self._metrics.price_table_age_days.set_function(self._age_days)

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def _warn_unpriced(self, stage: Component, offer: Offer[object]) -> None:
        for model in offer.model.split(","):  # Google's families of voices
            if not self.table.knows(stage, offer.provider, model, today()):
                told = {"engine": offer.name, "model": model}
                log.warning("the price table does not know a model", extra=told)

    def _days_left(self, offer: Offer[object]) -> float:
        days = self.table.days_to_shutdown(offer.provider, offer.model, today())
        return float("inf") if days is None else days

    def _age_days(self) -> float:
        day = today()
        ages = [
            (day - price.checked).days
            for price in self.table.prices
            if price.micros and price.holds_on(day)
        ]
        return max(ages, default=0)

    def _count(self, line: LedgerLine) -> None:
        if line.amount_micros is None:
            self._metrics.unpriced.labels(line.provider, line.model).inc()
        elif line.amount_micros:
            self._metrics.cost_micros.labels(line.component).inc(line.amount_micros)


class CallAccount:
    """A tab as the call sees it; a :class:`callcore.call.services.Account`."""

    def __init__(self, tab: Tab, budget_tokens: int) -> None:
        self._tab = tab
        self._budget_tokens = budget_tokens

    @property
    def over_budget(self) -> bool:
        """Return whether the caller must go to a human for what he costs.

        Tokens have a budget of their own: those of a local model cost no money.
        """
        return self._tab.over_budget or self._tab.tokens > self._budget_tokens

    def summary(self) -> Mapping[str, object]:
        """Return what the call has cost, in all and by component, in micros."""
        found: dict[str, object] = {"cost_micros": self._tab.total_micros}
        for component, micros in sorted(self._tab.by_component().items()):
            found[f"cost_{component}_micros"] = micros
        if self._tab.tokens:
            found["tokens"] = self._tab.tokens
        if self._tab.unpriced:
            found["unpriced"] = self._tab.unpriced
        return found


def prices_of(config: Config) -> PriceTable:
    """Return the table to begin with: the last one of PostgreSQL, a file, or the packaged.

    Raises ``PriceError``.
    """
    shared = bool(config.database_url)
    return known_prices(config.data_dir, config.prices, shared=shared)


def open_usage_log(
    config: Config, worker: str, metrics: Metrics, spool: Spool | None = None
) -> UsageLog:
    """Return the log of a worker: into its spool, or a file a day.

    No file is opened yet.
    """
    dropped = metrics.usage_dropped.inc
    if spool is not None:
        return SpooledUsageLog(spool, dropped)
    return FileUsageLog(config.data_dir / FOLDER, worker, dropped)


def today() -> date:
    """Return the day in UTC: prices change at its midnight."""
    return date.fromisoformat(stamps.now_text()[:10])
