from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import asdict
from functools import partial

import httpx
import pytest
import trio

from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.shared.offload import run_inline
from callcore.store.breaker import FAILURES_TO_OPEN, Breaker
from callcore.store.client import HttpStore
from callcore.store.limits import LIMITS
from callcore.store.memory import MemoryStore
from callcore.store.outbox import open_outbox
from chaos.bench import storeturns as bench
from chaos.store.products import catalogue

PLAN = bench.Plan(calls=8, others=16, rounds=2, seconds=3.0)
SEARCH_S = 0.05
TIRES = json.dumps({"products": [asdict(product) for product in catalogue()[:3]]})


class Wire(httpx.AsyncBaseTransport):
    """A shop whose answers take a fixed time, and whose group may hang.

    ``connections`` are a pool without a bulkhead before it.
    """

    def __init__(self, group, connections):
        self.hung = False
        self._hangs = {
            "orders": lambda r: r.method == "POST",
            "details": lambda r: r.url.path.startswith("/products/"),
            "settling": lambda r: r.url.path == "/orders" and r.method == "GET",
        }[group]
        self._pool = trio.CapacityLimiter(connections)

    async def handle_async_request(self, request):
        async with self._pool:
            if self._hangs(request):
                if self.hung:
                    await trio.sleep_forever()
                return httpx.Response(404, stream=httpx.ByteStream(b""))
            await trio.sleep(SEARCH_S)
        headers = {"Content-Type": "application/json"}
        stream = httpx.ByteStream(TIRES.encode())
        return httpx.Response(200, headers=headers, stream=stream)


def connected(wire, folder):
    @asynccontextmanager
    async def opened(kind):
        opens = bench.NEVER if kind in ("shut", "one pool") else FAILURES_TO_OPEN
        new_breaker = partial(Breaker, failures_to_open=opens)
        path = folder / f"{kind}.jsonl"
        async with open_outbox(path, run_inline, lambda: 1.8e9) as outbox:
            async with httpx.AsyncClient(
                base_url="http://shop", transport=wire, timeout=None
            ) as client:
                yield HttpStore(client, outbox, new_breaker=new_breaker)

    return opened


async def run(group, kinds, folder, connections):
    wire = Wire(group, connections)

    async def turn(hung):
        wire.hung = hung

    return await bench.alternate(group, kinds, PLAN, connected(wire, folder), turn)


ENOUGH = sum(limit.at_once for limit in LIMITS.values())


@pytest.mark.parametrize("group", sorted(bench.OTHERS))
async def test_a_hung_group_costs_the_turns_of_others_nothing(
    group, tmp_path, autojump_clock
):
    kinds = ("quiet", "healthy", "hung", "shut")
    found = await run(group, kinds, tmp_path, ENOUGH)
    for kind in kinds:
        facts = found[kind].facts()
        assert facts["turns"] > 50
        assert facts["failed"] == 0
        assert facts["p50_ms"] == facts["p95_ms"] == 1000 * SEARCH_S
        assert max(map(max, found[kind].rounds)) == pytest.approx(SEARCH_S)


async def test_without_a_connection_for_every_place_a_hung_group_costs_them_dearly(
    tmp_path, autojump_clock
):
    found = await run("orders", ("quiet", "one pool"), tmp_path, bench.FEW)
    quiet, control = found["quiet"].facts(), found["one pool"].facts()
    assert control["p95_ms"] > 10 * quiet["p95_ms"]


async def test_a_turn_asks_the_shop_and_says_whether_it_had_products():
    agent = OfflineAgent(None, lambda: bench.SHELF)
    assert await bench.take_turn(MemoryStore(catalogue()), agent)
    assert not await bench.take_turn(MemoryStore(()), agent)


async def test_others_use_the_group_they_are_said_to_use():
    store = MemoryStore(catalogue())
    for group, other in bench.OTHERS.items():
        assert await other(store) is not None, group
    assert len(store.orders) == 1


async def test_what_was_begun_before_the_warm_up_is_over_does_not_count(
    autojump_clock,
):
    seen, plan = bench.Seen(), bench.Plan(4, 0, 1, -bench.WARM_S)
    await bench.one_round(MemoryStore(catalogue()), bench.look, plan, seen)
    assert seen.rounds == [[]]


@pytest.mark.integration
def test_the_real_store_and_client_are_measured():
    plan = bench.Plan(calls=2, others=2, rounds=1, seconds=1.5)
    found = bench.measure("orders", ("healthy", "hung"), plan)
    for facts in found.values():
        assert facts["turns"] > 0
        assert facts["failed"] < facts["turns"] / 2  # of a machine that is busy
        assert 0 < facts["p50_ms"] <= facts["p95_ms"] < 10_000
