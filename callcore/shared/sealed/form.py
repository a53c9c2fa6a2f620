"""What a sealed value looks like, for who carries it without opening it. Pure."""

from __future__ import annotations

import re
from typing import Final

VERSION: Final = "v1"
UNREADABLE: Final = "unreadable"  # what is shown of a value whose key is not here
MOST_CHARS: Final = 4_200  # of what we keep: three texts of 250 characters of 4 bytes
#: the id of the key, and nonce, ciphertext and tag in base64url
SEALED: Final = re.compile(r"v1\.([a-z0-9-]{1,16})\.([A-Za-z0-9_-]{38,})", re.ASCII)


def is_sealed(text: str) -> bool:
    """Say whether ``text`` looks like a sealed value, of whatever key."""
    return len(text) <= MOST_CHARS and SEALED.fullmatch(text) is not None
