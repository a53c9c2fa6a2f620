"""The tools at work: what each asks of the shop or the desk, and what it answers.

The guard has checked the call by now. Anything here may raise
:exc:`~callcore.store.port.StoreError`, which toolbox.py turns into an answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from callcore.agent.answers import (
    Answer,
    error,
    option_shown,
    order_shown,
    price_changes,
    product_shown,
)
from callcore.agent.arguments import CheckedCall
from callcore.agent.desk import Desk, DeskError
from callcore.agent.guard import Guard
from callcore.agent.phones import e164
from callcore.agent.readback import cancel_question, read_back
from callcore.agent.shopping import Shopping
from callcore.shared.ids import CallId
from callcore.store.port import (
    BINDING,
    Delivery,
    Order,
    OrderLine,
    OrderWish,
    Store,
    StoreError,
    StoreRefused,
)

DEFAULT_RESULTS = 5
_PACKED = BINDING - {"confirmed"}


@dataclass(slots=True)
class Receipt:
    """The idempotency key of the change that the shop was asked for last, '' if none."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class Errands:
    """The errands of one call. ``caller`` is his number in E.164, if it is known."""

    store: Store
    guard: Guard
    call_id: CallId
    caller: str | None
    desk: Desk | None
    shopping: Shopping
    receipt: Receipt = field(default_factory=Receipt)

    def table(self) -> Mapping[str, Callable[[CheckedCall], Awaitable[Answer]]]:
        """Return what carries out each tool."""
        return {
            "search_products": self.search,
            "product_details": self.details,
            "check_stock": self.stock,
            "delivery_options": self.options,
            "order_status": self.status,
            "create_order": self.create,
            "read_back_order": self.read_back,
            "confirm_order": self.confirm,
            "cancel_order": self.cancel,
            "request_callback": self.call_back,
            "transfer_to_operator": self.transfer,
            "end_call": self.end,
        }

    # -- looking ---------------------------------------------------------------------

    async def search(self, call: CheckedCall) -> Answer:
        """Find products."""
        language, limit = self.guard.language, call.number("limit", DEFAULT_RESULTS)
        found = await self.store.search(call.text("query"), language, limit=limit)
        kept = self.shopping.keep(found[:limit])
        return {"products": [product_shown(product, language) for product in kept]}

    async def details(self, call: CheckedCall) -> Answer:
        """Ask for one product as it is now."""
        product = await self.store.product(call.text("product_id"))
        self.shopping.keep([product])
        return {"product": product_shown(product, self.guard.language)}

    async def stock(self, call: CheckedCall) -> Answer:
        """Ask how many there are now."""
        product = await self.store.product(call.text("product_id"))
        self.shopping.keep([product])
        quantity = call.number("quantity")
        return {
            "product_id": product.id,
            "stock": product.stock,
            "quantity": quantity,
            "enough": product.stock >= quantity,
        }

    async def options(self, call: CheckedCall) -> Answer:
        """Ask how an order may go out."""
        found = await self.store.delivery_options(call.text("city"))
        kept = self.shopping.keep_options(found)
        return {"options": [option_shown(o, self.guard.language) for o in kept]}

    async def status(self, call: CheckedCall) -> Answer:
        """Look an order up; a stranger's order and none at all are the same answer."""
        phone = e164(call.text("phone")) if call.text("phone") else self.caller
        number = "".join(filter(str.isalnum, call.text("order_number")))
        if phone is None or not number:
            return error("not_found")
        try:
            order = await self.store.order(number)
        except StoreRefused:
            return error("not_found")
        if e164(order.phone) != phone:
            return error("not_found")
        await self.shopping.learn_names(order)
        return self._shown(order)

    # -- ordering --------------------------------------------------------------------

    async def create(self, call: CheckedCall) -> Answer:
        """Make a draft."""
        phone = e164(call.text("phone")) if call.text("phone") else self.caller
        if phone is None:
            return error("phone_needed")
        option = await self.shopping.option(call.text("delivery"))
        if option is None:
            asked = bool(call.text("delivery"))
            return error("unknown_delivery" if asked else "delivery_needed")
        way = Delivery(option.id)
        if option.needs_place:
            way = Delivery(option.id, call.text("city"), call.text("place"))
            if not (way.city and way.place):
                return error("place_needed")
        lines = _merged(call)
        told = self._told(call)
        wish = OrderWish(lines, phone, way, call.text("name"))
        order = await self._asked(self.store.create_order(self.call_id, wish))
        if order.state == "cancelled":  # the same wish was cancelled in this call
            return error("cancelled")
        answer = self._shown(order)
        return answer | price_changes(told, order.lines, self.guard.language)

    async def read_back(self, call: CheckedCall) -> Answer:
        """Put the draft into the words that the caller will hear."""
        order, language = (
            self.shopping.orders[call.text("order_id")],
            self.guard.language,
        )
        say = read_back(
            order,
            self.shopping.names(order, language),
            language,
            own_number=order.phone == self.caller,
            delivery=self.shopping.way(order, language),
        )
        return {"order_id": order.id, "say": say, "protected": True}

    async def confirm(self, call: CheckedCall) -> Answer:
        """Make the draft binding; only the shop's own word counts."""
        asked = self.store.confirm_order(self.call_id, call.text("order_id"))
        order = await self._asked(asked)
        self.shopping.orders[order.id] = order
        if not order.binding:
            return error("not_confirmed")
        return {"order_id": order.id, "state": order.state}

    async def cancel(self, call: CheckedCall) -> Answer:
        """Cancel a draft at once; of a binding order ask the caller first."""
        order, language = (
            self.shopping.orders[call.text("order_id")],
            self.guard.language,
        )
        if order.state in _PACKED:
            return error("too_late")
        if order.binding and not self.guard.may_cancel(order.id):
            names = self.shopping.names(order, language)
            say = cancel_question(order, names, language)
            return {"order_id": order.id, "say": say, "protected": True}
        order = await self._asked(self.store.cancel_order(self.call_id, order.id))
        self.shopping.orders[order.id] = order
        return {"order_id": order.id, "state": order.state}

    # -- people ----------------------------------------------------------------------

    async def call_back(self, call: CheckedCall) -> Answer:
        """Have a human call back."""
        phone = e164(call.text("phone")) if call.text("phone") else self.caller
        if phone is None:
            return error("phone_needed")
        if self.desk is None:
            return error("callback_unavailable")
        about, when = call.text("about"), call.text("when")
        try:
            await self.desk.note_callback(self.call_id, phone, about, when)
        except DeskError:
            return error("callback_unavailable")
        return {"state": "noted"}

    async def transfer(self, call: CheckedCall) -> Answer:
        """Answer; the hand-over itself is the result's effect."""
        return {"state": "transferring"}

    async def end(self, call: CheckedCall) -> Answer:
        """Answer; the goodbye is the result's effect."""
        return {"state": "ending"}

    # -- inside ----------------------------------------------------------------------

    async def _asked(self, change: Awaitable[Order]) -> Order:
        """Return the shop's answer to a change; its key is known however it went."""
        try:
            order = await change
        except StoreError as exc:
            self.receipt.key = exc.key
            raise
        self.receipt.key = order.key
        return order

    def _shown(self, order: Order) -> Answer:
        self.shopping.orders[order.id] = order
        language = self.guard.language
        names = self.shopping.names(order, language)
        return order_shown(order, names, self.shopping.way(order, language), language)

    def _told(self, call: CheckedCall) -> dict[str, int]:
        """Return the prices that the caller was told: the model's word, else the last."""
        told = {
            product_id: product.price_kopiykas
            for product_id, product in self.shopping.products.items()
        }
        for line in call.items("lines"):
            price_kopiykas = line.get("price_kopiykas")
            if isinstance(price_kopiykas, int):
                told[str(line["product_id"])] = price_kopiykas
        return told


def _merged(call: CheckedCall) -> tuple[OrderLine, ...]:
    """Return the lines of the wish, each product once."""
    pieces: dict[str, int] = {}
    for line in call.items("lines"):
        product_id, quantity = str(line["product_id"]), line["quantity"]
        assert isinstance(quantity, int)
        pieces[product_id] = pieces.get(product_id, 0) + quantity
    return tuple(OrderLine(product_id, count) for product_id, count in pieces.items())
