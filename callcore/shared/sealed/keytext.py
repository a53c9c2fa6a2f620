"""The text of a key ring: ``ID:KEY[,ID:KEY...]``, the first seals, all of them open. Pure.

Loads no cryptography, so that the supervisor can look at the text and stay light.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from typing import Final

KEY_BYTES: Final = 32
MOST_KEYS: Final = 8  # a rotation needs two; a longer ring is a mistake
#: of 32 random bytes some 30 differ; fewer than 16 do not happen by chance
LEAST_DIFFERENT: Final = 16
ALLOWED: Final = (
    "ID:KEY, or several with commas between them, of which the first seals: an ID is of "
    "a-z, 0-9 and -, a KEY is 32 random bytes in base64url (`callcore new-key` makes one)"
)
MISSING: Final = (
    "CALLCORE_DATABASE_URL needs CALLCORE_DATA_KEYS, which seals what is kept of callers: "
    "`callcore new-key` makes one; keep it where your backups cannot be read from."
)
_ID: Final = re.compile(r"[a-z0-9-]{1,16}", re.ASCII)

Keys = dict[str, bytes]  # by id, the sealing one first


def read(text: str) -> Keys:
    """Return the keys of a ring. Raises :exc:`ValueError`, which quotes no key."""
    keys: Keys = {}
    for pair in text.split(","):
        key_id, _, key = pair.strip().partition(":")
        if not _ID.fullmatch(key_id) or key_id in keys:
            raise ValueError("id")
        keys[key_id] = _key(key)
    if len(keys) > MOST_KEYS or len(set(keys.values())) != len(keys):
        raise ValueError("ring")
    return keys


def checked(text: str) -> str:
    """Return ``text`` if it is a key ring. Raises :exc:`ValueError`."""
    read(text)
    return text


def new_key() -> str:
    """Return a ring of one new key, as it is set."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")
    return f"k{secrets.token_hex(3)}:{key}"


def _key(text: str) -> bytes:
    """Return a key: neither short, nor long, nor something that a person made up."""
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("key") from None
    made_up = key.isascii() or len(set(key)) < LEAST_DIFFERENT
    if len(key) != KEY_BYTES or made_up:
        raise ValueError("key")
    return key
