"""The tools of one call at work: checked, guarded, carried out, answered as JSON.

Whatever a model asks for, :meth:`Toolbox.run` answers; it raises only ``Cancelled``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from callcore.agent.arguments import BadArguments, CheckedCall, check_arguments
from callcore.agent.guard import Guard
from callcore.agent.phones import e164
from callcore.agent.readback import price, read_back
from callcore.agent.tools import SPECS, TOOLS
from callcore.engines.chat import ToolCall, ToolSpec
from callcore.shared.records import Admission
from callcore.store.port import (
    Order,
    OrderLine,
    Product,
    Store,
    StoreError,
    StoreRefused,
    StoreUnavailable,
)

Effect = Literal["say", "transfer", "end"]
Answer = dict[str, object]

DEFAULT_RESULTS: Final = 5
_REASONS: Final = frozenset(
    {"asked", "complaint", "out_of_scope", "order_problem", "store_down"}
)
_MESSAGES: Final[dict[str, str]] = {
    "bad_arguments": "Correct the arguments: {}.",
    "unknown_tool": "There is no such tool.",
    "phone_needed": "Ask the caller for a phone number.",
    "not_found": "There is no order of this caller with that number.",
    "store_unavailable": "The shop's system does not answer. Say so and offer an operator.",
    "interrupted": "The caller spoke before this tool ran. It was not carried out.",
    "late": "The tool took too long; its outcome is not known. Offer an operator.",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What goes back to the model, and what the call must do besides.

    ``say`` is spoken verbatim and protected; ``reason`` is a short word for a transfer;
    ``target`` a dialplan target from configuration, '' for the default operator.
    """

    text: str
    ok: bool = True
    effect: Effect | None = None
    say: str = ""
    reason: str = ""
    target: str = ""

    @classmethod
    def interrupted(cls) -> ToolResult:
        """Return the answer to a tool that was never started."""
        return _result(_error("interrupted"))

    @classmethod
    def late(cls) -> ToolResult:
        """Return the answer to a tool that was cut off."""
        return _result(_error("late"))


class Toolbox:
    """The tools of one call."""

    def __init__(self, store: Store, guard: Guard, admission: Admission) -> None:
        self._store = store
        self._guard = guard
        self._call_id = admission.call_id
        self._caller = e164(admission.caller)
        self._products: dict[str, Product] = {}
        self._orders: dict[str, Order] = {}
        self._work: dict[str, Callable[[CheckedCall], Awaitable[Answer]]] = {
            "search_products": self._search,
            "create_order": self._create,
            "read_back_order": self._read_back,
            "confirm_order": self._confirm,
            "order_status": self._status,
            "transfer_to_operator": self._transfer,
            "end_call": self._end,
        }

    @property
    def specs(self) -> Sequence[ToolSpec]:
        """Return the tools as a model is shown them."""
        return SPECS

    def has_effects(self, call: ToolCall) -> bool:
        """Say whether ``call`` changes anything; without, it may run on a guess."""
        tool = TOOLS.get(call.name)
        return tool is not None and tool.effects

    async def run(self, call: ToolCall) -> ToolResult:
        """Carry out ``call``. Cancelled: an order may or may not have been placed."""
        tool = TOOLS.get(call.name)
        if tool is None:
            return _result(_error("unknown_tool"))
        try:
            checked = check_arguments(call, tool.spec)
        except BadArguments as exc:
            return _result(_error("bad_arguments", str(exc)))
        refusal = self._guard.check(checked)
        if refusal is not None:
            log.info(
                "tool call blocked",
                extra={"tool": call.name, "reason": refusal.reason},
            )
            return _result({"error": "not_allowed", "message": refusal.message})
        answer = await self._answer(checked)
        self._guard.note_result(checked, answer)
        return _result(answer, checked)

    async def _answer(self, call: CheckedCall) -> Answer:
        try:
            return await self._work[call.name](call)
        except StoreUnavailable:
            return _error("store_unavailable")
        except StoreRefused as exc:
            word = exc.reason.replace("-", "_")
            return {"error": word, "message": f"The shop says: {exc.reason}."}
        except StoreError:
            return _error("store_unavailable")

    async def _search(self, call: CheckedCall) -> Answer:
        limit = call.number("limit", DEFAULT_RESULTS)
        found = await self._store.search(
            call.text("query"), self._guard.language, limit=limit
        )
        self._products.update((product.id, product) for product in found)
        return {"products": [self._shown(product) for product in found]}

    async def _create(self, call: CheckedCall) -> Answer:
        phone = e164(call.text("phone")) if call.text("phone") else self._caller
        if phone is None:
            return _error("phone_needed")
        lines = [OrderLine(call.text("product_id"), call.number("quantity"))]
        name = call.text("name")
        order = await self._store.create_order(self._call_id, lines, phone, name)
        self._orders[order.id] = order
        return self._described(order)

    async def _read_back(self, call: CheckedCall) -> Answer:
        order = self._orders[call.text("order_id")]
        names = {line.product_id: self._name(line.product_id) for line in order.lines}
        own = order.phone == self._caller
        say = read_back(order, names, self._guard.language, own_number=own)
        return {"order_id": order.id, "say": say, "protected": True}

    async def _confirm(self, call: CheckedCall) -> Answer:
        order = await self._store.confirm_order(self._call_id, call.text("order_id"))
        self._orders[order.id] = order
        return {"order_id": order.id, "state": order.state}

    async def _status(self, call: CheckedCall) -> Answer:
        """Look an order up; a stranger's order and none at all are the same answer."""
        number = "".join(filter(str.isalnum, call.text("order_number")))
        try:
            order = await self._store.order(number)
        except StoreRefused:
            return _error("not_found")
        if self._caller is None or e164(order.phone) != self._caller:
            return _error("not_found")
        return self._described(order)

    async def _transfer(self, call: CheckedCall) -> Answer:
        return {"state": "transferring"}

    async def _end(self, call: CheckedCall) -> Answer:
        return {"state": "ending"}

    def _shown(self, product: Product) -> Answer:
        return {
            "id": product.id,
            "sku": product.sku,
            "name": self._name(product.id),
            "brand": product.brand,
            "category": product.category,
            "attributes": product.attributes,
            "price_kopiykas": product.price_kopiykas,
            "price": price(product.price_kopiykas, self._guard.language),
            "stock": product.stock,
        }

    def _described(self, order: Order) -> Answer:
        return {
            "order_id": order.id,
            "state": order.state,
            "lines": [
                {
                    "product_id": line.product_id,
                    "name": self._name(line.product_id),
                    "quantity": line.quantity,
                }
                for line in order.lines
            ],
            "total_kopiykas": order.total_kopiykas,
            "total": price(order.total_kopiykas, self._guard.language),
        }

    def _name(self, product_id: str) -> str:
        product = self._products.get(product_id)
        if product is None:
            return ""
        return product.names.get(self._guard.language) or next(
            iter(product.names.values())
        )


def _error(word: str, detail: str = "") -> Answer:
    return {"error": word, "message": _MESSAGES[word].format(detail)}


def _result(
    answer: Mapping[str, object], call: CheckedCall | None = None
) -> ToolResult:
    text = json.dumps(answer, ensure_ascii=False)
    if call is None or "error" in answer:
        return ToolResult(text, ok="error" not in answer)
    match call.name:
        case "read_back_order":
            return ToolResult(text, effect="say", say=str(answer["say"]))
        case "transfer_to_operator":
            reason = call.text("reason")
            word = reason if reason in _REASONS else "agent"
            return ToolResult(text, effect="transfer", reason=word)
        case "end_call":
            return ToolResult(text, effect="end")
        case _:
            return ToolResult(text)
