"""The shop as a worker uses it: the store client, its catalogue, what is left in doubt.

What the caller wants beyond that, a call back or an order that nobody could settle, goes
onto the operators' worklist, which needs no shop.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, NoReturn

import trio

from callcore.agent.desk import Desk
from callcore.app.keys import ring_of
from callcore.app.metered import MeteredStore
from callcore.app.worklist import FOLDER as WORKLIST
from callcore.app.worklist import WorklistDesk, keep_count
from callcore.shared import stamps
from callcore.shared.database.pool import Database
from callcore.shared.ids import CallId, Language
from callcore.shared.observe.metrics import Metrics
from callcore.shared.offload import OneThread
from callcore.shared.records import NEXT_END, Outcome
from callcore.shared.settings import Config
from callcore.shared.worklist.files import open_worklist
from callcore.shared.worklist.port import Worklist
from callcore.shared.worklist.sealing import SealedWorklist
from callcore.shared.worklist.twice import TwiceWorklist
from callcore.store.client import HttpStore, open_http_store
from callcore.store.gate import What
from callcore.store.limits import LIMITS, Group
from callcore.store.memory import MemoryStore
from callcore.store.outbox import opened
from callcore.store.outboxlog import FileLog, Log
from callcore.store.outboxport import Outbox
from callcore.store.outboxtwice import TwiceLog
from callcore.store.port import Product, Store, StoreError
from callcore.store.settle import LOOK_S, Settler

OUTBOX: Final = "outbox"  # below the data folder
#: after the longest call: a lease is renewed every LOOK_S, and that may take a while
LEASE_MARGIN_S: Final = 60.0 + LOOK_S
FRESH_S: Final = 600.0  # prices and names; stock is asked for in the call
AGAIN_S: Final = 5.0
BREAKER_STATES: Final = ("closed", "half-open", "open")  # 0, 1, 2 in the metric
MAX_HINTS: Final = 40  # Whisper's prompt holds some 200 tokens

log = logging.getLogger(__name__)
Task = Callable[[], Awaitable[object]]


class Shop:
    """The store, and what is known of its catalogue; empty until it answered once."""

    def __init__(
        self,
        store: Store,
        desk: Desk | None = None,
        settler: Settler | None = None,
        tasks: Sequence[Task] = (),
    ) -> None:
        self.store = store
        self.desk = desk
        self._settler = settler
        self._tasks = tasks
        self.catalogue: Sequence[Product] = ()
        self._hints: dict[Language, tuple[str, ...]] = {}

    def hints(self, language: Language) -> Sequence[str]:
        """Return words that callers are likely to say: brands and sizes."""
        return self._hints.get(language, ())

    def call_over(self, call_id: CallId, outcome: Outcome) -> None:
        """Note that a call is over: what is in doubt of its orders is settled now."""
        if self._settler is not None:
            ended = outcome.next == NEXT_END
            self._settler.call_over(call_id, "ended" if ended else "human")

    @property
    def tasks(self) -> Sequence[Task]:
        """Return what must run as long as the worker does."""
        return (self.keep_catalogue, *self._tasks)

    async def keep_catalogue(self) -> NoReturn:
        """Ask for the catalogue now and then; the last one known stays good."""
        while True:
            try:
                self._learn(await self.store.catalogue())
            except StoreError as error:
                log.warning("no catalogue yet", extra={"reason": error.reason})
            await trio.sleep(FRESH_S if self.catalogue else AGAIN_S)

    def _learn(self, products: Sequence[Product]) -> None:
        if list(products) == list(self.catalogue):
            return
        self.catalogue = tuple(products)
        brands = dict.fromkeys(product.brand for product in products)
        sizes = dict.fromkeys(
            product.attributes["size"]
            for product in products
            if "size" in product.attributes
        )
        words = (*brands, *sizes)[:MAX_HINTS]
        self._hints = {"en": words, "ru": words, "uk": words}


@asynccontextmanager
async def open_shop(
    config: Config, worker: str, metrics: Metrics, database: Database | None = None
) -> AsyncIterator[Shop]:
    """Open the shop of the configuration; without one, a shop that sells nothing.

    Raises :exc:`OutboxError` or :exc:`WorklistError` if their files cannot be opened,
    :exc:`~callcore.shared.config.ConfigError` without a key for the worklist.
    """
    async with _open_worklist(config, worker, database) as (worklist, keeping):
        desk = WorklistDesk(worklist)
        count: Task = partial(keep_count, worklist, metrics.worklist_open.set)
        tasks = (count, *keeping)
        if not config.store_url:
            yield Shop(MemoryStore(()), desk, tasks=tasks)
            return
        async with _open_till(config, worker, metrics, database) as till:
            metered = MeteredStore(till.store, metrics)
            settler = Settler(
                metered,
                till.outbox,
                worklist,
                stamps.now_s,
                note=lambda result: metrics.orders_settled.labels(result).inc(),
            )
            metrics.orders_unsettled.set_function(lambda: settler.unsettled)
            metrics.orders_unsettled_age_s.set_function(lambda: settler.oldest_s)
            yield Shop(metered, desk, settler, (settler.run, *tasks, *till.tasks))


@asynccontextmanager
async def _open_worklist(
    config: Config, worker: str, database: Database | None
) -> AsyncIterator[tuple[Worklist, Sequence[Task]]]:
    folder, ring = config.data_dir / WORKLIST, ring_of(config)
    async with open_worklist(folder, worker, OneThread(), stamps.now_s, ring) as files:
        if database is None:
            yield SealedWorklist(files, ring), ()
            return
        twice = TwiceWorklist(database, files, stamps.now_s)
        yield SealedWorklist(twice, ring), (twice.keep,)


@dataclass(frozen=True, slots=True)
class _Till:
    store: HttpStore
    outbox: Outbox
    tasks: Sequence[Task]


@asynccontextmanager
async def _open_till(
    config: Config, worker: str, metrics: Metrics, database: Database | None
) -> AsyncIterator[_Till]:
    def note(group: Group, what: What) -> None:
        metrics.store_events.labels(group, what).inc()

    log, tasks = _outbox_log(config, worker, database)
    async with opened(log, stamps.now_s) as outbox:
        async with open_http_store(
            config.store_url,
            outbox,
            token=config.store_key,
            note=note,
            secret=ring_of(config).orders,
        ) as store:
            for group in LIMITS:
                _show_breaker(store, group, metrics)
            yield _Till(store, outbox, tasks)


def _outbox_log(
    config: Config, worker: str, database: Database | None
) -> tuple[Log, Sequence[Task]]:
    folder = config.data_dir / OUTBOX
    if database is None:
        return FileLog(folder, worker, OneThread()), ()
    lease_s = config.call_max_s + LEASE_MARGIN_S
    twice = TwiceLog(database, folder, worker, OneThread(), lease_s)
    return twice, (twice.keep,)


def _show_breaker(store: HttpStore, group: Group, metrics: Metrics) -> None:
    gauge = metrics.breaker_state.labels(f"store-{group}")
    gauge.set_function(lambda: BREAKER_STATES.index(store.breaker_state(group)))
