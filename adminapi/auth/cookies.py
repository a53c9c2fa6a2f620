"""The two cookies: the refresh token of a browser, and that it has logged in before.

``__Host-`` binds them to this host over TLS (browsers take them on localhost without);
no script reads them and no other site sends them.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence
from typing import Final

REFRESH: Final = "__Host-callcore"
DEVICE: Final = "__Host-callcore-device"
DEVICE_S: Final = 180 * 86_400
_TAIL: Final = "; Path=/; Secure; HttpOnly; SameSite=Strict"
_NONCE_BYTES: Final = 12
_SIGNATURE_BYTES: Final = 32


def keep(name: str, value: str, for_s: int) -> tuple[str, str]:
    """Return the header that sets a cookie."""
    return "Set-Cookie", f"{name}={value}; Max-Age={for_s}{_TAIL}"


def drop(name: str) -> tuple[str, str]:
    """Return the header that deletes a cookie."""
    return "Set-Cookie", f"{name}=; Max-Age=0{_TAIL}"


def device_cookie(keys: Sequence[bytes], user_id: str) -> str:
    """Return a new proof that a browser has logged in as this user."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    signature = _sign(keys[0], nonce, user_id)
    return base64.urlsafe_b64encode(nonce + signature).decode()


def device_of(keys: Sequence[bytes], cookie: str, user_id: str) -> str:
    """Return the name of the browser if its proof is good for this user, else ''."""
    try:
        raw = base64.urlsafe_b64decode(cookie)
    except ValueError:
        return ""
    nonce, signature = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
    if len(signature) != _SIGNATURE_BYTES:
        return ""
    good = any(
        hmac.compare_digest(_sign(key, nonce, user_id), signature) for key in keys
    )
    return nonce.hex() if good else ""


def _sign(key: bytes, nonce: bytes, user_id: str) -> bytes:
    return hmac.digest(key, nonce + user_id.encode(), "sha256")
