"""The tab of one call: what its engines used, what that costs, and whether it is too much.

Usage is rated when it happens, so that a call that runs away is stopped while it runs. An
engine without a price is never free: its line stays unpriced, which an alert tells, and the
budget counts it at the dearest price that the table knows for the same component and unit.
So a missing price does not hand every caller over to a human at once, but an engine cannot
hide behind one either. What nothing in the table compares with is over any budget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from callcore.shared import stamps
from callcore.shared.costs.pricetable import PriceTable
from callcore.shared.costs.rating import (
    LedgerLine,
    UsageEvent,
    cost_micros,
    new_event_id,
    rate,
)
from callcore.shared.costs.usage import TOKENS, Component, Spend, Usage
from callcore.shared.costs.usagelog import UsageLog
from callcore.shared.costs.usagerecords import CallFacts, Spent
from callcore.shared.ids import CallId, Language

OnLine = Callable[[LedgerLine], object]


class Tab:
    """Takes the usage of one call. Nothing here blocks or raises.

    ``on_line`` is told every line, also those aside, for the metrics. ``budget_micros`` is
    what the call may cost; 0 allows only what is free.
    """

    def __init__(
        self,
        call_id: CallId,
        table: PriceTable,
        log: UsageLog,
        budget_micros: int,
        *,
        arm: str = "",
        on_line: OnLine = lambda _line: None,
    ) -> None:
        self._call_id = call_id
        self._table = table
        self._log = log
        self._budget_micros = budget_micros
        self._arm = arm
        self._on_line = on_line
        self._by_component: dict[Component, int] = {}
        self._ceiling_micros = 0  # what the unpriced lines may cost at most
        self._boundless = False  # nothing to compare one of them with
        self.unpriced = 0  #: lines without a price
        self.aside_micros = 0  #: what was spent aside
        self.tokens = 0  #: read and written by language models for the call

    @property
    def total_micros(self) -> int:
        """What the priced lines of the call cost so far."""
        return sum(self._by_component.values())

    def by_component(self) -> Mapping[Component, int]:
        """Return the priced micros by component."""
        return MappingProxyType(self._by_component)

    @property
    def over_budget(self) -> bool:
        """Whether the call costs, or may cost, more than its budget."""
        most_micros = self.total_micros + self._ceiling_micros
        return self._boundless or most_micros > self._budget_micros

    def spend(self, usage: Usage) -> None:
        """Take usage of the call: a :data:`~callcore.shared.costs.usage.Spend`."""
        self._take(usage, self._arm, aside=False)

    def aside(self, arm: str) -> Spend:
        """Return what takes usage of ``arm`` that the caller does not ask for.

        A candidate that listens along is recorded and rated, but can never bring the call
        over its budget; whoever runs it has a limit of his own.
        """
        return lambda usage: self._take(usage, arm, aside=True)

    def use(self, table: PriceTable) -> None:
        """Rate what comes from now on with ``table``; lines that were made stay."""
        self._table = table

    def close(self, duration_ms: int, language: Language) -> None:
        """Record that the call ended. Usage that comes later is still taken."""
        facts = CallFacts(
            self._call_id, stamps.now_text(), duration_ms, language, self._arm
        )
        self._log.append(facts)

    def _take(self, usage: Usage, arm: str, *, aside: bool) -> None:
        if usage.quantity <= 0:  # nothing was used; usage.py says it is not reported
            return
        event = UsageEvent(
            new_event_id(), self._call_id, stamps.now_text(), usage, arm, aside
        )
        line = rate(event, self._table)
        self._log.append(Spent(event, line))
        self._on_line(line)
        if aside:
            self.aside_micros += line.amount_micros or 0
            return
        self.tokens += usage.quantity if usage.unit in TOKENS else 0
        self._add(usage, line.amount_micros)

    def _add(self, usage: Usage, amount_micros: int | None) -> None:
        if amount_micros is not None:
            component = usage.component
            known_micros = self._by_component.get(component, 0)
            self._by_component[component] = known_micros + amount_micros
            return
        self.unpriced += 1
        alike = self._table.alike(usage.component, usage.unit)
        if not any(price.micros for price in alike):
            self._boundless = True
            return
        dearest_micros = max(cost_micros(usage, price)[1] for price in alike)
        self._ceiling_micros += max(1, dearest_micros)
