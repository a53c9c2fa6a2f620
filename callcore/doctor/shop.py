"""The shop: does its Store API answer, and as the contract says."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import trio

from callcore.doctor.finding import Finding
from callcore.shared import stamps
from callcore.shared.settings import Config
from callcore.store.client import open_http_store
from callcore.store.outboxmemory import MemoryOutbox
from callcore.store.port import StoreError

PATIENCE_S: Final = 8.0  # a worker would not wait longer for a catalogue either
CONTRACT: Final = "docs/store-api.md"
_WORDS: Final = {
    "connect": "does not answer",
    "http-401": "refuses CALLCORE_STORE_KEY",
    "http-403": "refuses CALLCORE_STORE_KEY",
    "timeout": "is too slow",
    "deadline": "is too slow",
    "rate-limited": "says that it is asked too often",
}


def check_shop(config: Config) -> Finding:
    """Ask for the catalogue and the ways of delivery, as a worker does at its start."""
    if not config.store_url:
        return Finding("store", "note", "CALLCORE_STORE_URL is not set: no shop.")
    return trio.run(_look, config)


async def _look(config: Config) -> Finding:
    host = urlsplit(config.store_url).netloc.rpartition("@")[2]
    outbox = MemoryOutbox(stamps.now_s)  # nothing is ordered
    with trio.move_on_after(PATIENCE_S):
        async with open_http_store(
            config.store_url, outbox, token=config.store_key
        ) as store:
            try:
                products = await store.catalogue()
                options = await store.delivery_options()
            except StoreError as error:
                return Finding("store", "bad", f"{host} {_in_words(error.reason)}.")
        ways = f"{len(products)} products, {len(options)} ways of delivery"
        if not any(option.default for option in options):
            ways += "; none is the default, so every caller is asked for his"
        return Finding("store", "ok", f"{host} keeps to the contract: {ways}.")
    return Finding("store", "bad", f"{host} is too slow.")


def _in_words(reason: str) -> str:
    known = _WORDS.get(reason)
    if known is not None:
        return known
    return f"answers, but not as {CONTRACT} says ({reason})"
