"""The security headers, on every answer: errors, redirects, static files, 304.

No inline script or style, no frame, no other site; the policy is the same for the API and
the web UI, so that nothing has to know which of them it answers for.
"""

from __future__ import annotations

from typing import Final

from quart import Response
from quart_trio import QuartTrio

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        *(
            f"{kind}-src 'self'"
            for kind in ("script", "style", "connect", "img", "media", "font")
        ),
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
SECURITY: Final = (
    ("Content-Security-Policy", POLICY),
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
    ),
)
NO_STORE: Final = "no-store"


async def secure(response: Response) -> Response:
    """Put the headers on a response; what is not said to be cacheable is not stored.

    A coroutine, because Quart runs plain functions in a thread.
    """
    for name, value in SECURITY:
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", NO_STORE)
    return response


def put_on(app: QuartTrio) -> None:
    """Let ``app`` put the headers on all its answers."""
    app.after_request(secure)
