"""The shop over HTTP, on pure Trio (httpx).

Order of defence, outermost first: deadline of the operation, bulkhead per group of
endpoints, circuit breaker, one attempt with its own deadline, bounded body, strict
parse. Reads are retried because they change nothing, writes because their idempotency
key is durable first (D-020) and the same each time.
"""

from __future__ import annotations

import logging
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

import httpx
import trio

from callcore.shared.ids import CallId, Language
from callcore.store.breaker import Breaker, BreakerState, Pass
from callcore.store.limits import LIMITS, Group, Limit
from callcore.store.outbox import Outbox, OutboxError, confirm_digest, create_digest
from callcore.store.parse import Malformed, is_id, order_untrusted, products_untrusted
from callcore.store.port import (
    Order,
    OrderLine,
    Product,
    StoreRefused,
    StoreUnavailable,
)
from callcore.store.wire import Ask, Declined, Failed, exchange

PAUSE_S: Final = 0.1  # before the second attempt; doubles, with full jitter
MAX_SEARCH_RESULTS: Final = 50
SETTLE_S: Final = 1.0

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class StoreCounts:
    """What happened at the shop's door since the start, for metrics."""

    requests: int = 0
    retries: int = 0
    failures: int = 0
    refused: int = 0
    short_circuited: int = 0
    bad_products: int = 0


@dataclass
class _Bulkhead:
    limits: Mapping[Group, Limit]
    places: dict[Group, trio.CapacityLimiter] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {
            group: trio.CapacityLimiter(limit.at_once)
            for group, limit in self.limits.items()
        }


class HttpStore:
    """A :class:`~callcore.store.port.Store`; open it with :func:`open_http_store`."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        outbox: Outbox,
        *,
        limits: Mapping[Group, Limit] = LIMITS,
        breaker: Breaker | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._client = client
        self._outbox = outbox
        self._bulkhead = _Bulkhead(limits)
        self._breaker = breaker or Breaker()
        self._chance = chance
        self.counts = StoreCounts()

    @property
    def breaker_state(self) -> BreakerState:
        """Return the breaker's state now, for metrics and readiness."""
        return self._breaker.state(trio.current_time())

    async def search(
        self, query: str, language: Language, *, limit: int = 5
    ) -> Sequence[Product]:
        """See :class:`~callcore.store.port.Store`."""
        wanted = max(1, min(limit, MAX_SEARCH_RESULTS))
        asked = (("query", query), ("language", language), ("limit", str(wanted)))
        products = await self._products("search", Ask("GET", "products", asked))
        return products[:wanted]

    async def catalogue(self) -> Sequence[Product]:
        """See :class:`~callcore.store.port.Store`."""
        return await self._products("catalogue", Ask("GET", "products"))

    async def create_order(
        self, call_id: CallId, lines: Sequence[OrderLine], phone: str, name: str = ""
    ) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        digest = create_digest(call_id, lines, phone, name)
        what = ",".join(f"{line.quantity}x{line.product_id}" for line in lines)
        key = await self._key(digest, call_id, "create", what[:500])
        body = _order_body(call_id, lines, phone, name)
        ask = Ask("POST", "orders", body=body, key=key)
        order = await self._order(ask, lambda order: _same_lines(order, lines))
        await self._settled(digest)
        return order

    async def confirm_order(self, call_id: CallId, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        path = f"orders/{_checked(order_id)}/confirm"
        digest = confirm_digest(call_id, order_id)
        key = await self._key(digest, call_id, "confirm", order_id)
        ask = Ask("POST", path, body={"call_id": call_id}, key=key)
        order = await self._order(
            ask, lambda order: order.id == order_id and order.state == "confirmed"
        )
        await self._settled(digest)
        return order

    async def order(self, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        ask = Ask("GET", f"orders/{_checked(order_id)}")
        return await self._order(ask, lambda order: order.id == order_id)

    async def _products(self, group: Group, ask: Ask) -> Sequence[Product]:
        products, bad = await self._ask(group, ask, products_untrusted)
        self.counts.bad_products += bad
        return products

    async def _order(self, ask: Ask, fits: Callable[[Order], bool]) -> Order:
        def parse(body: bytes) -> Order:
            order = order_untrusted(body)
            if not fits(order):
                raise Malformed("order")
            return order

        return await self._ask("orders", ask, parse)

    async def _key(self, digest: str, call_id: CallId, kind: str, what: str) -> str:
        try:
            return await self._outbox.key_of(digest, call_id, kind, what)
        except OutboxError as exc:
            log.exception("outbox not writable")
            raise StoreUnavailable("outbox") from exc

    async def _settled(self, digest: str) -> None:
        """Note the answer; a disk that fails now must not hide what the shop said."""
        with trio.move_on_after(SETTLE_S, shield=True):
            try:
                await self._outbox.done(digest)
            except OutboxError:
                log.exception("outbox not writable")

    async def _ask(self, group: Group, ask: Ask, parse: Callable[[bytes], T]) -> T:
        limit = self._bulkhead.limits[group]
        with trio.move_on_after(limit.total_s):
            async with self._bulkhead.places[group]:
                return await self._attempts(limit, ask, parse)
        self.counts.failures += 1
        raise StoreUnavailable("deadline")

    async def _attempts(self, limit: Limit, ask: Ask, parse: Callable[[bytes], T]) -> T:
        for left in reversed(range(limit.attempts)):
            try:
                return await self._attempt(limit, ask, parse)
            except Declined as exc:
                self.counts.refused += 1
                raise StoreRefused(exc.reason) from exc
            except Failed as exc:
                if not left or not exc.retry:
                    self.counts.failures += 1
                    log.warning("store failed", extra={"reason": exc.reason})
                    raise StoreUnavailable(exc.reason) from exc
            self.counts.retries += 1
            pause_s = PAUSE_S * 2 ** (limit.attempts - 1 - left)
            await trio.sleep(pause_s * self._chance())
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _attempt(self, limit: Limit, ask: Ask, parse: Callable[[bytes], T]) -> T:
        leave = self._breaker.ask(trio.current_time())
        if leave is None:
            self.counts.short_circuited += 1
            raise Failed("breaker-open", retry=False)
        self.counts.requests += 1
        learned: Literal["nothing", "sick", "well"] = "nothing"
        try:
            answer = await self._within(limit, ask, parse)
            learned = "well"
        except Failed:
            learned = "sick"
            raise
        except Declined:
            learned = "well"  # who says no is awake
            raise
        finally:
            self._settle(leave, learned)
        return answer

    def _settle(self, leave: Pass, learned: Literal["nothing", "sick", "well"]) -> None:
        match learned:
            case "well":
                self._breaker.succeeded(leave)
            case "sick":
                self._breaker.failed(leave, trio.current_time())
            case "nothing":
                self._breaker.abandoned(leave)

    async def _within(self, limit: Limit, ask: Ask, parse: Callable[[bytes], T]) -> T:
        with trio.move_on_after(limit.attempt_s):
            body = await exchange(self._client, ask, limit.max_bytes)
            try:
                return parse(body)
            except Malformed as exc:
                raise Failed("malformed", retry=False) from exc
        raise Failed("timeout", retry=True)


@asynccontextmanager
async def open_http_store(
    base_url: str, outbox: Outbox, *, token: str = ""
) -> AsyncIterator[HttpStore]:
    """Open a pool of connections to the shop at ``base_url`` and close it at the end.

    ``token`` becomes a bearer token. Proxies and ``.netrc`` of the environment are not
    read: the environment is read once, in config.
    """
    headers = {"Accept-Encoding": "identity", "User-Agent": "callcore"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    most = sum(limit.at_once for limit in LIMITS.values())
    async with httpx.AsyncClient(
        base_url=base_url,
        headers=headers,
        timeout=None,  # noqa: S113 - deadlines are Trio's, per attempt and operation
        limits=httpx.Limits(max_connections=most, max_keepalive_connections=16),
        trust_env=False,
    ) as client:
        yield HttpStore(client, outbox)


def _order_body(
    call_id: CallId, lines: Sequence[OrderLine], phone: str, name: str
) -> dict[str, object]:
    return {
        "call_id": call_id,
        "lines": [
            {"product_id": line.product_id, "quantity": line.quantity} for line in lines
        ],
        "phone": phone,
        "name": name,
    }


def _same_lines(order: Order, lines: Sequence[OrderLine]) -> bool:
    """Say whether the shop took what was asked, line for line."""
    return sorted((x.product_id, x.quantity) for x in order.lines) == sorted(
        (x.product_id, x.quantity) for x in lines
    )


def _checked(order_id: str) -> str:
    if not is_id(order_id):
        raise StoreRefused("unknown-order")
    return order_id
