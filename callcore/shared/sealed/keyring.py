"""Sealing: AES-256-GCM under a key ring, each value bound to the place where it stands.

A sealed value is text, so that a record, a column and a line of a journal hold the same one::

    v1.KEYID.base64url(nonce + ciphertext + tag)

The place (``call_callers/<call id>``) is authenticated with it, and so are version and key:
a value that somebody moves to another row does not open there. A nonce is 96 random bits,
which is good for some 2**32 values a key. Nothing here tells who may look: that is up to
whoever opens.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from callcore.shared.sealed import keytext
from callcore.shared.sealed.form import SEALED, UNREADABLE, VERSION
from callcore.shared.sealed.marks import Marks

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class Unreadable(Exception):
    """It does not open: another key, another place, or damage. Nothing of it is told."""


class KeyRing:
    """Seals with the first key and opens with all. Holds no secret in its repr."""

    def __init__(self, keys: keytext.Keys) -> None:
        self.current = next(iter(keys))
        self._locks = {
            key_id: AESGCM(derived(key, "seal")) for key_id, key in keys.items()
        }
        #: a secret under which orders are named; nothing is opened with it
        self.orders = derived(keys[self.current], "orders")
        self._marks = [Marks(derived(key, "marks")) for key in keys.values()]

    @classmethod
    def of(cls, text: str) -> KeyRing:
        """Return the ring of a setting. Raises :exc:`ValueError`."""
        return cls(keytext.read(text))

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._locks)})"

    @property
    def marks(self) -> Marks:
        """Return what marks new values."""
        return self._marks[0]

    @property
    def all_marks(self) -> list[Marks]:
        """Return what may have marked a value: one a key, while keys are changed."""
        return list(self._marks)

    def seal(self, text: str, place: str) -> str:
        """Return ``text`` sealed for ``place``; ``""`` stays ``""``: there is nothing."""
        if not text:
            return ""
        nonce, plain = os.urandom(NONCE_BYTES), text.encode(errors="replace")
        bound = _bound(self.current, place)
        body = nonce + self._locks[self.current].encrypt(nonce, plain, bound)
        return f"{VERSION}.{self.current}.{_text_of(body)}"

    def open(self, sealed: str, place: str) -> str:
        """Return what was sealed for ``place``. Raises :exc:`Unreadable`."""
        if not sealed:
            return ""
        found = SEALED.fullmatch(sealed)
        lock = None if found is None else self._locks.get(found[1])
        if found is None or lock is None:
            raise Unreadable
        body = _bytes_of(found[2])
        nonce, rest = body[:NONCE_BYTES], body[NONCE_BYTES:]
        try:
            return lock.decrypt(nonce, rest, _bound(found[1], place)).decode()
        except (InvalidTag, UnicodeDecodeError):
            raise Unreadable from None

    def shown(self, sealed: str, place: str) -> str:
        """Return what was sealed, or :data:`UNREADABLE`."""
        try:
            return self.open(sealed, place)
        except Unreadable:
            return UNREADABLE

    def is_current(self, sealed: str) -> bool:
        """Say whether the first key sealed it; nothing needs no key."""
        return not sealed or sealed.startswith(f"{VERSION}.{self.current}.")

    def again(self, sealed: str, place: str) -> str:
        """Return it sealed with the first key. Raises :exc:`Unreadable`."""
        if self.is_current(sealed):
            return sealed
        return self.seal(self.open(sealed, place), place)


def derived(key: bytes, purpose: str) -> bytes:
    """Return a key of its own for ``purpose``: what marks cannot open anything."""
    of = HKDF(
        SHA256(), keytext.KEY_BYTES, salt=None, info=f"callcore {purpose} v1".encode()
    )
    return of.derive(key)


def _bound(key_id: str, place: str) -> bytes:
    return f"{VERSION}\0{key_id}\0{place}".encode()


def _text_of(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def _bytes_of(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Unreadable from None
