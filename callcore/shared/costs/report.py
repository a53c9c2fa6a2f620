"""The report on recorded calls: what they cost, what is unpriced, and what else there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from callcore.shared.costs.pricetable import ModelEnd, PriceTable
from callcore.shared.costs.totals import (
    ArmTotal,
    Total,
    by_arm,
    by_component,
    totals_of,
)
from callcore.shared.costs.usageread import Recorded
from callcore.shared.costs.whatif import (
    HeardCall,
    Opened,
    Row,
    calls_of,
    cheapest_micros,
    rows_of,
)

THOUSAND: Final = 1000
OPENED_WORDS: Final[dict[Opened | None, str]] = {
    None: "",
    "call": "open all call",
    "utterance": "open while the caller speaks",
    "speech": "after each utterance",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of some recorded calls. Durations are sums over all of them.

    ``heard_ms`` is what the ear took for utterances, ``speech_ms`` the speech in them.
    ``unfinished`` calls have usage but no end: they are in the totals, not in the rows.
    """

    day: date
    currency: str
    calls: int
    unfinished: int
    utterances: int
    duration_ms: int
    heard_ms: int
    speech_ms: int
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    ending: tuple[ModelEnd, ...]  # of models that were used
    arms: tuple[ArmTotal, ...] = ()
    torn: int = 0
    garbage: int = 0
    left: int = 0

    @property
    def unpriced(self) -> tuple[Total, ...]:
        """What was used without a price."""
        return tuple(total for total in self.totals if total.unpriced)

    @property
    def disputed(self) -> tuple[Total, ...]:
        """What its vendor bills otherwise than we do, by more than a hundredth."""
        return tuple(
            total
            for total in self.totals
            if abs(total.vendor_ms - total.compared_ms) * 100 > total.compared_ms
        )

    @property
    def cheapest_micros(self) -> int | None:
        """What the cheapest choice that is not free costs for all calls."""
        return cheapest_micros(self.rows)


def report_of(recorded: Recorded, table: PriceTable, today: date) -> Report:
    """Return the report on ``recorded``, its choices at the prices of ``today``."""
    calls = calls_of(recorded)
    totals = totals_of(recorded.spent)
    used = {(total.provider, total.model) for total in totals}
    ended = {facts.call_id for facts in recorded.calls}
    # what is done aside alone, such as warm-ups, belongs to no caller
    begun = {item.event.call_id for item in recorded.spent if not item.event.aside}
    heard = [one for call in calls for one in call.utterances]
    return Report(
        day=today,
        currency=table.currency,
        calls=len(calls),
        unfinished=len(begun - ended),
        utterances=len(heard),
        duration_ms=sum(call.facts.duration_ms for call in calls),
        heard_ms=sum(one.heard_ms for one in heard),
        speech_ms=sum(one.speech_ms for one in heard),
        rows=_rows(calls, table, today),
        totals=tuple(totals),
        ending=tuple(end for end in table.ends if (end.provider, end.model) in used),
        arms=tuple(by_arm(recorded)),
        torn=recorded.torn,
        garbage=recorded.garbage,
        left=recorded.left,
    )


def _rows(
    calls: Sequence[HeardCall], table: PriceTable, today: date
) -> tuple[Row, ...]:
    """Return what was, then the choices, the cheapest first."""
    if not calls:
        return ()
    was, *choices = rows_of(calls, table, today)
    choices.sort(key=lambda row: (row.amount_micros is None, row.amount_micros or 0))
    return (was, *choices)


def as_json(report: Report) -> dict[str, Any]:
    """Return the report in plain values; money in whole micros."""
    found = asdict(report)
    found["day"] = report.day.isoformat()
    found["by_component_micros"] = by_component(report.totals)
    found["cheapest_micros"] = report.cheapest_micros
    found["rows"] = [_row_json(row, report) for row in report.rows]
    found["ending"] = [
        {**asdict(end), "shutdown": end.shutdown.isoformat()} for end in report.ending
    ]
    return found


def _row_json(row: Row, report: Report) -> dict[str, Any]:
    found = asdict(row)
    found["shutdown"] = row.shutdown.isoformat() if row.shutdown else None
    found["call_micros"] = row.per_calls_micros(1, report.calls)
    found["thousand_calls_micros"] = row.per_calls_micros(THOUSAND, report.calls)
    found["times_cheapest"] = times_cheapest(row, report)
    return found


def times_cheapest(row: Row, report: Report) -> float | None:
    """Return how many times the cheapest choice this one costs; ``None`` if unknown."""
    if row.amount_micros is None or not report.cheapest_micros:
        return None
    return round(row.amount_micros / report.cheapest_micros, 2)
