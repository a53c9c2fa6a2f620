"""Asks for a bearer key before an ASGI application is reached."""

from __future__ import annotations

import hmac
from typing import Final

from hypercorn.typing import (
    ASGIFramework,
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    Scope,
)

_REFUSED: Final = HTTPResponseStartEvent(
    type="http.response.start",
    status=401,
    headers=[(b"content-type", b"text/plain"), (b"www-authenticate", b"Bearer")],
    trailers=False,
)
_NOTHING: Final = HTTPResponseBodyEvent(
    type="http.response.body", body=b"", more_body=False
)


def keyed(app: ASGIFramework, key: str) -> ASGIFramework:
    """Return ``app`` behind ``key``; '' asks for none."""
    wanted = f"Bearer {key}".encode()

    async def ask(
        scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] != "http" or not key:
            await app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"authorization", b"")
        if hmac.compare_digest(given, wanted):
            await app(scope, receive, send)
            return
        await send(_REFUSED)
        await send(_NOTHING)

    return ask
