"""A worker's rollout, with everything that it told, for the tests of this room."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress

import trio

from callcore.engines.errors import EngineError
from callcore.engines.rollout.rollout import Hooks, House, Rollout
from callcore.engines.rollout.shadow import DAY_S, ShadowLimits
from callcore.shared.ids import CallId
from callcore.shared.offload import run_inline
from tests.callcore.engines.rollout.trials import Engine, said

CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")
CALLER = "+380671234567"
DAY = 20_000


def nothing(_partial):
    pass


class Worker:
    """One worker's rollout and everything that it told."""

    def __init__(self, book, folder, name="w1", *, engine=None, run_sync=run_inline):
        self.assigned: list[tuple[str, str]] = []
        self.rolled_back: list[str] = []
        self.lost: list[bool] = []
        self.wers: list[float] = []
        self.dropped: list[str] = []
        self.engine = Engine() if engine is None else engine
        self.price = lambda _usage: 100
        house = House(
            candidate="whisper",
            make=self.make,
            price=lambda usage: self.price(usage),
            run_sync=run_sync,
            now_s=lambda: float(DAY * DAY_S),
            shadow=ShadowLimits(per_minute=60),
        )
        hooks = Hooks(
            assigned=lambda arm, reason: self.assigned.append((arm, reason)),
            rolled_back=self.rolled_back.append,
            compared=self.wers.append,
            shadow_dropped=self.dropped.append,
            book_lost=self.lost.append,
        )
        self.rollout = Rollout(book, folder, name, house, hooks)

    def make(self, _arm, spend):
        self.engine.spend = spend
        return self.engine

    @asynccontextmanager
    async def at_work(self):
        async with trio.open_nursery() as nursery:
            await nursery.start(self.rollout.run)
            yield self
            nursery.cancel_scope.cancel(reason="the test is over")

    async def call(self, caller, text="four tyres", engine=None, call_id=CALL):
        """Serve one utterance of a call as a worker does; return its assignment."""
        rollout = self.rollout
        assignment = rollout.arm_of(caller, call_id)
        quality = rollout.quality_of(assignment)
        chosen = engine if engine is not None else Engine(takes_s=0.3)
        stt = rollout.watched(chosen, assignment, quality, call_id)
        with suppress(EngineError):
            await stt.transcribe(said(text), "en", nothing)
        return assignment
