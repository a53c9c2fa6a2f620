"""What a live run costs, so that it stops before it costs too much."""

from __future__ import annotations

from callcore.shared.costs.pricetable import PriceTable
from callcore.shared.costs.tab import Tab
from callcore.shared.costs.usage import Spend, Usage
from callcore.shared.costs.usagelog import MemoryUsageLog
from callcore.shared.ids import CallId


class Till:
    """All trials of a run. A service without a price counts as the dearest that is known."""

    def __init__(self, table: PriceTable, budget_micros: int) -> None:
        self._table = table
        self._budget_micros = budget_micros
        self._all = self.tab("live")

    @property
    def empty(self) -> bool:
        """Say whether the budget is used up."""
        return self._all.over_budget

    @property
    def spent_micros(self) -> int:
        """Return what the priced usage cost so far."""
        return self._all.total_micros

    @property
    def unpriced(self) -> int:
        """Return how many usages had no price."""
        return self._all.unpriced

    def tab(self, name: str) -> Tab:
        """Return the tab of one trial. Its records are kept by nobody."""
        return Tab(
            CallId(name), self._table, MemoryUsageLog(most=0), self._budget_micros
        )

    def spend(self, tab: Tab) -> Spend:
        """Return what takes usage of the trial of ``tab``."""

        def take(usage: Usage) -> None:
            tab.spend(usage)
            self._all.spend(usage)

        return take
