"""A key before an application."""

from __future__ import annotations

from typing import Any

import pytest

from chaos.standins.mcp.keyed import keyed


async def ask(key, headers, kind="http"):
    said = []

    async def app(_scope, _receive, send):
        await send("reached")

    async def send(event):
        said.append(event)

    asked: Any = keyed(app, key)
    await asked({"type": kind, "headers": headers}, None, send)
    return said


@pytest.mark.parametrize(
    ("key", "given", "kind"),
    [
        ("", None, "http"),
        ("k", b"Bearer k", "http"),
        ("k", None, "lifespan"),
    ],
)
async def test_who_may_reaches_it(key, given, kind):
    headers = [(b"authorization", given)] if given else []
    assert await ask(key, headers, kind) == ["reached"]


@pytest.mark.parametrize("given", [None, b"", b"Bearer x", b"k"])
async def test_who_may_not_is_told_so(given):
    headers = [(b"authorization", given)] if given is not None else []
    start, body = await ask("k", headers)
    assert start["status"] == 401
    assert body["body"] == b""
