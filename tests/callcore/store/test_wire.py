"""One exchange; the table of its failures is in test_client.py, through the client."""

from __future__ import annotations

import httpx
import pytest

from callcore.store.wire import Ask, Declined, Failed, exchange


def answer(
    status: int, body: bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def client(response: httpx.Response) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url="http://shop/api/", transport=httpx.MockTransport(lambda _: response)
    )


async def test_a_good_answer_is_its_body() -> None:
    async with client(answer(200, b"hello")) as http:
        assert await exchange(http, Ask("GET", "products"), 5) == b"hello"


@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")  # httpx's own
async def test_one_byte_too_many_fails() -> None:
    async with client(answer(200, b"hello!")) as http:
        with pytest.raises(Failed, match="too-large"):
            await exchange(http, Ask("GET", "products"), 5)


async def test_a_problem_document_is_a_no() -> None:
    kind = {"Content-Type": "application/problem+json; charset=utf-8"}
    no = answer(409, b'{"code": "cancelled"}', kind)
    async with client(no) as http:
        with pytest.raises(Declined, match="cancelled"):
            await exchange(http, Ask("POST", "orders"), 500)


async def test_a_problem_document_that_is_none_fails() -> None:
    kind = {"Content-Type": "application/problem+json"}
    async with client(answer(409, b"<html>", kind)) as http:
        with pytest.raises(Failed, match="malformed"):
            await exchange(http, Ask("POST", "orders"), 500)


async def test_the_request_is_what_was_asked() -> None:
    seen: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(200, b"")

    transport = httpx.MockTransport(serve)
    async with httpx.AsyncClient(base_url="http://shop/api/", transport=transport) as h:
        ask = Ask("POST", "orders", (("q", "ш 1"),), {"a": 1}, "key-1")
        await exchange(h, ask, 10)
    request = seen[0]
    assert str(request.url) == "http://shop/api/orders?q=%D1%88+1"
    assert request.headers["Idempotency-Key"] == "key-1"
    assert request.content == b'{"a":1}'
