"""What the tools of this call have returned, and so what the agent may speak of and use.

A model that invents an id, a price or a delivery is stopped here, whatever its prompt.
What foreign tools return counts only for foreign tools: they do not know our shop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar, cast

from callcore.agent.arguments import CheckedCall
from callcore.agent.cards import MIN_DIGITS, holds_card
from callcore.agent.figures import figures_of
from callcore.agent.phones import e164, is_premium
from callcore.agent.tools import MAX_LINES, MAX_QUANTITY, TOOLS

MAX_KNOWN: Final = 2_000  # ids of a kind; a call of 60 searches returns 600
MAX_FACTS: Final = 200  # values looked at in one answer of a foreign tool
_IDS: Final = ("product_id", "order_id", "price_kopiykas")

Facts = Mapping[str, object]
T = TypeVar("T")


class World:
    """The ids, prices and stocks that are known by now. Synchronous, never raises."""

    def __init__(self) -> None:
        self.stock: dict[str, int] = {}
        self._prices: dict[str, set[int]] = {}  # of a product, all that were told
        self._products: set[str] = set()
        self._deliveries: set[str] = set()
        self._orders: set[str] = set()
        self._foreign: set[tuple[str, str]] = set()

    # -- learning --------------------------------------------------------------------

    def learn(self, tool: str, result: Facts) -> None:
        """Take what a tool returned."""
        match tool:
            case "search_products":
                self._learn_products(objects(result.get("products")))
            case "product_details":
                self._learn_products(objects([result.get("product")]))
            case "check_stock":
                self.stock[str(result.get("product_id"))] = _int(result.get("stock"))
            case "delivery_options":
                options = objects(result.get("options"))
                _add(self._deliveries, *(str(option.get("id")) for option in options))
            case "create_order" | "order_status":
                self._learn_order(result)
            case _:
                self._learn_foreign(tool, result)

    def _learn_foreign(self, tool: str, result: Facts) -> None:
        if tool not in TOOLS:
            found = _facts(result)
            _add(self._foreign, *((key, str(v)) for key, v in found if key in _IDS))

    def _learn_products(self, products: list[Facts]) -> None:
        for product in products:
            self._learn_product(product)

    def _learn_product(self, product: Facts) -> None:
        product_id = str(product.get("id"))
        if product_id not in self._products and len(self._products) >= MAX_KNOWN:
            return
        self._products.add(product_id)
        self.stock[product_id] = _int(product.get("stock"))
        self._learn_price(product_id, _int(product.get("price_kopiykas")))

    def _learn_order(self, result: Facts) -> None:
        if "order_id" not in result:
            return
        _add(self._orders, str(result["order_id"]))
        for delivery in objects([result.get("delivery")]):
            _add(self._deliveries, str(delivery.get("id", "")))
        for line in objects(result.get("lines")):
            product_id = str(line.get("product_id"))
            _add(self._products, product_id)
            self._learn_price(product_id, _int(line.get("unit_kopiykas")))

    def _learn_price(self, product_id: str, price_kopiykas: int) -> None:
        self._prices.setdefault(product_id, set()).add(price_kopiykas)

    # -- judging ---------------------------------------------------------------------

    def why_not(self, call: CheckedCall) -> str:
        """Return why the arguments cannot be true, '' if they can."""
        foreign = call.name not in TOOLS
        for facts in _objects_in(call.arguments):
            reason = (
                self._why_not_ids(facts, foreign)
                or _why_not_phone(facts, foreign)
                or _why_not_text(facts)
            )
            if reason:
                return reason
        if call.name == "create_order" and call.text("delivery"):
            known = call.text("delivery") in self._deliveries
            return self._why_not_pieces(call) or ("" if known else "unknown-delivery")
        return self._why_not_pieces(call)

    def _why_not_ids(self, facts: Facts, foreign: bool) -> str:
        product_id, order_id = facts.get("product_id"), facts.get("order_id")
        if product_id is not None and not self._knows_product(product_id, foreign):
            return "unknown-product"
        if order_id is not None and not self._knows_order(order_id, foreign):
            return "unknown-order"
        price = facts.get("price_kopiykas")
        if price is not None and not self._knows_price(price, product_id, foreign):
            return "unknown-price"
        return ""

    def _knows_product(self, product_id: object, foreign: bool) -> bool:
        known = str(product_id) in self._products
        return known or (foreign and ("product_id", str(product_id)) in self._foreign)

    def _knows_order(self, order_id: object, foreign: bool) -> bool:
        known = str(order_id) in self._orders
        return known or (foreign and ("order_id", str(order_id)) in self._foreign)

    def _knows_price(self, price: object, product_id: object, foreign: bool) -> bool:
        if product_id is not None:
            known = price in self._prices.get(str(product_id), ())
        else:
            known = any(price in prices for prices in self._prices.values())
        return known or (foreign and ("price_kopiykas", str(price)) in self._foreign)

    def _why_not_pieces(self, call: CheckedCall) -> str:
        """Hold quantities against stock and limits, lines of one product together."""
        if call.name == "check_stock":
            return ""  # it is the question whether there are so many
        wanted: Counter[str] = Counter()
        for facts in _objects_in(call.arguments):
            if "quantity" in facts:
                pieces = facts["quantity"]
                if not isinstance(pieces, int) or not 1 <= pieces <= MAX_QUANTITY:
                    return "too-many-pieces"
                wanted[str(facts.get("product_id", ""))] += pieces
        if any(
            pieces > self.stock.get(p, MAX_QUANTITY) for p, pieces in wanted.items()
        ):
            return "quantity"
        many = any(pieces > MAX_QUANTITY for p, pieces in wanted.items() if p)
        return "too-many-pieces" if many or len(wanted) > MAX_LINES else ""


def objects(value: object) -> list[Facts]:
    """Return the objects of a list, none if it is no list."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping)]


def _why_not_phone(facts: Facts, foreign: bool) -> str:
    phone = facts.get("phone")
    if phone is None:
        return ""
    if is_premium(str(phone)):
        return "premium-number"
    # ours ask the caller for a better one, see toolbox.py
    return "bad-phone" if foreign and e164(str(phone)) is None else ""


def _why_not_text(facts: Facts) -> str:
    """Hold free text against full card numbers: what is passed on is kept somewhere."""
    for key, value in facts.items():
        texts = value if isinstance(value, list) else [value]
        for text in texts:
            if not isinstance(text, str) or len(text) < MIN_DIGITS or key in _IDS:
                continue
            if holds_card(figures_of(text)):
                return "card-number"
    return ""


def _objects_in(arguments: Facts) -> Iterator[Facts]:
    """Yield every object among the arguments, the outermost first.

    Their number is bounded: arguments.py counted the brackets.
    """
    waiting: list[object] = [arguments]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, Mapping):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _facts(result: Facts) -> Iterator[tuple[str, object]]:
    """Yield the keys and plain values of a foreign answer, at most so many."""
    left = MAX_FACTS
    waiting: list[object] = [result]
    while waiting and left:
        value = waiting.pop(0)
        if isinstance(value, Mapping):
            for key, inner in list(value.items())[:left]:
                left -= 1
                waiting.append(inner)
                if isinstance(inner, str | int):
                    yield str(key), inner
        elif isinstance(value, list):
            waiting.extend(value[:left])
            left = max(0, left - len(value))


def _add(known: set[T], *more: T) -> None:
    for each in more:
        if len(known) < MAX_KNOWN:
            known.add(each)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
