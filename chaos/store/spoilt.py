"""Good answers made bad, each in one way that shops have been seen to do it."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from typing import Final, Literal

import trio
from quart import Response

PAGE: Final = "<!doctype html><title>502</title><h1>Bad gateway</h1>"
BIG_BYTES: Final = 10_000_000
CUT_AFTER_S: Final = 0.05

Spoil = Literal[
    "wrong_schema", "duplicate_ids", "negative_stock", "string_prices", "big"
]


async def spoilt(response: Response, kind: Spoil) -> Response:
    """Return ``response`` made bad; what is no good JSON answer stays as it is."""
    if response.mimetype != "application/json":
        return response
    document = json.loads(await response.get_data(as_text=True))
    match kind:
        case "wrong_schema":
            document = {"result": {"items": list(document.values())}}
        case "duplicate_ids":
            _duplicate(document)
        case "negative_stock":
            document = _changed(document, _sold_twice)
        case "string_prices":
            document = _changed(document, _as_text)
        case "big":
            document["padding"] = "x" * BIG_BYTES
    text = json.dumps(document, ensure_ascii=False)
    return Response(
        text, status=response.status_code, content_type=response.content_type
    )


async def cut_short(response: Response) -> Response:
    """Return a response that promises all of its body and brings half of it."""
    whole = await response.get_data(as_text=False)
    half = Response(
        _half(whole), status=response.status_code, content_type=response.content_type
    )
    half.content_length = len(whole)
    # Quart gives up a body that stalls and Hypercorn then closes the connection: to the
    # client it is a process that died, and nothing is logged here.
    half.timeout = CUT_AFTER_S
    return half


async def _half(whole: bytes) -> AsyncGenerator[bytes, None]:
    yield whole[: len(whole) // 2]
    await trio.sleep_forever()


def _duplicate(document: dict[str, object]) -> None:
    """Repeat the first item of every list at its end, with another price."""
    for items in document.values():
        if isinstance(items, list) and items and isinstance(items[0], dict):
            again = {
                key: value + 100 if key.endswith("_kopiykas") else value
                for key, value in items[0].items()
            }
            items.append(again)


def _changed(value: object, change: Callable[[str, object], object]) -> object:
    """Return ``value`` with ``change(name, value)`` for every member of every object."""
    if isinstance(value, list):
        return [_changed(one, change) for one in value]
    if isinstance(value, dict):
        return {key: change(key, _changed(one, change)) for key, one in value.items()}
    return value


def _sold_twice(key: str, value: object) -> object:
    return -1 if key == "stock" else value


def _as_text(key: str, value: object) -> object:
    if key.endswith("_kopiykas") and isinstance(value, int):
        return f"{value / 100:.2f}"
    return value
