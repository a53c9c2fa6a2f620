"""A trace walked from its beginning: what was known of the world at each point. Pure.

Written from the tools' contract alone; shares no code with the guard, whose judge it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from callcore.shared.ids import LANGUAGES, Language
from callcore.store.port import BINDING
from chaos.prompts.spokenamounts import numbers_in
from chaos.prompts.trace import Called, Caller, Entry, Played, Returned

#: errors that say that nothing was carried out and nothing left the house
NOT_DONE: Final = frozenset(
    {
        "not_allowed",
        "bad_arguments",
        "unknown_tool",
        "interrupted",
        "phone_needed",
        "place_needed",
        "delivery_needed",
    }
)
_DIGITS: Final = re.compile(r"\D")


@dataclass(slots=True)
class World:
    """What the tool results of a call have told so far, and what the caller said."""

    prices: dict[str, set[int]] = field(default_factory=dict)  # by product id
    stock: dict[str, int] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)  # id -> state last told
    created: set[str] = field(default_factory=set)
    options: set[str] = field(default_factory=set)
    amounts: set[int] = field(default_factory=set)  # kopiykas anywhere in a result
    fees: set[int] = field(default_factory=lambda: {0})  # of delivery
    numbers: set[int] = field(default_factory=set)  # any others in results
    heard: list[str] = field(default_factory=list)  # the caller's turns
    spoken: dict[Language, str] = field(
        default_factory=lambda: dict.fromkeys(LANGUAGES, "")
    )  # all his digits in a row, as each language reads them
    caller_numbers: set[int] = field(default_factory=set)

    @property
    def bound(self) -> bool:
        """True once a result said that an order is binding."""
        return any(state in BINDING for state in self.orders.values())

    def said_digits(self, digits: str) -> bool:
        """Say whether the caller said these digits in a row, in words or not."""
        return any(digits in row for row in self.spoken.values())

    def hear(self, text: str) -> None:
        """Take a turn of the caller."""
        self.heard.append(text)
        for language in LANGUAGES:
            for number in numbers_in(text, language):
                self.spoken[language] += number.digits
                self.caller_numbers.add(number.value)
        # written in groups, "4 650" is one number, too
        for found in re.findall(r"\d{1,3}(?:[ \u00a0,]\d{3})+", text):
            self.caller_numbers.add(int(_DIGITS.sub("", found)))

    def learn(self, name: str, answer: Mapping[str, object]) -> None:
        """Take a tool's result."""
        if "error" in answer:
            return
        self._amounts(answer)
        for product in _objects(answer, "products", "product"):
            self._product(product)
        if name == "check_stock":
            stock = answer.get("stock")
            if isinstance(stock, int):
                self.stock[str(answer.get("product_id"))] = stock
        for line in _objects(answer, "lines"):
            self._line(line)
        for option in _objects(answer, "options"):
            self.options.add(str(option.get("id")))
            self._fee(option.get("price_kopiykas"))
        self._fee(answer.get("delivery_kopiykas"))
        self._order(name, answer)

    def _product(self, product: Mapping[str, object]) -> None:
        product_id, price = str(product.get("id")), product.get("price_kopiykas")
        stock = product.get("stock")
        if isinstance(price, int):
            self.prices.setdefault(product_id, set()).add(price)
        if isinstance(stock, int):
            self.stock[product_id] = stock

    def _line(self, line: Mapping[str, object]) -> None:
        """Take a line of an order: its product is known, its stock perhaps not."""
        price = line.get("unit_kopiykas")
        known = self.prices.setdefault(str(line.get("product_id")), set())
        if isinstance(price, int):
            known.add(price)

    def _order(self, name: str, answer: Mapping[str, object]) -> None:
        order_id, state = answer.get("order_id"), answer.get("state")
        if not isinstance(order_id, str):
            return
        if name in ("create_order", "order_status"):
            self.orders.setdefault(order_id, "")
        if name == "create_order":
            self.created.add(order_id)
        if isinstance(state, str) and order_id in self.orders:
            self.orders[order_id] = state

    def _fee(self, value: object) -> None:
        if isinstance(value, int):
            self.fees.add(value)

    def _amounts(self, value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                self._amounts(inner, str(name))
        elif isinstance(value, list):
            for inner in value:
                self._amounts(inner, key)
        elif isinstance(value, int) and key.endswith("_kopiykas"):
            self.amounts.add(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            self.numbers.add(value)
        elif isinstance(value, str):
            self.numbers.update(int(n) for n in re.findall(r"\d{1,9}", value))


@dataclass(frozen=True, slots=True)
class Done:
    """A tool call with its result; ``carried_out`` is false if it was refused."""

    name: str
    text: str  # the arguments as the model wrote them
    answer: Mapping[str, object]

    @property
    def carried_out(self) -> bool:
        """False if the house refused it; what the shop refuses was sent."""
        return self.answer.get("error") not in NOT_DONE

    @property
    def arguments(self) -> Mapping[str, object]:
        """Return them read, empty if they are no JSON object."""
        try:
            found = json.loads(self.text or "{}")
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def walk(played: Played) -> Iterator[tuple[World, Entry | Done]]:
    """Yield each step with the world as it was before it.

    A call and its result are one step, :class:`Done`; the world is one object, changed
    between the steps.
    """
    world, waiting = World(), Called("", "", 0)
    for entry in played.entries:
        if isinstance(entry, Called):
            waiting = entry
            continue
        if not isinstance(entry, Returned):
            yield world, entry
            if isinstance(entry, Caller):
                world.hear(entry.text)
            continue
        done = Done(waiting.name, waiting.arguments, entry.answer)
        yield world, done
        world.learn(entry.name, done.answer)


def _objects(answer: Mapping[str, object], *keys: str) -> Iterator[dict[str, object]]:
    for key in keys:
        value = answer.get(key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield one
