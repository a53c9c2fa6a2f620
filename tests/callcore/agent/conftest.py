"""One call at the agent's desk: a shop in memory, a guard and a toolbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from callcore.agent.desk import DeskError
from callcore.agent.extra import ExtraTool
from callcore.agent.guard import Budgets, Guard
from callcore.agent.toolbox import Toolbox, ToolResult
from callcore.engines.chat import ToolCall
from callcore.shared.ids import CallId, Language
from callcore.shared.records import Admission
from callcore.store.memory import OPTIONS, MemoryStore
from callcore.store.port import DeliveryOption
from chaos.store.products import catalogue

CALLER = "0671234567"
_ids = count()


@dataclass
class Notebook:
    """A desk that keeps what it is told; ``broken`` refuses."""

    notes: list[tuple[str, str, str]] = field(default_factory=list)
    broken: bool = False

    async def note_callback(
        self, call_id: CallId, phone: str, about: str, when: str
    ) -> None:
        if self.broken:
            raise DeskError("disk-full")
        self.notes.append((phone, about, when))


@dataclass
class Desk:
    """What a test needs of one call."""

    store: MemoryStore
    guard: Guard
    toolbox: Toolbox
    notebook: Notebook

    async def run(self, tool: str, **arguments: object) -> ToolResult:
        """Run a tool as a model would ask for it."""
        call = ToolCall(f"c{next(_ids)}", tool, json.dumps(arguments))
        return await self.toolbox.run(call)

    async def ask(self, tool: str, **arguments: object) -> dict[str, Any]:
        """Run a tool and read its JSON."""
        answer: dict[str, Any] = json.loads((await self.run(tool, **arguments)).text)
        return answer

    async def draft(self, product_id: str = "t02", quantity: int = 4) -> str:
        """Search, then order; return the order's id."""
        await self.ask("search_products", query="шини 205/55 R16", limit=10)
        await self.ask("search_products", query="michelin winter 205/55 R16")
        order = await self.ask("create_order", **one(product_id, quantity))
        return str(order["order_id"])

    async def agreed(self) -> str:
        """Go on until the caller has said yes; return the order's id."""
        order_id = await self.draft()
        read = await self.run("read_back_order", order_id=order_id)
        self.guard.note_spoken(read.say)
        self.guard.note_caller_turn("yes")
        return order_id


def one(product_id: str, quantity: int, **more: object) -> dict[str, object]:
    """Return the arguments of an order with one line."""
    return {"lines": [{"product_id": product_id, "quantity": quantity}], **more}


Sit = Callable[..., Desk]


@pytest.fixture
def sit() -> Sit:
    def sit_down(
        language: Language = "en",
        caller: str = CALLER,
        budgets: Budgets | None = None,
        queues: Mapping[str, str] | None = None,
        more: Sequence[ExtraTool] = (),
        options: Sequence[DeliveryOption] = OPTIONS,
    ) -> Desk:
        store, notebook = MemoryStore(catalogue(), options=options), Notebook()
        guard = Guard(language, budgets=budgets)
        admission = Admission(CallId("call-1"), caller, "100", language)
        toolbox = Toolbox(
            store, guard, admission, desk=notebook, queues=queues or {}, more=more
        )
        return Desk(store, guard, toolbox, notebook)

    return sit_down


@pytest.fixture
def desk(sit: Sit) -> Desk:
    return sit()
