"""The signing keys: one that signs, and while keys are changed the one before it.

Keys that open what is kept of people are others (:mod:`callcore.shared.sealed`).

Each purpose has a key of its own, derived from these, so that a signature made for one is
worth nothing for another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

from callcore.shared.sealed.keyring import KeyRing

LEAST_BYTES: Final = 32
_LEAST_DISTINCT: Final = 16  # of 32 random bytes; chance gives fewer once in 10^17


class KeyRefused(Exception):
    """A key is no key; the message is one sentence and does not quote it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets, newest first; never empty."""

    secrets: tuple[bytes, ...] = field(repr=False)

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """Return the keys of a purpose, 32 bytes each: sign with the first, verify all."""
        return tuple(
            hmac.digest(secret, b"callcore/" + purpose.encode(), "sha256")
            for secret in self.secrets
        )


def new_key() -> str:
    """Return a key as the settings want it."""
    return base64.b64encode(secrets.token_bytes(LEAST_BYTES)).decode()


def read_keys(key: str, old_key: str = "") -> Keys:
    """Return the keys of two settings. Raises :exc:`KeyRefused`."""
    if not key:
        raise KeyRefused(
            "ADMINAPI_SIGNING_KEY is not set: `adminapi new-key` makes one."
        )
    found = [_read("ADMINAPI_SIGNING_KEY", key)]
    if old_key:
        found.append(_read("ADMINAPI_OLD_SIGNING_KEY", old_key))
    return Keys(tuple(found))


def read_ring(text: str) -> KeyRing:
    """Return what opens the personal data of a database. Raises :exc:`KeyRefused`."""
    if not text:
        raise KeyRefused(
            "ADMINAPI_DATA_KEYS is not set: it is that of CALLCORE_DATA_KEYS."
        )
    return KeyRing.of(text)


def _read(variable: str, text: str) -> bytes:
    try:
        padded = text + "=" * (-len(text) % 4)
        secret = base64.b64decode(padded.translate(_URLSAFE), validate=True)
    except (ValueError, binascii.Error):
        secret = b""
    if len(secret) < LEAST_BYTES:
        raise KeyRefused(
            f"{variable} must be {LEAST_BYTES} random bytes or more in base64: "
            "`adminapi new-key` makes one."
        )
    if len(set(secret)) < _LEAST_DISTINCT or secret.isascii():
        raise KeyRefused(
            f"{variable} is not random: `adminapi new-key` makes one that is."
        )
    return secret


def key_id(key: bytes) -> str:
    """Return the name of a derived key, which tells nothing about it."""
    return hashlib.sha256(b"key id" + key).hexdigest()[:12]


_URLSAFE: Final = str.maketrans("-_", "+/")
