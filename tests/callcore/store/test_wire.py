"""One exchange; the table of its failures is in test_client.py, through the client."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.store.wire import (
    MAX_AFTER_S,
    MAX_PROBLEM_BYTES,
    Ask,
    Declined,
    Failed,
    exchange,
    retry_after_s,
)


def answer(
    status: int, body: bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    told = {"Content-Type": "application/json"} | (headers or {})
    return httpx.Response(status, headers=told, stream=httpx.ByteStream(body))


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
        with pytest.raises(Failed, match="not-json"):
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


async def test_what_is_said_to_be_too_large_is_not_read() -> None:
    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):
            raise AssertionError("read")
            yield b""

    headers = {"Content-Type": "application/json", "Content-Length": "6"}
    response = httpx.Response(200, headers=headers, stream=Endless())
    async with client(response) as http:
        with pytest.raises(Failed, match="too-large"):
            await exchange(http, Ask("GET", "products"), 5)


@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")  # httpx's own
async def test_a_no_of_megabytes_is_none() -> None:
    kind = {"Content-Type": "application/problem+json"}
    no = answer(409, b" " * (MAX_PROBLEM_BYTES + 1), kind)
    async with client(no) as http:
        with pytest.raises(Failed, match="too-large"):
            await exchange(http, Ask("POST", "orders"), 10**6)


@pytest.mark.parametrize(
    ("status", "headers", "retry", "sick", "after_s"),
    [
        (500, {}, True, True, 0.0),
        (503, {"Retry-After": "3"}, True, True, 3.0),
        (429, {"Retry-After": "1"}, True, False, 1.0),
        (429, {}, True, False, 0.0),
        (408, {}, True, True, 0.0),
        (404, {"Content-Type": "text/html"}, False, True, 0.0),
        (403, {"Content-Type": "application/problem+json"}, False, True, 0.0),
        (302, {"Location": "/"}, False, True, 0.0),
        (202, {}, False, True, 0.0),
    ],
)
async def test_each_failure_says_whether_and_when_to_ask_again(
    status: int, headers: dict[str, str], *, retry: bool, sick: bool, after_s: float
) -> None:
    async with client(answer(status, b"{}", headers)) as http:
        with pytest.raises(Failed, match=f"http-{status}") as caught:
            await exchange(http, Ask("GET", "products"), 500)
    failed = caught.value
    assert (failed.retry, failed.sick, failed.after_s) == (retry, sick, after_s)


NOON = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("text", "date", "seconds"),
    [
        ("", NOON, 0.0),
        ("7", "", 7.0),
        (" 7 ", "", 7.0),
        ("-7", NOON, 0.0),
        ("1e3", NOON, 0.0),
        ("9" * 9, "", MAX_AFTER_S),
        ("9" * 400, "", 0.0),
        ("Sun, 22 Nov 2026 12:00:05 GMT", NOON, 5.0),
        ("Sun, 22 Nov 2026 11:59:00 GMT", NOON, 0.0),
        ("Sun, 22 Nov 2099 12:00:00 GMT", NOON, MAX_AFTER_S),
        ("Sun, 22 Nov 2026 12:00:05 GMT", "", 0.0),
        ("Sun, 22 Nov 2026 12:00:05", NOON, 0.0),
        ("Sun, 99 Nov 2026 12:00:05 GMT", NOON, 0.0),
        ("soon", "never", 0.0),
    ],
)
def test_when_to_come_back_is_in_seconds_or_relative_to_the_shops_own_date(
    text: str, date: str, seconds: float
) -> None:
    headers = httpx.Headers({"Retry-After": text, "Date": date})
    assert retry_after_s(headers) == seconds


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_garbled_date_is_no_date(text: str, date: str) -> None:
    encoded = [
        (b"Retry-After", text.encode("utf-8", "replace")),
        (b"Date", date.encode("utf-8", "replace")),
    ]
    assert 0.0 <= retry_after_s(httpx.Headers(encoded)) <= MAX_AFTER_S
