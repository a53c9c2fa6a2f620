"""Usage becomes money: an event, the price of its day, a line of the ledger.

Only whole numbers. An amount is rounded to the nearest micro, half of one up, so a line is
never wrong by more than half a millionth of the currency. A line keeps the id of its price:
a later table changes no line that was written, unless somebody rates it anew on purpose
(:func:`rerate`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from callcore.shared.costs.pricetable import Price, PriceTable, Rounding
from callcore.shared.costs.usage import REQUESTS, Component, Mode, Unit, Usage
from callcore.shared.ids import CallId


@dataclass(frozen=True, slots=True)
class UsageEvent:
    """Usage of one call at one time; never changed after it was made.

    ``at`` is UTC, as :func:`callcore.shared.stamps.now_text` writes it. ``arm`` is the
    arm of a rollout, "" without one. ``aside`` marks work that the call did not ask for,
    such as the shadow of a candidate.
    """

    id: str
    call_id: CallId
    at: str
    usage: Usage
    arm: str = ""
    aside: bool = False

    @property
    def day(self) -> date:
        """The day in UTC whose prices hold."""
        return date.fromisoformat(self.at[:10])


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What one event costs. Without a price, ``price_id`` and ``amount_micros`` are None.

    That is "unpriced" and never 0: somebody has to be told, and the price found.
    """

    event_id: str
    call_id: CallId
    component: Component
    provider: str
    model: str
    mode: Mode
    unit: Unit
    quantity: int
    billed_quantity: int
    price_id: str | None
    amount_micros: int | None

    @property
    def unpriced(self) -> bool:
        """Whether the table knew no price for it."""
        return self.amount_micros is None


def new_event_id() -> str:
    """Return a fresh id of an event."""
    return str(uuid.uuid4())


def billed_quantity(quantity: int, rounding: Rounding, requests: int = 1) -> int:
    """Return what a vendor bills for ``quantity``, spread evenly over ``requests``.

    Nothing is billed for nothing: a request without a quantity has no minimum.
    """
    if quantity <= 0:
        return 0
    if rounding.of == "line" or requests <= 1:
        return _rounded_up(quantity, rounding)
    requests = min(requests, quantity)
    each, larger = divmod(quantity, requests)
    return larger * _rounded_up(each + 1, rounding) + (requests - larger) * _rounded_up(
        each, rounding
    )


def _rounded_up(quantity: int, rounding: Rounding) -> int:
    block = rounding.block
    return max(-(-quantity // block) * block, rounding.minimum)


def amount_micros(billed: int, price: Price) -> int:
    """Return what ``billed`` units cost: the nearest micro, half of one up."""
    return (2 * billed * price.micros + price.per) // (2 * price.per)


def cost_micros(usage: Usage, price: Price) -> tuple[int, int]:
    """Return the quantity that is billed at ``price`` for ``usage``, and its amount."""
    requests = usage.facts.get(REQUESTS, 1)
    billed = billed_quantity(usage.quantity, price.rounding, requests)
    return billed, amount_micros(billed, price)


def rate(event: UsageEvent, table: PriceTable) -> LedgerLine:
    """Return the line of ``event`` at the price of its day."""
    usage = event.usage
    price = table.find(usage, event.day)
    billed, amount = (
        (usage.quantity, None) if price is None else cost_micros(usage, price)
    )
    return LedgerLine(
        event.id,
        event.call_id,
        usage.component,
        usage.provider,
        usage.model,
        usage.mode,
        usage.unit,
        usage.quantity,
        billed,
        None if price is None else price.id,
        amount,
    )


def rerate(events: Iterable[UsageEvent], table: PriceTable) -> list[LedgerLine]:
    """Return new lines for old events, at what ``table`` says of their days.

    The old lines stay as they are; whoever keeps the new ones decides that on purpose.
    """
    return [rate(event, table) for event in events]
