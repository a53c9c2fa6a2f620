"""Settle: when a call is over, nothing of its orders stays in doubt.

The shop is asked what became of them, the rules say what is to be done, and whatever a
human must know goes onto the worklist before the outbox forgets the call. A crash at any
point repeats a step that may be repeated: the keys are the same, the worklist takes an
item once. While the shop or the disk is not well, each call waits for its next try.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NoReturn

import trio

from callcore.shared.ids import CallId
from callcore.shared.worklist.item import Item, item_id
from callcore.shared.worklist.port import Worklist, WorklistError
from callcore.store.outboxport import CallOrders, Outbox, OutboxError
from callcore.store.port import (
    Order,
    OrderState,
    Store,
    StoreError,
    StoreRefused,
    StoreUnavailable,
)
from callcore.store.rules import (
    ON_RECORD,
    Case,
    Reason,
    Times,
    Verdict,
    case_of,
    due_s,
    in_doubt,
    judge,
)

FIRST_PAUSE_S: Final = 5.0  # before a call's second try; doubles, with full jitter
LAST_PAUSE_S: Final = 300.0
LOOK_S: Final = 60.0  # how often is looked for what dead processes left
MAX_FAILURES: Final = 3  # in a row; then the shop is not well, and the others wait too
MAX_DEEDS: Final = 4  # of one order: confirm refused, cancel, cancel refused, look

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long is waited for what; the product's own, shorter ones are for tests."""

    times: Times = field(default_factory=Times)
    first_s: float = FIRST_PAUSE_S
    last_s: float = LAST_PAUSE_S
    look_s: float = LOOK_S
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class _Finding:
    """An order, as it was left, and what is to be told of it."""

    order_id: str
    phone: str
    tell: Reason


class Settler:
    """Settles the calls of one process, and those that dead ones left.

    ``note`` is told the result of each order that was looked at, for metrics: ``well``,
    or the reason for which it is on the worklist.
    """

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        worklist: Worklist,
        now_s: Callable[[], float],
        *,
        pace: Pace | None = None,
        note: Callable[[str], None] | None = None,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._worklist = worklist
        self._now_s = now_s
        self._pace = pace or Pace()
        self._times = self._pace.times
        self._note = note
        self._tries: dict[
            CallId, tuple[int, float]
        ] = {}  # how many, when the next is due
        self._looked_s = -float("inf")
        self._wake = trio.Event()
        self.counts: Counter[str] = Counter()  #: results since the start

    @property
    def unsettled(self) -> int:
        """Return how many calls are over and not settled."""
        return len(self._outbox.calls())

    @property
    def oldest_s(self) -> float:
        """Return how long the oldest unsettled call has been over; 0 if there is none."""
        ages = [self._now_s() - call.over_s for call in self._outbox.calls()]
        return max(ages, default=0.0)

    def call_over(self, call_id: CallId, how: Literal["ended", "human"]) -> None:
        """Note that a call is over; never blocks. Only calls that ordered are kept."""
        if self._outbox.call_over(call_id, how):
            self._wake.set()

    async def run(self) -> NoReturn:
        """Settle call after call; trouble is waited for, never raised."""
        while True:
            self._wake = trio.Event()
            await self._keep()
            await self._adopt()
            await self.settle_due()
            with trio.move_on_after(self._pause_s()):
                await self._wake.wait()

    async def settle_due(self) -> None:
        """Try every call that is due now, once each."""
        failures = 0
        for call in self._due():
            done = await self._try(call)
            failures = 0 if done else failures + 1
            if failures >= MAX_FAILURES:
                return

    # -- when ------------------------------------------------------------------------

    async def _keep(self) -> None:
        """Make the ends of calls durable: after a crash they count as died."""
        try:
            await self._outbox.flush()
        except OutboxError:
            log.exception("ends of calls not written")

    async def _adopt(self) -> None:
        if trio.current_time() - self._looked_s < self._pace.look_s:
            return
        self._looked_s = trio.current_time()
        try:
            adopted = await self._outbox.adopt()
        except OutboxError:
            log.exception("orders not taken over")
            return
        if adopted:
            log.info("orders of dead processes taken over", extra={"count": adopted})

    def _due(self) -> list[CallOrders]:
        return [call for call in self._outbox.calls() if self._wait_s(call) <= 0]

    def _wait_s(self, call: CallOrders) -> float:
        _count, next_s = self._tries.get(call.call_id, (0, -float("inf")))
        first = due_s(call, self._times) - self._now_s()
        return max(first, next_s - trio.current_time())

    def _pause_s(self) -> float:
        waits = [self._wait_s(call) for call in self._outbox.calls()]
        return max(0.0, min([self._pace.look_s, *waits]))

    def _again_later(self, call: CallOrders) -> None:
        count = self._tries.get(call.call_id, (0, 0.0))[0] + 1
        longest = min(self._pace.last_s, self._pace.first_s * 2 ** min(count - 1, 16))
        pause_s = longest * (0.5 + self._pace.chance() / 2)
        self._tries[call.call_id] = count, trio.current_time() + pause_s

    # -- one call --------------------------------------------------------------------

    async def _try(self, call: CallOrders) -> bool:
        try:
            findings = await self._findings(call)
            for finding in findings:
                await self._tell(call, finding)
            await self._outbox.settled(call.call_id)
        except (StoreError, OutboxError, WorklistError) as error:
            log.warning("orders not settled", extra={"reason": str(error)})
            self._again_later(call)
            return False
        self._tries.pop(call.call_id, None)
        return True

    async def _findings(self, call: CallOrders) -> list[_Finding]:
        if not in_doubt(call):
            return []
        try:
            return await self._asked(call)
        except StoreError:
            if self._now_s() - call.over_s <= self._times.give_up_s:
                raise
        known = {entry.order for entry in call.entries} - {""}
        return [_Finding(order_id, "", "unsettled") for order_id in known or {""}]

    async def _asked(self, call: CallOrders) -> list[_Finding]:
        made = {order.id: order for order in await self._store.orders_of(call.call_id)}
        named = [entry.order for entry in call.entries if entry.order]
        findings = []
        for order_id in dict.fromkeys([*made, *named]):
            order = made.get(order_id) or await self._order(order_id)
            findings.append(await self._settle(call, order_id, order, order_id in made))
        return findings

    async def _order(self, order_id: str) -> Order | None:
        try:
            return await self._store.order(order_id)
        except StoreRefused as refused:
            if refused.reason != "unknown-order":
                raise
        return None

    async def _settle(
        self, call: CallOrders, order_id: str, order: Order | None, listed: bool
    ) -> _Finding:
        ours = any(e.order == order_id and e.kind != "cancel" for e in call.entries)
        state = order.state if order is not None else None
        case = case_of(call, order_id, state, mine=listed or ours)
        verdict = judge(case, self._now_s(), self._times)
        for _ in range(MAX_DEEDS):
            if verdict.deed == "none":
                phone = order.phone if order is not None else ""
                return _Finding(order_id, phone, verdict.tell)
            case = await self._do(call.call_id, order_id, verdict, case)
            verdict = judge(case, self._now_s(), self._times)
        raise StoreUnavailable("contradiction")

    async def _do(
        self, call_id: CallId, order_id: str, verdict: Verdict, case: Case
    ) -> Case:
        """Do the deed with the key of the first time; return what is known then."""
        confirm = verdict.deed == "confirm"
        work = self._store.confirm_order if confirm else self._store.cancel_order
        try:
            return replace(case, state=(await work(call_id, order_id)).state)
        except StoreRefused:
            order = await self._order(order_id)
        return _refused(case, verdict, order.state if order is not None else None)

    async def _tell(self, call: CallOrders, finding: _Finding) -> None:
        result = finding.tell or "well"
        self.counts[result] += 1
        if self._note is not None:
            self._note(result)
        if not finding.tell:
            return
        log.info("order settled", extra={"result": finding.tell})
        await self._worklist.add(
            Item(
                id=item_id(call.call_id, finding.order_id, finding.tell),
                at_s=self._now_s(),
                call_id=call.call_id,
                kind="order",
                reason=finding.tell,
                order_id=finding.order_id,
                phone=finding.phone,
                state="done" if finding.tell in ON_RECORD else "open",
            )
        )


def _refused(case: Case, verdict: Verdict, state: OrderState | None) -> Case:
    if verdict.deed == "confirm" and case.confirm is not None:
        return replace(case, state=state, confirm=replace(case.confirm, refused=True))
    if case.cancel is not None:
        return replace(case, state=state, cancel=replace(case.cancel, refused=True))
    return replace(case, state=state)
