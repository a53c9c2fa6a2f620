"""One simulated world: a worker in memory, a shop, callers and troubles, from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import trio
import trio.testing

from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.engines.scripted import (
    Scripted,
    ScriptedSimilarity,
)
from callcore.shared.observe.events import CALLER_SAID
from chaos.simulate.caller import Caller
from chaos.simulate.circumstances import Circumstances, House
from chaos.simulate.faults import Trouble, draw, draw_vendors, inflict
from chaos.simulate.flaky import FlakyModel
from chaos.simulate.supervisor import SHARE, Act, Supervisor
from chaos.store.products import catalogue
from tests.kit.clock import run_virtual
from tests.kit.phone.result import CallResult

CALL_LIMIT_S = 600.0  # the longest simulated call; callcore's own limit is shorter
SECONDS_SHARE = 0.6  # of worlds have a second engine for each stage
SETTLE_S = 8.0  # after the last call: tools and closings that were under way


@dataclass(slots=True)
class Simulated:
    """One call and everything that was noted about it."""

    caller: Caller
    result: CallResult


@dataclass(slots=True)
class Run:
    """What came of one seed."""

    seed: int
    hall: House
    how: Circumstances
    troubles: list[Trouble]
    calls: list[Simulated] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)  # of a supervisor
    tasks_before: int = 0
    tasks_after: int = 0
    virtual_s: float = 0.0


def simulate(seed: int, calls: int = 3) -> Run:
    """Run one world to its end in virtual time; the same seed gives the same world."""
    return run_virtual(_world, seed, calls, seed=seed)


async def _world(seed: int, calls: int) -> Run:
    chance = random.Random(seed)
    products = catalogue()
    model = FlakyModel(OfflineAgent(ScriptedSimilarity(), lambda: products))
    # of its own: worlds without second engines stay what they were
    vendors = random.Random(f"vendors {seed}")
    how = replace(Circumstances.draw(chance), seconds=vendors.random() < SECONDS_SHARE)
    hall = House(model, products, how, random.Random(seed))
    run = Run(seed, hall, how, draw(chance))
    if how.seconds:
        hall.add_seconds(
            FlakyModel(OfflineAgent(ScriptedSimilarity(), lambda: products))
        )
        run.troubles += draw_vendors(vendors)
    async with trio.open_nursery() as nursery, hall.open():
        await trio.testing.wait_all_tasks_blocked()
        run.tasks_before = trio.lowlevel.current_statistics().tasks_living
        async with trio.open_nursery() as troubles:
            engines: dict[str, Scripted] = {
                "stt": hall.stt,
                "tts": hall.tts,
                "llm": model,
                **hall.seconds,
            }
            for trouble in run.troubles:
                troubles.start_soon(inflict, trouble, engines, hall.store)
            _let_in_a_supervisor(run, troubles)
            if hall.ladders is not None:
                troubles.start_soon(hall.ladders.prober().run)
            await _all_calls(run, calls, chance)
            troubles.cancel_scope.cancel(reason="all calls are over")
        await trio.sleep(SETTLE_S)
        await trio.testing.wait_all_tasks_blocked()
        run.tasks_after = trio.lowlevel.current_statistics().tasks_living
        run.virtual_s = trio.current_time()
        nursery.cancel_scope.cancel(reason="done")
    return run


def _let_in_a_supervisor(run: Run, troubles: trio.Nursery) -> None:
    # by dice of his own: worlds without him stay what they were
    chance = random.Random(f"supervisor {run.seed}")
    if chance.random() < SHARE:
        supervisor = Supervisor(
            chance,
            run.hall.board,
            lambda call_id: bool(run.hall.notes[call_id].of(CALLER_SAID)),
        )
        run.acts = supervisor.acts
        troubles.start_soon(supervisor.run)


async def _all_calls(run: Run, calls: int, chance: random.Random) -> None:
    async with trio.open_nursery() as callers:
        for n in range(calls):
            own = random.Random(chance.getrandbits(64))
            caller = Caller(own, run.how.full_stop)
            callers.start_soon(_one_call, run, caller, n * chance.uniform(0, 5))


async def _one_call(run: Run, caller: Caller, wait_s: float) -> None:
    await trio.sleep(wait_s)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(caller.live)
        with trio.move_on_after(CALL_LIMIT_S):
            result = await run.hall.phone.call(caller.handset)
            run.calls.append(Simulated(caller, result))
        nursery.cancel_scope.cancel(reason="the call is over")
