"""``python -m chaos.standins.openai``: the OpenAI stand-in as a process.

It talks with the offline agent, which knows the catalogue of the shop at ``--store``.
"""

from __future__ import annotations

import argparse
import logging
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

import trio

from callcore.engines.llm.offline.catalogue import CatalogueEntry
from callcore.shared import stamps
from callcore.shared.offload import OneThread
from callcore.store.client import HttpStore, open_http_store
from callcore.store.outbox import open_outbox
from callcore.store.port import StoreError
from chaos.standins.openai.app import build_app
from chaos.standins.openai.house import House
from chaos.standins.openai.offline import OfflineReplies, ThreadSimilarity
from chaos.standins.process import (
    ORPHAN_POLL_S,
    Parent,
    ear_of,
    mouth_of,
    options_of,
    parser_of,
    say_ready,
)
from chaos.store.serving import bind, serve_app

FRESH_S: Final = 600.0
AGAIN_S: Final = 2.0

log = logging.getLogger(__name__)


def main() -> None:
    """Load the engines, then serve until a signal comes or the parent has gone."""
    parser = parser_of("chaos.standins.openai", "OpenAI's services, stood in for")
    parser.add_argument("--store", default="", help="address of the shop's Store API")
    parser.add_argument("--key", default="", help="bearer key to ask for")
    parser.add_argument("--store-key", default="", help="bearer key of the Store API")
    parsed = parser.parse_args()
    options = options_of(parsed)
    similarity = None if options.spelled or options.deaf else ThreadSimilarity()
    replies = OfflineReplies(similarity)
    house = House(
        ear_of(options), mouth_of(options), replies, options.mishaps, key=parsed.key
    )
    trio.run(partial(_serve, house, replies, options.port, parsed))


async def _serve(
    house: House, replies: OfflineReplies, port: int, parsed: argparse.Namespace
) -> None:
    parent = Parent()
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:

        async def wait_signal() -> None:
            await anext(signals)

        async with trio.open_nursery() as nursery:
            if parsed.store:
                learn = partial(setattr, replies, "catalogue")
                nursery.start_soon(
                    keep_catalogue, parsed.store, parsed.store_key, learn
                )
            serving = partial(
                serve_app, build_app(house), bind(port), trio.sleep_forever
            )
            say_ready(await nursery.start(serving))
            nursery.start_soon(_outlive_not, parent, nursery.cancel_scope)
            await wait_signal()
            nursery.cancel_scope.cancel(reason="the stand-in is told to end")


async def _outlive_not(parent: Parent, serving: trio.CancelScope) -> None:
    while not parent.gone:  # noqa: ASYNC110 - the kernel tells nobody
        await trio.sleep(ORPHAN_POLL_S)
    serving.cancel(reason="the parent has gone")


async def keep_catalogue(
    url: str, key: str, learn: Callable[[Sequence[CatalogueEntry]], None]
) -> NoReturn:
    """Ask the shop what it sells, now and then; the last answer stays good."""
    async with _open_store(url, key) as store:
        while True:
            wait_s = FRESH_S
            try:
                learn(await store.catalogue())
            except StoreError as error:
                log.warning("no catalogue yet", extra={"reason": error.reason})
                wait_s = AGAIN_S
            await trio.sleep(wait_s)


@asynccontextmanager
async def _open_store(url: str, key: str) -> AsyncIterator[HttpStore]:
    """Open the shop; nothing is ordered here, so its outbox is thrown away."""
    with tempfile.TemporaryDirectory(prefix="standin-") as folder:
        path = Path(folder, "outbox.jsonl")
        async with open_outbox(path, OneThread(), stamps.now_s) as outbox:
            async with open_http_store(url, outbox, token=key) as store:
                yield store


if __name__ == "__main__":
    main()
