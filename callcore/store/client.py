"""The shop over HTTP, on pure Trio (httpx).

Order of defence, outermost first: deadline of the operation, bulkhead and circuit breaker
of its group of endpoints (gate.py), one attempt with its own deadline, bounded body,
strict parse. Reads are retried because they change nothing, writes because their
idempotency key is durable first (D-020) and the same each time.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final, TypeVar

import httpx
import trio

from callcore.shared.ids import CallId, Language
from callcore.shared.offload import OneThread, RunSync
from callcore.store.breaker import Breaker, BreakerState
from callcore.store.gate import Gate, Note, What
from callcore.store.limits import LIMITS, Group, Limit
from callcore.store.outboxport import (
    REFUSED,
    Kind,
    Outbox,
    OutboxError,
    cancel_digest,
    confirm_digest,
    create_digest,
)
from callcore.store.parse import (
    Malformed,
    is_id,
    options_untrusted,
    order_untrusted,
    orders_untrusted,
    product_untrusted,
    products_untrusted,
    sendable,
)
from callcore.store.port import (
    DeliveryOption,
    Order,
    OrderWish,
    Product,
    StoreError,
    StoreRefused,
    StoreUnavailable,
)
from callcore.store.wire import Ask, Failed, exchange

MAX_SEARCH_RESULTS: Final = 50
MAX_QUERY_CHARS: Final = 200
IN_LOOP_BYTES: Final = 32_000  # of the worst JSON, 3 ms; 2,000 products take 30 ms
SETTLE_S: Final = 1.0
KEEPALIVE_S: Final = 4.0  # Node's and Hypercorn's servers hang up after 5 s

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Deed:
    """A request with effects, by its name in the outbox."""

    digest: str
    call_id: CallId
    kind: Kind
    what: str


class HttpStore:
    """A :class:`~callcore.store.port.Store`; open it with :func:`open_http_store`.

    ``counts`` says what happened at the shop's door since the start; ``note`` is told of
    each as well, for metrics.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        outbox: Outbox,
        *,
        limits: Mapping[Group, Limit] = LIMITS,
        new_breaker: Callable[[], Breaker] = Breaker,
        chance: Callable[[], float] = random.random,
        note: Note | None = None,
    ) -> None:
        self._client = client
        self._outbox = outbox
        self._tell = note
        self.secret = b""  # under which orders are named; whoever opens it sets it
        self._beside: RunSync = OneThread()
        self._gates: dict[Group, Gate] = {
            group: Gate(group, limit, self._note, breaker=new_breaker(), chance=chance)
            for group, limit in limits.items()
        }
        self.counts: Counter[tuple[Group, What]] = Counter()

    def breaker_state(self, group: Group) -> BreakerState:
        """Return the state of a group's breaker now, for metrics and readiness."""
        return self._gates[group].state

    async def search(
        self, query: str, language: Language, *, limit: int = 5
    ) -> Sequence[Product]:
        """See :class:`~callcore.store.port.Store`."""
        wanted = max(1, min(limit, MAX_SEARCH_RESULTS))
        text = sendable(query[:MAX_QUERY_CHARS])
        asked = (("query", text), ("language", language), ("limit", str(wanted)))
        ask = Ask("GET", "products", asked)
        return (await self._list("search", ask, products_untrusted))[:wanted]

    async def product(self, product_id: str) -> Product:
        """See :class:`~callcore.store.port.Store`."""
        if not is_id(product_id):
            raise StoreRefused("unknown-product")

        def parse(body: bytes) -> Product:
            return _fitting(product_untrusted(body), lambda it: it.id == product_id)

        return await self._read("details", Ask("GET", f"products/{product_id}"), parse)

    async def catalogue(self) -> Sequence[Product]:
        """See :class:`~callcore.store.port.Store`."""
        ask = Ask("GET", "products")
        return await self._list("catalogue", ask, products_untrusted)

    async def delivery_options(self, city: str = "") -> Sequence[DeliveryOption]:
        """See :class:`~callcore.store.port.Store`."""
        asked = (("city", sendable(city[:MAX_QUERY_CHARS])),) if city else ()
        ask = Ask("GET", "delivery-options", asked)
        return await self._list("delivery", ask, options_untrusted)

    async def create_order(self, call_id: CallId, wish: OrderWish) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        if not _sensible(wish):
            raise StoreRefused("invalid")
        what = ",".join(f"{line.quantity}x{line.product_id}" for line in wish.lines)
        deed = _Deed(
            create_digest(call_id, wish, self.secret), call_id, "create", what[:500]
        )
        body = _order_body(call_id, wish)
        return await self._do(deed, "POST", "orders", body, lambda it: _as(it, wish))

    async def confirm_order(self, call_id: CallId, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        path = f"orders/{_checked(order_id)}/confirm"
        digest = confirm_digest(call_id, order_id)
        deed = _Deed(digest, call_id, "confirm", order_id)
        body: dict[str, object] = {"call_id": call_id}
        return await self._do(
            deed, "POST", path, body, lambda it: it.id == order_id and it.binding
        )

    async def cancel_order(self, call_id: CallId, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        path = f"orders/{_checked(order_id)}"
        deed = _Deed(cancel_digest(call_id, order_id), call_id, "cancel", order_id)
        return await self._do(
            deed,
            "DELETE",
            path,
            None,
            lambda it: it.id == order_id and it.state == "cancelled",
        )

    async def order(self, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        ask = Ask("GET", f"orders/{_checked(order_id)}")

        def parse(body: bytes) -> Order:
            return _fitting(order_untrusted(body), lambda it: it.id == order_id)

        return await self._read("status", ask, parse)

    async def orders_of(self, call_id: CallId) -> Sequence[Order]:
        """See :class:`~callcore.store.port.Store`."""
        ask = Ask("GET", "orders", (("call_id", call_id),))
        return await self._read(
            "settling", ask, lambda body: orders_untrusted(body, call_id)
        )

    async def _list(
        self, group: Group, ask: Ask, parse: Callable[[bytes], tuple[list[T], int]]
    ) -> list[T]:
        items, bad = await self._read(group, ask, parse)
        for _ in range(bad):
            self._note(group, "left-out")
        return items

    async def _read(self, group: Group, ask: Ask, parse: Callable[[bytes], T]) -> T:
        gate = self._gates[group]
        with gate.in_time():
            return await self._ask(gate, ask, parse)
        raise AssertionError("unreachable: in_time raises")

    async def _do(
        self,
        deed: _Deed,
        method: str,
        path: str,
        body: dict[str, object] | None,
        fits: Callable[[Order], bool],
    ) -> Order:
        """Send a request with effects; its key is durable first.

        Of a draft that would not be sent now nothing is kept. A yes, or a wish to cancel,
        is: it holds although the shop cannot be asked, and is settled after the call.
        """

        def parse(raw: bytes) -> Order:
            owner = deed.call_id if deed.kind == "create" else None
            return _fitting(order_untrusted(raw, owner), fits)

        gate, key = self._gates["orders"], ""
        if deed.kind == "create":
            gate.check()
        try:
            with gate.in_time():
                key = await self._key(deed)
                ask = Ask(method, path, body=body, key=key)
                answer: Order | StoreRefused = await self._ask(gate, ask, parse)
        except StoreError as exc:
            exc.key = key
            if not isinstance(exc, StoreRefused):
                raise
            answer = exc
        if isinstance(answer, StoreRefused):
            await self._noted(deed, state=REFUSED)
            raise answer
        await self._noted(deed, order_id=answer.id, state=answer.state)
        return replace(answer, key=key)

    async def _key(self, deed: _Deed) -> str:
        try:
            return await self._outbox.key_of(
                deed.digest, deed.call_id, deed.kind, deed.what
            )
        except OutboxError as exc:
            log.exception("outbox not writable")
            raise StoreUnavailable("outbox") from exc

    async def _noted(self, deed: _Deed, *, order_id: str = "", state: str) -> None:
        """Note the answer; a disk that fails now must not hide what the shop said."""
        with trio.move_on_after(SETTLE_S, shield=True):
            try:
                await self._outbox.done(deed.digest, order_id=order_id, state=state)
            except OutboxError:
                log.exception("outbox not writable")

    async def _ask(self, gate: Gate, ask: Ask, parse: Callable[[bytes], T]) -> T:
        async def attempt() -> T:
            with trio.move_on_after(gate.limit.attempt_s):
                body = await exchange(self._client, ask, gate.limit.max_bytes)
                try:
                    return await self._parsed(body, parse)
                except Malformed as exc:
                    raise Failed(exc.reason, retry=False, detail=exc.field) from None
            raise Failed("timeout", retry=True)

        return await gate.run(attempt)

    async def _parsed(self, body: bytes, parse: Callable[[bytes], T]) -> T:
        """Return what ``parse`` makes of ``body``; a long one does not hold up the loop."""
        if len(body) <= IN_LOOP_BYTES:
            return parse(body)
        return await self._beside(lambda: parse(body))

    def _note(self, group: Group, what: What) -> None:
        self.counts[group, what] += 1
        if self._tell is not None:
            self._tell(group, what)


@asynccontextmanager
async def open_http_store(
    base_url: str,
    outbox: Outbox,
    *,
    token: str = "",
    limits: Mapping[Group, Limit] = LIMITS,
    note: Note | None = None,
    secret: bytes = b"",
) -> AsyncIterator[HttpStore]:
    """Open a pool of connections to the shop at ``base_url`` and close it at the end.

    ``token`` becomes a bearer token; orders are named under ``secret``. Proxies and ``.netrc`` of the environment are not
    read: the environment is read once, in config. Cookies are not kept.
    """
    headers = {"Accept-Encoding": "identity", "User-Agent": "callcore"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    async with httpx.AsyncClient(
        base_url=base_url,
        headers=headers,
        timeout=None,  # noqa: S113 - deadlines are Trio's, per attempt and operation
        limits=pool_limits(limits),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        trust_env=False,
    ) as client:
        store = HttpStore(client, outbox, limits=limits, note=note)
        store.secret = secret
        yield store


def pool_limits(limits: Mapping[Group, Limit]) -> httpx.Limits:
    """Return a pool in which no group waits for another's connections.

    One connection for each place. As many may be idle: httpcore counts busy connections
    among those it keeps alive, so with fewer a group that hangs would cost all others
    their connections after each answer.
    """
    places = sum(limit.at_once for limit in limits.values())
    return httpx.Limits(
        max_connections=places,
        max_keepalive_connections=places,
        keepalive_expiry=KEEPALIVE_S,
    )


def _order_body(call_id: CallId, wish: OrderWish) -> dict[str, object]:
    """Return the body; lines sorted, because a key is bound to its body to the letter."""
    pairs = sorted((line.product_id, line.quantity) for line in wish.lines)
    way = wish.delivery
    return {
        "call_id": call_id,
        "lines": [{"product_id": one, "quantity": pieces} for one, pieces in pairs],
        "phone": wish.phone,
        "name": sendable(wish.name),
        "delivery": {
            "option_id": way.option_id,
            "city": sendable(way.city),
            "place": sendable(way.place),
        },
    }


def _sensible(wish: OrderWish) -> bool:
    """Say whether there are lines, and no product in two of them."""
    return 0 < len(wish.lines) == len({line.product_id for line in wish.lines})


def _as(order: Order, wish: OrderWish) -> bool:
    """Say whether the shop took what was asked, for whom and how it was asked."""
    return (
        sorted((x.product_id, x.quantity) for x in order.lines)
        == sorted((x.product_id, x.quantity) for x in wish.lines)
        and order.phone == wish.phone
        and order.delivery.option_id == wish.delivery.option_id
    )


def _fitting(thing: T, fits: Callable[[T], bool]) -> T:
    if not fits(thing):
        raise Malformed("other")  # well-formed, and not what was asked for
    return thing


def _checked(order_id: str) -> str:
    if not is_id(order_id):
        raise StoreRefused("unknown-order")
    return order_id
