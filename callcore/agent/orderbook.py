"""The orders of one call and how far the caller has agreed to each. No I/O, no clock."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from callcore.agent.arguments import CheckedCall
from callcore.agent.orderflow import (
    MAY_CONFIRM,
    NEEDS_A_HUMAN,
    OrderEvent,
    OrderStep,
    step,
)
from callcore.agent.world import objects
from callcore.store.port import BINDING

HEARD_CHARS: Final = 4_000  # of what was lately heard; a read-back has some 700
MAX_SEEN: Final = 50  # orders that order_status returned; the tool budget is 60

Kind = Literal["confirm", "cancel"]
Lines = frozenset[tuple[str, int]]

_WHY_NOT: Final[dict[OrderStep, str]] = {
    "draft": "not-read-back",
    "reading": "not-heard",
    "heard": "no-yes",
    "confirmed": "confirmed",
    "unclear": "order-unclear",
}


@dataclass(slots=True)
class Flow:
    """How far the caller has agreed to one thing; ``say``: the question."""

    step: OrderStep = "draft"
    say: str = ""

    def on(self, event: OrderEvent) -> None:
        """Go where ``event`` leads."""
        self.step = step(self.step, event)


@dataclass(slots=True)
class Tracked:
    """An order that was made in this call (``ours``), or shown to its owner."""

    lines: Lines
    ours: bool
    binding: bool = False
    cancelled: bool = False
    confirm: Flow = field(default_factory=Flow)
    cancel: Flow = field(default_factory=Flow)

    @property
    def unclear(self) -> bool:
        """True while nobody knows what the shop did with it."""
        flows = (self.confirm, self.cancel)
        return any(flow.step in NEEDS_A_HUMAN for flow in flows)


class OrderBook:
    """The orders by id. Synchronous, never raises."""

    def __init__(self) -> None:
        self._orders: dict[str, Tracked] = {}
        self._heard = ""

    # -- what the caller does --------------------------------------------------------

    def caller_said(self, *, confirms: bool, cancels: bool) -> None:
        """Note a turn of the caller: whether it is a yes to a read-back, to cancelling."""
        for order in self._orders.values():
            order.confirm.on("yes" if confirms else "no")
            order.cancel.on("yes" if cancels else "no")

    def caller_heard(self, text: str) -> None:
        """Note a sentence that was heard to its end.

        A question may come as one sentence or as several; it counts once all of it was
        heard, in order and with nothing left out. If he is asked something else after
        it, his yes is the answer to that.
        """
        words = letters(text)
        self._heard = f"{self._heard} {words}"[-HEARD_CHARS:]
        for flow in self._flows():
            if flow.step == "reading" and letters(flow.say) in self._heard:
                flow.on("heard")
            elif (
                flow.step == "heard" and "?" in text and words not in letters(flow.say)
            ):
                flow.on("disturbed")

    # -- what the tools do -----------------------------------------------------------

    def tool_starts(self, call: CheckedCall) -> None:
        """Note that a tool runs: what was agreed to counts as sent from here on."""
        order_id = call.text("order_id")
        if call.name == "confirm_order":
            self._flow(order_id, "confirm").on("ask")
        if call.name == "cancel_order" and self._agreed(order_id, "cancel"):
            self._flow(order_id, "cancel").on("ask")

    def tool_returned(self, call: CheckedCall, result: Mapping[str, object]) -> None:
        """Note what a tool answered."""
        order_id, good = call.text("order_id"), "error" not in result
        match call.name:
            case "create_order" if good:
                self.made(result)
            case "order_status" if good:
                self.seen(result)
            case "read_back_order" if good:
                self.asking(order_id, "confirm", str(result["say"]))
            case "cancel_order" if "say" in result:
                self.asking(order_id, "cancel", str(result["say"]))
            case "confirm_order" | "cancel_order":
                kind: Kind = "confirm" if call.name == "confirm_order" else "cancel"
                self.answered(order_id, kind, result)
            case _:
                pass

    def made(self, result: Mapping[str, object]) -> None:
        """Note a draft; made again, it is the same order."""
        order_id = str(result["order_id"])
        self._disturb(but=order_id)
        order = self._orders.get(order_id)
        if order is None:
            order = self._orders[order_id] = Tracked(_lines_of(result), ours=True)
        self._note_state(order, result)

    def seen(self, result: Mapping[str, object]) -> None:
        """Note an order that its identified owner has asked for."""
        order_id = str(result["order_id"])
        order = self._orders.get(order_id)
        if order is None:
            if len(self._orders) >= MAX_SEEN:
                return
            order = self._orders[order_id] = Tracked(_lines_of(result), ours=False)
        self._note_state(order, result)

    def asking(self, order_id: str, kind: Kind, say: str) -> None:
        """Note that a question was handed to the voice."""
        if order_id not in self._orders:
            return
        flow = self._flow(order_id, kind)
        self._disturb(but=order_id)
        flow.on("read_back")
        flow.say = say
        self._heard = ""  # what was heard before was another question

    def answered(self, order_id: str, kind: Kind, result: Mapping[str, object]) -> None:
        """Note what the shop said to a confirmation or a cancellation."""
        order = self._orders.get(order_id)
        if order is None:
            return
        flow = self._flow(order_id, kind)
        if "error" in result:
            unsure = result["error"] == "store_unavailable"
            flow.on("unknown" if unsure else "refused")
            return
        self._note_state(order, result)
        wanted = order.binding if kind == "confirm" else order.cancelled
        flow.on("done" if wanted else "refused")

    # -- what may be done ------------------------------------------------------------

    @property
    def unclear(self) -> bool:
        """True while nobody knows what became of an order."""
        return any(order.unclear for order in self._orders.values())

    @property
    def any_binding(self) -> bool:
        """True if the shop has said of an order of this call that it is confirmed."""
        return any(order.binding for order in self._orders.values())

    @property
    def made_here(self) -> int:
        """Return how many drafts this call has made."""
        return sum(order.ours for order in self._orders.values())

    def being_sent(self, order_id: str, kind: Kind) -> bool:
        """Say whether what was agreed to is on its way to the shop."""
        order = self._orders.get(order_id)
        return order is not None and self._flow(order_id, kind).step == "confirming"

    def already_ordered(self, call: CheckedCall) -> bool:
        """Say whether the very same pieces were ordered and confirmed in this call."""
        lines = _lines(call.items("lines"))
        done = (o for o in self._orders.values() if o.ours and o.binding)
        return any(order.lines == lines for order in done)

    def why_not(self, call: CheckedCall) -> str:
        """Return why a tool that concerns an order must not run, '' if it may."""
        order_id = call.text("order_id")
        match call.name:
            case "read_back_order":
                return self.why_not_read_back(order_id)
            case "confirm_order":
                return self.why_not_confirm(order_id)
            case "cancel_order":
                return self.why_not_cancel(order_id)
            case "end_call" if self.unclear:
                return "order-unclear"
            case _:
                return ""

    def why_not_read_back(self, order_id: str) -> str:
        """Return why an order cannot be read back, '' if it can."""
        order = self._orders.get(order_id)
        if order is None or not order.ours:
            return "unknown-order"
        if order.unclear:
            return "order-unclear"
        return _settled(order)

    def why_not_confirm(self, order_id: str) -> str:
        """Return why an order must not be confirmed, '' if it may."""
        order = self._orders.get(order_id)
        if order is None or not order.ours:
            return "unknown-order"
        if order.cancel.step in NEEDS_A_HUMAN:
            return "order-unclear"
        flow = order.confirm
        return _settled(order) or (
            "" if flow.step in MAY_CONFIRM else _WHY_NOT[flow.step]
        )

    def why_not_cancel(self, order_id: str) -> str:
        """Return why an order can be neither cancelled nor asked about, '' if it can."""
        order = self._orders.get(order_id)
        if order is None:
            return "unknown-order"
        if order.cancelled:
            return "cancelled"
        unclear = order.confirm.step in NEEDS_A_HUMAN or order.cancel.step == "unclear"
        return "order-unclear" if unclear else ""

    # -- inside ----------------------------------------------------------------------

    def _flow(self, order_id: str, kind: Kind) -> Flow:
        order = self._orders[order_id]
        return order.confirm if kind == "confirm" else order.cancel

    def _agreed(self, order_id: str, kind: Kind) -> bool:
        return self._flow(order_id, kind).step in MAY_CONFIRM

    def _flows(self) -> Iterator[Flow]:
        for order in self._orders.values():
            yield order.confirm
            yield order.cancel

    def _disturb(self, but: str) -> None:
        for order_id, order in self._orders.items():
            if order_id != but:
                order.confirm.on("disturbed")
            order.cancel.on("disturbed")

    def _note_state(self, order: Tracked, result: Mapping[str, object]) -> None:
        state = result.get("state")
        order.binding = state in BINDING
        order.cancelled = state == "cancelled"
        if order.binding and order.confirm.step in NEEDS_A_HUMAN:
            order.confirm.on("done")  # a late answer, by whatever tool, is the truth
        if order.cancelled and order.cancel.step in NEEDS_A_HUMAN:
            order.cancel.on("done")


def letters(text: str) -> str:
    """Return the words of ``text`` in one case and nothing else."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _settled(order: Tracked) -> str:
    if order.cancelled:
        return "cancelled"
    return "confirmed" if order.binding else ""


def _lines_of(result: Mapping[str, object]) -> Lines:
    return _lines(objects(result.get("lines")))


def _lines(lines: list[Mapping[str, object]]) -> Lines:
    """Return what is ordered, lines of one product together."""
    pieces: Counter[str] = Counter()
    for line in lines:
        quantity = line.get("quantity")
        pieces[str(line.get("product_id"))] += (
            quantity if isinstance(quantity, int) else 0
        )
    return frozenset(pieces.items())
