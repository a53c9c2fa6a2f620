"""One call with one order, in a process of its own: the real chain, a scripted caller.

What the caller agreed to, and what he was told, is written and fsynced before anything
else happens: it is the truth that the books are compared with.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import httpx
import trio

from callcore.agent.guard import Guard
from callcore.agent.toolbox import Toolbox
from callcore.engines.chat import ToolCall
from callcore.shared import stamps
from callcore.shared.database.pool import open_database
from callcore.shared.ids import CallId
from callcore.shared.offload import OneThread
from callcore.shared.records import Admission
from callcore.shared.worklist.files import open_worklist
from callcore.store.client import open_http_store
from callcore.store.outbox import open_outbox, opened
from callcore.store.outboxmemory import MemoryOutbox
from callcore.store.outboxport import Outbox
from callcore.store.outboxtwice import TwiceLog
from callcore.store.settle import Settler
from chaos.cuts import weather
from chaos.cuts.knife import Knife, install
from chaos.cuts.points import How, Weather

PHONE: Final = "+380671234567"
BACK_S: Final = 40.0  # until the shop is up again; the machine is shared
LEASE_S: Final = 3600.0  # longer than the suite: who is dead is known by his lock
_STEP_S: Final = 0.05

#: what is on record of a call, in this order
Word = Literal["yes", "placed", "no more", "cancelled", "left"]


@dataclass(frozen=True, slots=True)
class Role:
    """What one caller's process does."""

    url: str
    folder: Path  # of the data; outbox and worklist are below it
    name: str  # of the worker
    call_id: CallId
    query: str
    cancels: bool  # he changes his mind after it was placed
    how: How
    knife: str
    durable: bool = True
    database: str = ""  # the URL of PostgreSQL, '' without one
    weather: Weather = ""

    @property
    def log(self) -> Path:
        """Return where it is on record."""
        return self.folder / "said" / f"{self.call_id}.jsonl"


class ShopGone(Exception):
    """The shop did not answer, and the call is over with that."""


def take_part(role: Role) -> None:
    """Play the call; the process may end at any line of it."""
    logging.disable(logging.CRITICAL)  # what goes wrong here is meant to
    knife = Knife(role.knife)
    install(knife)
    weather.install(role.weather)
    trio.run(play, role, knife)


async def play(role: Role, knife: Knife) -> None:
    """Play the call in this process."""
    await _Call(role, knife).run()


class _Call:
    """The script."""

    def __init__(self, role: Role, knife: Knife) -> None:
        self._role = role
        self._knife = knife
        self._guard = Guard("en")
        self._toolbox: Toolbox | None = None
        self._asked = 0

    async def run(self) -> None:
        """Order, and perhaps cancel; then tell the settler that the call is over."""
        role, folder = self._role, self._role.folder / "worklist"
        async with (
            open_keys(role) as outbox,
            open_worklist(folder, role.name, OneThread(), stamps.now_s) as worklist,
            open_http_store(role.url, outbox) as store,
        ):
            admission = Admission(role.call_id, PHONE, "100", "en")
            self._toolbox = Toolbox(store, self._guard, admission)
            settler = Settler(store, outbox, worklist, stamps.now_s)
            try:
                await self._talk()
            except ShopGone:
                note(role.log, "left", "")
            settler.call_over(role.call_id, "human" if role.how == "human" else "ended")
            await outbox.flush()

    async def _talk(self) -> None:
        order_id = await self._place()
        if self._role.cancels:
            await self._cancel(order_id)

    async def _place(self) -> str:
        found = await self._tool("search_products", query=self._role.query)
        product_id = max(found["products"], key=lambda it: int(it["stock"]))["id"]
        lines = [{"product_id": product_id, "quantity": 1}]
        draft = await self._tool("create_order", lines=lines)
        order_id = str(draft["order_id"])
        read = await self._tool("read_back_order", order_id=order_id)
        self._answer_yes(str(read["say"]), "yes", order_id)
        await self._tool("confirm_order", order_id=order_id)
        self._tell("placed", "confirm", order_id)
        return order_id

    async def _cancel(self, order_id: str) -> None:
        self._guard.note_caller_turn("wait, I want to cancel it")
        asked = await self._tool("cancel_order", order_id=order_id)
        self._answer_yes(str(asked["say"]), "no more", order_id)
        await self._tool("cancel_order", order_id=order_id)
        self._tell("cancelled", "cancel", order_id)

    def _answer_yes(self, question: str, word: Word, order_id: str) -> None:
        self._guard.note_spoken(question)
        note(self._role.log, word, order_id)
        self._guard.note_caller_turn("yes")

    def _tell(self, word: Word, kind: str, order_id: str) -> None:
        self._knife.at(f"before-told:{kind}")
        note(self._role.log, word, order_id)
        self._knife.at(f"after-told:{kind}")

    async def _tool(self, name: str, **arguments: object) -> dict[str, Any]:
        answer = await self._run(name, arguments)
        if answer.get("error") == "store_unavailable":
            if self._role.how != "again":
                raise ShopGone
            await _wait_back(self._role.url)
            answer = await self._run(name, arguments)
        if "error" in answer:
            raise ShopGone(json.dumps(answer))
        return answer

    async def _run(self, name: str, arguments: dict[str, object]) -> dict[str, Any]:
        assert self._toolbox is not None
        self._asked += 1
        call = ToolCall(f"t{self._asked}", name, json.dumps(arguments))
        answer: dict[str, Any] = json.loads((await self._toolbox.run(call)).text)
        return answer


@asynccontextmanager
async def open_keys(role: Role) -> AsyncIterator[Outbox]:
    """Open the outbox of the role; for the control it is one that forgets."""
    if not role.durable:
        yield MemoryOutbox(stamps.now_s)
        return
    folder = role.folder / "outbox"
    if role.database:
        url = weather.url_in(role.weather, role.database)
        async with open_database(url, connections=2) as database:
            log = TwiceLog(database, folder, role.name, OneThread(), LEASE_S)
            async with opened(log, stamps.now_s) as outbox:
                yield outbox
        return
    path = folder / f"{role.name}.jsonl"
    async with open_outbox(path, OneThread(), stamps.now_s) as outbox:
        yield outbox


def note(path: Path, word: Word, order_id: str) -> None:
    """Put a word on record: on the disk by the time this returns."""
    line = json.dumps({"word": word, "order": order_id}) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


async def _wait_back(url: str) -> None:
    with trio.fail_after(BACK_S):
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            while True:
                try:
                    if (await client.get(f"{url}/health")).status_code == 200:
                        return
                except httpx.HTTPError:
                    await trio.sleep(_STEP_S)
