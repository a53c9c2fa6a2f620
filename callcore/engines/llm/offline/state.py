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
    PHONE = auto()  # the number is withheld: whom is the order for?
    ORDER_NUMBER = auto()
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
class Draft:
    """An order that waits for its explicit yes."""

    order_id: str
    quantity: int
    total_kopiykas: int


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on."""

    asked: Asked = Asked.NOTHING
    wish: Wish = field(default_factory=Wish)
    offered: tuple[Item, ...] = ()
    shown: int = 0  # how many of ``offered`` have been spoken of
    current: Item | None = None
    quantity: int = 0
    draft: Draft | None = None
    guess: Wish | None = None
    preference: str = ""  # cheaper or dearer, to apply to the next search
    misses: int = 0
    searched_again: int = 0  # the same wish in a row, with nothing chosen
    said: str = ""
    said_number: str = ""  # of the order that was asked about

    def fresh(self) -> State:
        """Return a state for the next errand of the same caller."""
        return State(said=self.said)

    def but(self, **changes: object) -> State:
        """Return this state with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


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
