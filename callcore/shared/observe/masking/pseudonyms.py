"""Who is who in one call: ``[PERSON-1]`` for the same person each time, and nothing kept of him."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

MOST: Final = 9_999  # different ones of a label in a call; then the plain tag
_STEM: Final = 4  # letters of a word that its cases share: Олена, Олени, Олену


class Pseudonyms:
    """Numbers what it sees, by label, in the order of appearance.

    Remembers hashes under a key of its own, so that a dump of the process shows no names.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._numbers: dict[tuple[str, bytes], int] = {}
        self._given: dict[str, int] = {}

    def tag(self, label: str, said: str) -> str:
        """Return the tag of what was ``said``; new words of a known person keep his number."""
        known = [
            number
            for mark in self._marks(label, said)
            if (number := self._numbers.get((label, mark)))
        ]
        number = known[0] if known else self._given.get(label, 0) + 1
        if number > MOST:
            return f"[{label}]"
        self._given[label] = max(number, self._given.get(label, 0))
        for mark in self._marks(label, said):
            self._numbers.setdefault((label, mark), number)
        return f"[{label}-{number}]"

    def _marks(self, label: str, said: str) -> list[bytes]:
        lowered = said.lower()
        if label == "PERSON":
            return [
                self._mark(word[:_STEM]) for word in lowered.split() if len(word) > 1
            ]
        digits = "".join(char for char in lowered if char.isdecimal())
        return [self._mark(digits if len(digits) > 3 else lowered)]

    def _mark(self, text: str) -> bytes:
        return hashlib.blake2b(
            text.encode(errors="replace"), key=self._key, digest_size=12
        ).digest()
