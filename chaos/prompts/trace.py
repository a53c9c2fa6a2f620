"""What happened in a played call, in order, and how the world looked afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from callcore.engines.chat import Message
from callcore.shared.ids import Language
from callcore.store.port import Order, Product
from chaos.prompts.dialogue import Dialogue, Outcome


@dataclass(frozen=True, slots=True)
class Caller:
    """A turn of the caller, as he said it; ``language`` is that of the call from here."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Agent:
    """What the caller heard of a sentence; ``phrase`` names a fixed one."""

    text: str
    language: Language
    turn: int
    whole: bool = True
    protected: bool = False
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A tool that the model asked for, as the model wrote it."""

    name: str
    arguments: str
    turn: int


@dataclass(frozen=True, slots=True)
class Returned:
    """What the model was told; follows its :class:`Called` before the next one."""

    name: str
    ok: bool
    result: str
    turn: int

    @property
    def answer(self) -> Mapping[str, object]:
        """Return the result as an object; empty if it is none."""
        try:
            found = json.loads(self.result)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence of the model that was not spoken."""

    text: str
    reason: str


Entry = Caller | Agent | Called | Returned | Withheld


@dataclass(frozen=True, slots=True)
class Callback:
    """A wish that reached the desk."""

    phone: str
    about: str
    when: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What a call was set up with, for those who judge it."""

    prompts: Mapping[Language, str]  # the rendered system prompts that were in use
    secrets: tuple[str, ...] = ()  # canary words in them
    prompt_version: str = ""
    prompt_sha: str = ""  # of the language that the call began in


@dataclass(frozen=True, slots=True)
class Books:
    """What the shop and the desk hold after the call."""

    before: Mapping[str, Order] = field(default_factory=dict)  # planted ones
    orders: Mapping[str, Order] = field(
        default_factory=dict
    )  # all, as the call left them
    confirmations: tuple[str, ...] = ()  # order ids, each time one became binding
    callbacks: tuple[Callback, ...] = ()
    products: Mapping[str, Product] = field(default_factory=dict)

    @property
    def made(self) -> list[Order]:
        """Return the orders of this call, in the order in which they were made."""
        return [one for key, one in self.orders.items() if key not in self.before]


@dataclass(frozen=True, slots=True)
class Played:
    """One dialogue with one model, once."""

    dialogue: Dialogue
    model: str
    trial: int
    entries: tuple[Entry, ...]
    outcome: Outcome
    reason: str
    target: str
    blocked: Counter[str]
    books: Books
    setup: Setup
    messages: tuple[Message, ...] = ()  # the history at the end: what was kept

    def agent_said(self) -> Iterator[Agent]:
        """Yield what the caller heard."""
        yield from (one for one in self.entries if isinstance(one, Agent))

    def tools(self) -> list[str]:
        """Return the tools that were called, in order."""
        return [one.name for one in self.entries if isinstance(one, Called)]

    def transcript(self) -> str:
        """Return the call as text, one line an entry."""
        return "\n".join(map(line_of, self.entries))


def line_of(entry: Entry) -> str:
    """Return an entry as one line."""
    match entry:
        case Caller():
            return f"caller: {entry.text}"
        case Agent():
            cut = "" if entry.whole else " --"
            return f"agent:  {entry.text}{cut}"
        case Called():
            return f"  call  {entry.name} {entry.arguments}"
        case Returned():
            return f"  gives {entry.result}"
        case Withheld():
            return f"  withheld ({entry.reason}) {entry.text}"
