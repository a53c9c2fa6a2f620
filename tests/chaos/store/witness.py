"""The reference store in memory, and a witness who compares all that is said to it."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
from quart_trio import QuartTrio

from callcore.store.contract import BrokenContract, Message, store_contract

URL = "http://shop.test"


class Witness(httpx.AsyncBaseTransport):
    """Passes requests on to ``app`` and holds every answer against the contract.

    ``strict``: requests must keep to the contract too. ``seen`` has the operation and
    the status of each exchange, ``codes`` those of problems. ``unwatched`` leads to the same store.
    """

    def __init__(self, app: QuartTrio, *, strict: bool = True) -> None:
        self.unwatched = httpx.ASGITransport(app=cast("Any", app))
        self._strict = strict
        self._contract = store_contract()
        self.seen: set[tuple[str, int]] = set()
        self.codes: set[tuple[str, int, str]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        if self._strict:
            self._contract.check_request(
                request.method,
                request.url.path,
                request.url.params.multi_items(),
                Message(dict(request.headers), body),
            )
        answer = await self.unwatched.handle_async_request(request)
        content = await answer.aread()
        self._compare(request, answer, content)
        return httpx.Response(
            answer.status_code,
            headers=answer.headers,
            stream=httpx.ByteStream(content),  # not read yet, as from a wire
        )

    def _compare(
        self, request: httpx.Request, answer: httpx.Response, content: bytes
    ) -> None:
        try:
            operation, _ = self._contract.find(request.method, request.url.path)
        except BrokenContract:
            return  # a path or a method that is none
        self.seen.add((operation.id, answer.status_code))
        if answer.status_code >= 400:
            code = json.loads(content)["code"]
            self.codes.add((operation.id, answer.status_code, code))
        message = Message(dict(answer.headers), content)
        self._contract.check_answer(operation, answer.status_code, message)


@asynccontextmanager
async def witnessed(
    witness: Witness, token: str = ""
) -> AsyncGenerator[httpx.AsyncClient, None]:
    """Open a client whose exchanges ``witness`` sees."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(
        base_url=URL, transport=witness, headers=headers, timeout=None
    ) as client:
        yield client
