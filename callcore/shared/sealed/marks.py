"""Marks: what finds a sealed number again without telling it. Pure but for its key.

A mark is 64 bits of HMAC-SHA256 under a key of its own; 64 bits fit PostgreSQL's bigint, and
of ten million marks hardly two ever meet. A number has one mark of the whole and one of each
beginning from :data:`LEAST_PREFIX` digits on.

What they tell to who has the table and not the key: which calls came from the same number,
and which numbers begin alike, how far, and how many such there are. With enough calls that
is a guess at the operator codes; it is no number. Who has the key can try numbers, as he can
open them.
"""

from __future__ import annotations

import hmac
import re
from typing import Final

LEAST_PREFIX: Final = (
    5  # shorter beginnings are so few that their sizes would name them
)
MOST_PREFIX: Final = 15  # E.164
_NUMBER: Final = re.compile(r"\+?([0-9]{1,40})", re.ASCII)
_BYTES: Final = 8


class Marks:
    """Makes the marks of one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def whole(self, number: str) -> int:
        """Return the mark of a whole number; ``+`` before its digits makes no difference."""
        return self._mark("whole", plain(number))

    def prefix(self, digits: str) -> int:
        """Return the mark of a beginning, of :data:`LEAST_PREFIX` digits or more."""
        return self._mark("prefix", plain(digits)[:MOST_PREFIX])

    def prefixes(self, number: str) -> list[int]:
        """Return the marks of all beginnings of ``number``; none if it is no number."""
        if _NUMBER.fullmatch(number) is None:
            return []
        digits = plain(number)[:MOST_PREFIX]
        ends = range(LEAST_PREFIX, len(digits) + 1)
        return [self._mark("prefix", digits[:end]) for end in ends]

    def _mark(self, what: str, text: str) -> int:
        said = f"{what}\0{text}".encode(errors="replace")
        digest = hmac.digest(self._key, said, "sha256")
        return int.from_bytes(digest[:_BYTES], signed=True)


def plain(number: str) -> str:
    """Return a number without its plus; what is no number stays as it is."""
    found = _NUMBER.fullmatch(number)
    return number if found is None else found[1]
