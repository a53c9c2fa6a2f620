"""Turns of calls while other calls use endpoints of the shop that answer, or hang.

The turns are those of the real chain without audio: offline agent, guard, toolbox, the
real store client. Each is a search in a fresh conversation. The other calls use one group
of endpoints and nothing else. Rounds of different kinds alternate, so that whatever else
the machine does is spread over all of them.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import httpx
import trio

from callcore.agent.guard import Guard
from callcore.agent.toolbox import Toolbox
from callcore.engines.chat import Message, TextDelta, ToolCall
from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.shared import stamps
from callcore.shared.ids import new_call_id
from callcore.shared.offload import OneThread
from callcore.shared.records import Admission
from callcore.store.breaker import FAILURES_TO_OPEN, Breaker
from callcore.store.client import HttpStore, pool_limits
from callcore.store.limits import LIMITS, Group
from callcore.store.outbox import open_outbox
from callcore.store.port import Delivery, OrderLine, OrderWish, Store, StoreError
from chaos.bench import measured
from chaos.demo.gaps import percentile
from chaos.store.products import catalogue

Kind = Literal[
    "quiet",  # the other calls say nothing
    "again",  # the same: how far two equal rows of one run lie apart
    "healthy",  # they use the group, and it answers
    "hung",  # they use it, and it hangs
    "shut",  # ... and its breaker is kept from helping: bulkhead alone
    "one pool",  # ... and all groups share few connections: must be bad
]
QUIET: Final = frozenset({"quiet", "again"})
HANGS: Final = frozenset({"hung", "shut", "one pool"})
Hung = Literal["orders", "details", "settling"]

SAID: Final = "I need winter tyres 205 55 R16"
PHONE: Final = "+380671234567"
PAUSE_S: Final = 0.5  # between the turns of one call, on average
OTHER_PAUSE_S: Final = 0.2
WARM_S: Final = 0.5  # of a round: connections are made, nothing is counted
FEW: Final = 8  # connections of the negative control; others hold as many and more
NEVER: Final = 10**9  # failures until a breaker opens
START_S: Final = 10.0
STORE_CORE: Final = 0

OpenStore = Callable[[Kind], AbstractAsyncContextManager[Store]]
Turn = Callable[[bool], Awaitable[None]]
Other = Callable[[Store], Awaitable[object]]


class StoreMissing(Exception):
    """The reference store did not start."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: ``calls`` that are, and ``others`` that use the group."""

    calls: int
    others: int
    rounds: int
    seconds: float


@dataclass(slots=True)
class Seen:
    """Turns of one kind: seconds each took, round by round.

    ``failed`` counts those that had no products to name.
    """

    rounds: list[list[float]] = field(default_factory=list)
    failed: int = 0

    def facts(self) -> dict[str, Any]:
        """Return the numbers, in milliseconds; ``p95s_ms`` of each round."""
        taken_s = [each for one in self.rounds for each in one]
        return {
            "turns": len(taken_s),
            "failed": self.failed,
            "p50_ms": _ms(taken_s, 0.50),
            "p95_ms": _ms(taken_s, 0.95),
            "p95s_ms": [_ms(one, 0.95) for one in self.rounds if one],
        }


def _ms(taken_s: Sequence[float], share: float) -> float:
    return round(1000 * percentile(taken_s, share), 2)


def measure(group: Hung, kinds: tuple[Kind, ...], plan: Plan) -> dict[str, Any]:
    """Return what turns took, by kind; the store is a process on the other core."""
    with store_process() as url, tempfile.TemporaryDirectory() as folder:
        opened = partial(open_kind, url, Path(folder))
        found: dict[Kind, Seen] = trio.run(
            alternate, group, kinds, plan, opened, partial(trouble, url, group)
        )
    return {kind: seen.facts() for kind, seen in found.items()}


async def alternate(
    group: Hung, kinds: tuple[Kind, ...], plan: Plan, opened: OpenStore, turn: Turn
) -> dict[Kind, Seen]:
    """Return what ``plan.rounds`` of each kind found; ``turn`` troubles the shop."""
    found = {kind: Seen() for kind in kinds}
    for number in range(plan.rounds):
        for kind in kinds[:: 1 if number % 2 else -1]:
            others = 0 if kind in QUIET else plan.others
            await turn(kind in HANGS)
            async with opened(kind) as store:
                await one_round(
                    store, OTHERS[group], replace(plan, others=others), found[kind]
                )
    await turn(False)
    return found


async def one_round(store: Store, other: Other, plan: Plan, seen: Seen) -> None:
    """Let all calls talk for a while; add what the measured ones saw to ``seen``.

    A turn that was begun is waited for: those that last would be missing else.
    """
    agent = OfflineAgent(None, lambda: SHELF)
    seen.rounds.append([])
    counted_s = trio.current_time() + WARM_S
    async with trio.open_nursery() as others:
        for _ in range(plan.others):
            others.start_soon(keep_asking, store, other)
        async with trio.open_nursery() as nursery:
            for _ in range(plan.calls):
                nursery.start_soon(
                    keep_talking,
                    store,
                    agent,
                    (counted_s, counted_s + plan.seconds),
                    seen,
                )
        others.cancel_scope.cancel(reason="the round is over")


async def keep_talking(
    store: Store, agent: OfflineAgent, counted_s: tuple[float, float], seen: Seen
) -> None:
    """Take turns until the round is over; the store's deadlines end each of them."""
    while True:
        await trio.sleep(random.uniform(0, 2 * PAUSE_S))
        began_s = trio.current_time()
        if began_s >= counted_s[1]:
            return
        found = await take_turn(store, agent)
        if began_s >= counted_s[0]:
            seen.rounds[-1].append(trio.current_time() - began_s)
            seen.failed += not found


async def keep_asking(store: Store, other: Other) -> None:
    """Use the group of endpoints until cancelled."""
    while True:
        with suppress(StoreError):  # that is what hanging comes to
            await other(store)
        await trio.sleep(random.uniform(0, 2 * OTHER_PAUSE_S))


async def take_turn(store: Store, agent: OfflineAgent) -> bool:
    """Take one turn as a call does; return whether the shop's products came back."""
    guard = Guard("en")
    admission = Admission(new_call_id(), PHONE, "100", "en")
    tools = Toolbox(store, guard, admission)
    guard.note_caller_turn(SAID)
    history = [Message("user", SAID)]
    found = False
    while True:
        text, calls = "", []
        async with agent.reply(history, tools.specs, "en") as deltas:
            async for delta in deltas:
                if isinstance(delta, TextDelta):
                    text += delta.text
                elif isinstance(delta, ToolCall):
                    calls.append(delta)
        history.append(Message("assistant", text, tuple(calls)))
        if not calls:
            return found
        for call in calls:
            result = await tools.run(call)
            found = bool(json.loads(result.text).get("products"))
            history.append(Message("tool", result.text, tool_call_id=call.id))


# -- what the others do ---------------------------------------------------------------


async def order(store: Store) -> object:
    """Make a draft, as a call of its own."""
    lines = (OrderLine("t02", random.randint(1, 4)),)
    return await store.create_order(
        new_call_id(), OrderWish(lines, PHONE, Delivery("pickup"))
    )


async def look(store: Store) -> object:
    """Ask for a product."""
    return await store.product("t02")


async def settle(store: Store) -> object:
    """Ask what a call ordered."""
    return await store.orders_of(new_call_id())


OTHERS: Final[dict[Hung, Other]] = {
    "orders": order,
    "details": look,
    "settling": settle,
}
SHELF: Final = catalogue()


# -- the shop and the way to it -------------------------------------------------------


@contextmanager
def store_process() -> Iterator[str]:
    """Run the reference store with fault knobs; yield its address."""
    command = [sys.executable, "-m", "chaos.store", "--chaos"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        measured.pin(process.pid, STORE_CORE)
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            if not ready:
                raise StoreMissing("the reference store does not start")
            yield json.loads(ready)["url"]
        finally:
            process.terminate()
            try:
                process.wait(START_S)
            except subprocess.TimeoutExpired:
                process.kill()


async def trouble(url: str, group: Group, hung: bool) -> None:
    """Hang the group, or heal the store."""
    knobs: dict[str, object] = {"hang": True, "only": [group]} if hung else {}
    async with httpx.AsyncClient(trust_env=False, timeout=START_S) as client:
        (await client.put(f"{url}/faults", json=knobs)).raise_for_status()


@asynccontextmanager
async def open_kind(url: str, folder: Path, kind: Kind) -> AsyncIterator[HttpStore]:
    """Open the client as it ships, or weakened as ``kind`` says; breakers are shut."""
    limits = pool_limits(LIMITS)
    if kind == "one pool":
        limits = httpx.Limits(max_connections=FEW, max_keepalive_connections=FEW)
    opens = NEVER if kind in ("shut", "one pool") else FAILURES_TO_OPEN
    new_breaker = partial(Breaker, failures_to_open=opens)
    path = folder / "outbox" / "bench.jsonl"
    async with open_outbox(path, OneThread(), stamps.now_s) as outbox:
        async with httpx.AsyncClient(
            base_url=url, timeout=None, limits=limits, trust_env=False
        ) as client:
            yield HttpStore(client, outbox, new_breaker=new_breaker)
