"""The shop as a worker uses it: the store client, and its catalogue kept fresh."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, NoReturn

import trio

from callcore.app.metered import MeteredStore
from callcore.shared import stamps
from callcore.shared.ids import Language
from callcore.shared.observe.metrics import Metrics
from callcore.shared.offload import OneThread
from callcore.shared.settings import Config
from callcore.store.client import open_http_store
from callcore.store.memory import MemoryStore
from callcore.store.outbox import open_outbox
from callcore.store.port import Product, Store, StoreError

FRESH_S: Final = 600.0  # prices and names; stock is asked for in the call
AGAIN_S: Final = 5.0
BREAKER_STATES: Final = ("closed", "half-open", "open")  # 0, 1, 2 in the metric
MAX_HINTS: Final = 40  # Whisper's prompt holds some 200 tokens

log = logging.getLogger(__name__)


class Shop:
    """The store, and what is known of its catalogue; empty until it answered once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.catalogue: Sequence[Product] = ()
        self._hints: dict[Language, tuple[str, ...]] = {}

    def hints(self, language: Language) -> Sequence[str]:
        """Return words that callers are likely to say: brands and sizes."""
        return self._hints.get(language, ())

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
    config: Config, worker: str, metrics: Metrics
) -> AsyncIterator[Shop]:
    """Open the shop of the configuration; without one, a shop that sells nothing."""
    if not config.store_url:
        yield Shop(MemoryStore(()))
        return
    run_sync = OneThread()
    path = config.data_dir / "outbox" / f"{worker}.jsonl"
    async with open_outbox(path, run_sync, stamps.now_s) as outbox:
        async with open_http_store(
            config.store_url, outbox, token=config.store_key
        ) as store:
            metrics.breaker_state.labels("store").set_function(
                lambda: BREAKER_STATES.index(store.breaker_state)
            )
            yield Shop(MeteredStore(store, metrics))
