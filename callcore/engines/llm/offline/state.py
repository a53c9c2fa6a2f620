"""What the offline agent remembers of a call: rebuilt from the messages every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final

from callcore.engines.llm.offline.wish import Wish

MAX_OFFERED: Final = 10
MAX_MISSES: Final = 2  # failed repairs; the next one is for a human
MAX_SEARCHES_AGAIN: Final = 2  # the same offer a fourth time helps nobody
MAX_LINES: Final = 5  # the tools refuse more products in one order


class Asked(Enum):
    """What the caller's next words answer, if they answer anything."""

    NOTHING = auto()
    DETAIL = auto()  # which size, season, viscosity?
    GUESS = auto()  # did you say ...?
    CHOICE = auto()  # which of these?
    QUANTITY = auto()  # how many?
    FEWER = auto()  # only so many are left: take those?
    RELAX = auto()  # not of that brand or season: shall I look at others?
    CONFIRM = auto()  # the order was read back: yes or no?
    CHANGE = auto()  # what is wrong with the order?
    PHONE = auto()  # whom is the order for?
    WAY = auto()  # how shall it be delivered?
    CITY = auto()
    PLACE = auto()  # which branch, or which street and house?
    NAME = auto()  # of the recipient
    ORDER_NUMBER = auto()
    ORDER_PHONE = auto()  # which number was the order made for?
    CANCEL = auto()  # shall an order that is binding be cancelled?
    CALLBACK_PHONE = auto()
    OPERATOR = auto()  # shall I connect you?
    ELSE = auto()  # anything else?


@dataclass(frozen=True, slots=True)
class Item:
    """A product as the search tool returned it."""

    id: str
    name: str
    brand: str
    category: str
    attributes: Mapping[str, str]
    price_kopiykas: int
    stock: int


@dataclass(frozen=True, slots=True)
class Line:
    """A product of the order that is settled while another one is talked about."""

    item: Item
    quantity: int


@dataclass(frozen=True, slots=True)
class Option:
    """A way to get an order, as the tool returned it."""

    id: str
    kind: str  # pickup, branch, courier
    name: str
    price_kopiykas: int
    days: str
    needs_place: bool
    default: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How the caller wants his order to come; empty means not said."""

    kind: str = ""
    city: str = ""
    place: str = ""
    name: str = ""  # of the recipient
    anyhow: bool = False  # delivered, he has not said how
    nameless: bool = False  # asked for the name, he gave none

    @property
    def wanted(self) -> bool:
        """Say whether anything but the shop's default was asked for."""
        return bool(self.kind or self.city or self.place or self.anyhow)


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that waits for its explicit yes."""

    order_id: str
    quantity: int
    total_kopiykas: int


@dataclass(frozen=True, slots=True)
class Callback:
    """A call back that was asked for, until it is noted."""

    about: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on."""

    asked: Asked = Asked.NOTHING
    wish: Wish = field(default_factory=Wish)
    offered: tuple[Item, ...] = ()
    shown: int = 0  # how many of ``offered`` have been spoken of
    current: Item | None = None
    quantity: int = 0
    lines: tuple[Line, ...] = ()  # of the same order, besides ``current``
    later: Wish | None = None  # to look for when ``current`` is settled
    later_quantity: int = 0
    way: Way = field(default_factory=Way)
    options: tuple[Option, ...] = ()
    phone: str = ""  # another number that the order is for
    draft: Draft | None = None
    guess: Wish | None = None
    described: str = ""  # the words of the wish, for names of models
    preference: str = ""  # cheaper or dearer, to apply to the next search
    misses: int = 0
    refusals: int = 0  # of the shop or the guard in this order
    searched_again: int = 0  # the same wish in a row, with nothing chosen
    said: str = ""
    said_number: str = ""  # of the order that was asked about
    said_phone: str = ""  # that it was made for
    errand: str = ""  # why a tool was called: tell, send, cancel, price, stock, details
    known_order: str = ""  # binding, of this caller: placed or looked up in this call
    known_state: str = ""
    callback: Callback | None = None
    topics: tuple[
        str, ...
    ] = ()  # that decide which queue of operators is the right one

    def fresh(self) -> State:
        """Return a state for the next product of the same order."""
        return State(
            said=self.said,
            lines=self.lines,
            way=self.way,
            options=self.options,
            phone=self.phone,
            known_order=self.known_order,
            topics=self.topics,
        )

    def over(self) -> State:
        """Return a state for the next errand: nothing of the order is left."""
        return State(
            said=self.said,
            options=self.options,
            known_order=self.known_order,
            topics=self.topics,
        )

    def but(self, **changes: object) -> State:
        """Return this state with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def in_order(self) -> bool:
        """Say whether anything is about to be ordered."""
        return bool(self.lines or (self.current is not None and self.quantity))


@dataclass(frozen=True, slots=True)
class Act:
    """One reply: text to speak, then at most one tool to call."""

    text: str = ""
    tool: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)

    @property
    def arguments_json(self) -> str:
        """Return the arguments as a model would have written them."""
        return json.dumps(dict(self.arguments), ensure_ascii=False)


Step = tuple[State, Act]
