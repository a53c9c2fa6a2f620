"""What the agent may do, in code and not in a prompt. One guard per call, no I/O.

The model proposes, the guard disposes: ids must come from earlier results of this call,
an order is confirmed once and only after its read-back was heard and answered with an
explicit yes in the next turn (P3), and everything is counted against a budget.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from callcore.agent.arguments import CheckedCall
from callcore.agent.orderflow import (
    MAY_CONFIRM,
    NEEDS_A_HUMAN,
    OrderEvent,
    OrderStep,
    step,
)
from callcore.dialog.assent import explicit_yes
from callcore.shared.ids import Language

HEARD_CHARS: Final = 4_000  # of what was lately heard; a read-back has some 300

_REFUSALS: Final[dict[str, str]] = {
    "turn-budget": "Too many tools in one turn. Answer with what you know.",
    "call-budget": "Too many tools in this call. Transfer the caller to an operator.",
    "unknown-product": "Use a product_id that search_products returned in this call.",
    "quantity": "There are not so many in stock. Say how many there are.",
    "too-many-orders": "Too many drafts. Transfer the caller to an operator.",
    "already-ordered": "This is already ordered and confirmed. Do not order it again.",
    "order-unclear": "It is not known whether the order is confirmed. Say so and transfer "
    "the caller to an operator.",
    "unknown-order": "Use an order_id that create_order returned in this call.",
    "not-read-back": "Read the order back first with read_back_order.",
    "not-heard": "The caller has not heard the whole read-back yet. Read it back again.",
    "no-yes": "The caller has not clearly said yes. Ask again.",
    "confirmed": "The order is already confirmed. Tell the caller its number.",
    "status-budget": "Too many wrong order numbers. Transfer the caller to an operator.",
}
_WHY_NOT: Final[dict[OrderStep, str]] = {
    "draft": "not-read-back",
    "reading": "not-heard",
    "heard": "no-yes",
    "confirmed": "confirmed",
    "unclear": "order-unclear",
}


@dataclass(frozen=True, slots=True)
class Budgets:
    """How much one call may use."""

    tools_per_turn: int = 8
    tools_per_call: int = 60
    orders_per_call: int = 5
    wrong_numbers: int = 3  # order_status must not serve to guess
    reply_chars: int = 900  # of one turn: about a minute of speech


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a tool call is not carried out: a short word, and a sentence for the model."""

    reason: str
    message: str


@dataclass
class _Tracked:
    """An order of this call."""

    lines: tuple[tuple[str, int], ...]
    step: OrderStep = "draft"
    say: str = ""


class Guard:
    """The policy of one call. All methods are synchronous and never raise."""

    def __init__(
        self,
        language: Language,
        *,
        budgets: Budgets | None = None,
        says_yes: Callable[[str, Language], bool] = explicit_yes,
    ) -> None:
        self.language = language  #: of the caller now; he may switch
        self._budgets = budgets or Budgets()
        self._says_yes = says_yes
        self._stock: dict[str, int] = {}
        self._orders: dict[str, _Tracked] = {}
        self._heard = ""
        self._tools_in_turn = 0
        self._tools_in_call = 0
        self._wrong_numbers = 0
        self._reply_chars = 0
        self.blocked: Counter[str] = Counter()  #: refusals by reason, for metrics

    # -- what happened ---------------------------------------------------------------

    def note_caller_turn(self, text: str) -> None:
        """Note what the caller said: a new turn, and perhaps the answer to a read-back."""
        self._tools_in_turn = self._reply_chars = 0
        event: OrderEvent = "yes" if self._says_yes(text, self.language) else "no"
        for order in self._orders.values():
            order.step = step(order.step, event)

    def note_spoken(self, text: str) -> None:
        """Note a sentence that the caller heard to its end.

        A read-back may come as one sentence or as several; it counts once all of it was
        heard, in order and with nothing left out.
        """
        self._heard = f"{self._heard} {_letters(text)}"[-HEARD_CHARS:]
        for order in self._orders.values():
            if order.step == "reading" and _letters(order.say) in self._heard:
                order.step = step(order.step, "heard")

    def note_result(self, call: CheckedCall, result: Mapping[str, object]) -> None:
        """Note what a tool answered: the ids in it are from now on known."""
        match call.name:
            case "search_products":
                self._learn_products(result)
            case "create_order" if "error" not in result:
                self._learn_order(call, result)
            case "read_back_order" if "error" not in result:
                self._read_back(call.text("order_id"), str(result["say"]))
            case "confirm_order":
                self._confirmed(call.text("order_id"), result)
            case "order_status" if result.get("error") == "not_found":
                self._wrong_numbers += 1
            case _:
                pass

    # -- what may happen -------------------------------------------------------------

    def check(self, call: CheckedCall) -> Refusal | None:
        """Return why ``call`` must not run, or ``None``; then it is taken as running.

        A confirmation counts as sent from here on: if it is cut off, nobody knows.
        """
        reason = self._why_not(call)
        if reason:
            self.blocked[reason] += 1
            return Refusal(reason, _REFUSALS[reason])
        self._tools_in_turn += 1
        self._tools_in_call += 1
        if call.name == "confirm_order":
            order = self._orders[call.text("order_id")]
            order.step = step(order.step, "ask")
        return None

    def take_reply(self, text: str) -> str:
        """Return as much of ``text`` as may still be said in this turn, '' at the end."""
        room = self._budgets.reply_chars - self._reply_chars
        if room < len(text):
            self.blocked["reply-length"] += 1
        taken = text[: max(0, room)]
        self._reply_chars += len(taken)
        return taken

    # -- rules -----------------------------------------------------------------------

    def _why_not(self, call: CheckedCall) -> str:
        if call.name == "transfer_to_operator":
            return ""  # the way to a human is always open (P1)
        return self._why_not_more() or self._why_not_this(call)

    def _why_not_more(self) -> str:
        if self._tools_in_call >= self._budgets.tools_per_call:
            return "call-budget"
        many = self._tools_in_turn >= self._budgets.tools_per_turn
        return "turn-budget" if many else ""

    def _why_not_this(self, call: CheckedCall) -> str:
        match call.name:
            case "create_order":
                return self._why_not_create(call)
            case "read_back_order" | "confirm_order":
                return self._why_not_order(call)
            case "order_status":
                many = self._wrong_numbers >= self._budgets.wrong_numbers
                return "status-budget" if many else ""
            case "end_call":
                return "order-unclear" if self._unclear() else ""
            case _:
                return ""

    def _why_not_create(self, call: CheckedCall) -> str:
        product_id, quantity = call.text("product_id"), call.number("quantity")
        if self._unclear():
            return "order-unclear"
        if product_id not in self._stock:
            return "unknown-product"
        if not 1 <= quantity <= self._stock[product_id]:
            return "quantity"
        if len(self._orders) >= self._budgets.orders_per_call:
            return "too-many-orders"
        lines = ((product_id, quantity),)
        done = any(o.lines == lines and o.step == "confirmed" for o in self._all())
        return "already-ordered" if done else ""

    def _why_not_order(self, call: CheckedCall) -> str:
        order = self._orders.get(call.text("order_id"))
        if order is None:
            return "unknown-order"
        if call.name == "confirm_order":
            return "" if order.step in MAY_CONFIRM else _WHY_NOT[order.step]
        if order.step == "confirmed":
            return "confirmed"
        return "order-unclear" if order.step in NEEDS_A_HUMAN else ""

    def _unclear(self) -> bool:
        return any(order.step in NEEDS_A_HUMAN for order in self._all())

    def _all(self) -> list[_Tracked]:
        return list(self._orders.values())

    # -- results ---------------------------------------------------------------------

    def _learn_products(self, result: Mapping[str, object]) -> None:
        products = result.get("products")
        for product in products if isinstance(products, list) else []:
            self._stock[product["id"]] = product["stock"]

    def _learn_order(self, call: CheckedCall, result: Mapping[str, object]) -> None:
        lines = ((call.text("product_id"), call.number("quantity")),)
        order_id = str(result["order_id"])
        self._disturb(but=order_id)  # made again, it is the same order
        self._orders.setdefault(order_id, _Tracked(lines))

    def _read_back(self, order_id: str, say: str) -> None:
        self._disturb(but=order_id)
        order = self._orders[order_id]
        order.step, order.say = step(order.step, "read_back"), say
        self._heard = ""  # what was heard before was another read-back

    def _confirmed(self, order_id: str, result: Mapping[str, object]) -> None:
        event: OrderEvent = "done"
        if "error" in result:
            unsure = result["error"] == "store_unavailable"
            event = "unknown" if unsure else "refused"
        order = self._orders[order_id]
        order.step = step(order.step, event)

    def _disturb(self, but: str) -> None:
        for order_id, order in self._orders.items():
            if order_id != but:
                order.step = step(order.step, "disturbed")


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
