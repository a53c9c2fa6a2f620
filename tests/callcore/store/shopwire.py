"""A shop on the other end of httpx: it answers from a list, and keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import trio

from callcore.shared.ids import CallId
from callcore.shared.offload import run_inline as inline
from callcore.store.breaker import Breaker
from callcore.store.client import HttpStore
from callcore.store.gate import Note
from callcore.store.limits import LIMITS, Group, Limit
from callcore.store.outbox import open_outbox
from callcore.store.port import Delivery, OrderLine, OrderWish

CALL = CallId("call-1")
PHONE = "+380671234567"
WISH = OrderWish((OrderLine("t01", 4),), PHONE, Delivery("pickup"))
ORDER: dict[str, Any] = {
    "id": "123456",
    "call_id": CALL,
    "state": "draft",
    "lines": [{"product_id": "t01", "quantity": 4, "unit_kopiykas": 389_000}],
    "total_kopiykas": 1_556_000,
    "delivery": {"option_id": "pickup", "city": "", "place": ""},
    "delivery_kopiykas": 0,
    "phone": PHONE,
    "name": "",
}
Answer = httpx.Response | Exception | float


def told(document: object, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=document)


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    kind = {"Content-Type": "application/problem+json", **headers}
    return httpx.Response(status, headers=kind, content=json.dumps({"code": code}))


NOTHING = told({"products": []})


def fresh(answer: httpx.Response) -> httpx.Response:
    """Return ``answer`` as it comes from a wire: not read yet."""
    stream = httpx.ByteStream(answer.content)
    return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)


class Shop(httpx.AsyncBaseTransport):
    """Answers from a list; the last answer is repeated.

    Exceptions are raised, a number is so many seconds before NOTHING.
    """

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, float):
            await trio.sleep(answer)
            return fresh(NOTHING)
        if isinstance(answer, Exception):
            raise answer
        return fresh(answer)

    def keys(self) -> list[str]:
        return [request.headers["Idempotency-Key"] for request in self.requests]


@asynccontextmanager
async def using(
    shop: httpx.AsyncBaseTransport,
    folder: Path,
    *,
    chance: Callable[[], float] = lambda: 0.0,
    limits: Mapping[Group, Limit] = LIMITS,
    new_breaker: Callable[[], Breaker] = Breaker,
    note: Note | None = None,
) -> AsyncIterator[HttpStore]:
    """Open a client of ``shop`` with an outbox in ``folder``, without jitter."""
    async with open_outbox(folder / "outbox.jsonl", inline, lambda: 1.8e9) as outbox:
        async with httpx.AsyncClient(
            base_url="http://shop", transport=shop, timeout=None
        ) as client:
            yield HttpStore(
                client,
                outbox,
                limits=limits,
                new_breaker=new_breaker,
                chance=chance,
                note=note,
            )
