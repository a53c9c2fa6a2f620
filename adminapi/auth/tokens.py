"""Access tokens: signed words that say who asks, for a quarter of an hour.

HS256, because only the processes that make these tokens check them: a public key would
serve nobody, and HMAC costs a tenth of Ed25519 for each request (D-110). The header of our
tokens is known byte by byte, so no header of a stranger is ever parsed: another algorithm,
type, key id or an added ``jwk`` is just not one of ours. Claims follow RFC 9068.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import jwt

from adminapi.auth.keys import Keys, key_id
from adminapi.edges.endpoint import ROLES, Principal
from adminapi.edges.problem import Problem
from callcore.shared import stamps

LIFE_S: Final = 15 * 60
LEEWAY_S: Final = 5  # between the clocks of our own machines
AUDIENCE: Final = "callcore-admin"
LONGEST: Final = 2_000  # characters; ours have about 500
_ALGORITHM: Final = "HS256"
_TYPE: Final = "at+jwt"
_TEXTS: Final = ("sub", "sid", "jti", "name", "role")
_REQUIRED: Final = ("iss", "aud", "typ", "iat", "nbf", "exp", *_TEXTS)


class Tokens:
    """Makes and reads the tokens of one issuer (``public_url``)."""

    def __init__(
        self, keys: Keys, issuer: str, now_s: Callable[[], float] = stamps.now_s
    ) -> None:
        self._issuer = issuer
        self._now_s = now_s
        derived = keys.derived("access token")
        self._key, self._key_id = derived[0], key_id(derived[0])
        self._by_header: Mapping[str, bytes] = {
            _header_of(key_id(key)): key for key in derived
        }

    def issue(self, *, user_id: str, name: str, role: str, session_id: str) -> str:
        """Return a new token of a session."""
        now = int(self._now_s())
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "typ": _TYPE,
            "sub": user_id,
            "name": name,
            "role": role,
            "sid": session_id,
            "jti": secrets.token_hex(16),
            "iat": now,
            "nbf": now,
            "exp": now + LIFE_S,
        }
        headers = {"typ": _TYPE, "kid": self._key_id}
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM, headers=headers)

    def read(self, token: str) -> Principal:
        """Return who a token names. Raises ``unauthorized``, whatever is wrong with it."""
        key = self._by_header.get(token.partition(".")[0])
        if key is None or len(token) > LONGEST:
            raise Problem("unauthorized")
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": list(_REQUIRED), "strict_aud": True},
            )
        except jwt.PyJWTError:
            raise Problem("unauthorized") from None
        return _principal(claims)


def _principal(claims: Mapping[str, Any]) -> Principal:
    texts = [claims[name] for name in _TEXTS]
    fits = all(isinstance(text, str) and text for text in texts)
    if not fits or claims["typ"] != _TYPE or claims["role"] not in ROLES:
        raise Problem("unauthorized")
    return Principal(
        user_id=claims["sub"],
        name=claims["name"],
        role=claims["role"],
        session_id=claims["sid"],
        token_id=claims["jti"],
        expires_s=float(cast("int", claims["exp"])),
    )


def _header_of(kid: str) -> str:
    """Return the first part of every token of a key, as PyJWT writes it."""
    header = {"alg": _ALGORITHM, "kid": kid, "typ": _TYPE}
    text = json.dumps(header, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
