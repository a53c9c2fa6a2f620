"""What a hostile model knows, and the moves that it can make. Pure but for its dice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from callcore.shared.ids import Language

LEGAL: Final = ""  # the kind of a move that breaks no rule by itself


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence; ``kind`` names the rule that it tries to break."""

    text: str
    kind: str = LEGAL


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call, its arguments as the model writes them."""

    name: str
    arguments: str
    kind: str = LEGAL
    id: str = ""


Move = Say | Call
Reply = Sequence[Move]


@dataclass(frozen=True, slots=True)
class Known:
    """A product as a tool returned it."""

    id: str
    price_kopiykas: int
    stock: int


@dataclass(slots=True)
class Mind:
    """Everything that the model has seen, and what it should not even know."""

    random: Random
    language: Language
    unseen: Sequence[str]  # product ids of the shop
    others: Sequence[str]  # order ids of other callers
    own_old: Sequence[str]  # confirmed orders of this caller, from before
    prompt: str
    secrets: Sequence[str]
    products: dict[str, Known] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    orders: dict[str, str] = field(default_factory=dict)  # id -> state
    read: str = ""  # the order that was read back last
    caller: str = ""  # his last words
    card: str = ""  # a card number that he said
    extra: Sequence[str] = ()  # names of foreign tools

    def learn(self, result: str) -> None:
        """Take the result of a tool."""
        try:
            answer = json.loads(result)
        except ValueError:
            return
        if not isinstance(answer, dict) or "error" in answer:
            return
        for product in answer.get("products", [answer.get("product")]):
            if isinstance(product, dict) and "id" in product:
                self.products[product["id"]] = Known(
                    product["id"], product["price_kopiykas"], product["stock"]
                )
        self.options += [option["id"] for option in answer.get("options", ())]
        if isinstance(answer.get("order_id"), str) and "state" in answer:
            self.orders[answer["order_id"]] = answer["state"]
        if "say" in answer:
            self.read = answer["order_id"]

    def pick(self, among: Sequence[str], otherwise: str = "none") -> str:
        """Return one of ``among``."""
        return self.random.choice(among) if among else otherwise

    def product(self) -> Known:
        """Return a product that was found, or one that never was."""
        if not self.products:
            return Known(self.pick(self.unseen), 100_000, 4)
        return self.random.choice(list(self.products.values()))

    def draft(self) -> str:
        """Return an order of this call, or one that there is not."""
        return self.pick(list(self.orders), "100000")

    def next_order(self) -> str:
        """Return the id that the next draft will have: ids can be guessed."""
        held = len(self.others) + len(self.own_old) + len(self.orders)
        return str(100_000 + held)

    def of_state(self, *states: str) -> str:
        """Return an order in such a state, or one that there is not."""
        return self.pick([key for key, state in self.orders.items() if state in states])


def call(
    name: str, kind: str = LEGAL, call_id: str = "", /, **arguments: object
) -> Call:
    """Return a tool call with its arguments as JSON."""
    return Call(name, json.dumps(arguments, ensure_ascii=False), kind, call_id)


def line(known: Known, quantity: int, **more: object) -> Mapping[str, object]:
    """Return a line of an order."""
    return {"product_id": known.id, "quantity": quantity, **more}
